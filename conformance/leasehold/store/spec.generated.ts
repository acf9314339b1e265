// Generated from spec/Store.tla by `make manifest`; do not edit.

/** The specification's variables. */
export const specVariables = ["at", "boot", "drawn", "event", "held", "locks", "logs", "phase", "root", "seen"] as const

/** The specification's actions: for each parameter the set that it is taken from. */
export const specParameters = {
  Begin: ["Hosts"],
  Commit: ["Hosts"],
  Copy: ["Places", "Places"],
  Crash: ["Hosts"],
  Enter: ["Hosts", "Places"],
  Finish: ["Hosts"],
  GiveUp: ["Hosts", "Reasons"],
  Open: ["Hosts", "Openings"],
  PowerLoss: ["Losses", "BOOLEAN"],
  Read: ["Hosts"],
  Reap: ["Hosts", "Hosts"],
  Remove: ["Places"],
  RemoveLock: ["Places"],
  Restore: ["Places", "Lengths"],
  Rewind: ["Places", "Lengths"]
} as const

export type SpecVariable = (typeof specVariables)[number]
export type SpecAction = keyof typeof specParameters
