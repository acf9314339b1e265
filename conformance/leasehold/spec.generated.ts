// Generated from spec/Leasehold.tla by `make manifest`; do not edit.

/** The specification's variables. */
export const specVariables = ["counter", "event", "files", "gates", "generation", "host", "hosts", "intents", "kept", "lease", "observation", "profile", "queue", "staged", "status", "unsynced"] as const

/** The specification's actions: for each parameter the set that it is taken from. */
export const specParameters = {
  Acquire: ["Runs", "Resources"],
  Decide: ["Runs", "Writes"],
  End: ["Runs"],
  Enqueue: ["Runs", "Resources"],
  EnterGate: ["Hosts", "Keys"],
  Exchange: ["Hosts", "Keys"],
  Expire: ["Resources"],
  Flush: [],
  Grant: ["Runs", "Resources"],
  Hash: ["Hosts", "Keys"],
  HostCrash: ["Hosts"],
  HostOpen: ["Hosts"],
  Judge: ["Hosts", "Keys"],
  KeepAside: ["Hosts", "Keys"],
  LateCheck: ["Keys"],
  Observe: ["Runs", "Keys"],
  OutsideClose: ["Keys", "Places"],
  OutsideLookUp: ["Keys"],
  OutsideOpen: ["Keys", "Places"],
  OutsideRename: ["Keys", "Contents"],
  OutsideWrite: ["Keys", "Places", "Contents"],
  PowerLoss: ["Undoings", "RowLosses"],
  Probe: ["Hosts", "Keys"],
  Reap: ["Hosts"],
  Refuse: ["Hosts", "Keys"],
  Release: ["Runs", "Resources", "Issued"],
  Renew: ["Runs", "Resources"],
  Settle: ["Hosts", "Keys"],
  Start: ["Runs", "Hosts"],
  StoreLost: ["StoreLosses"],
  Sync: ["Hosts", "Keys"],
  TurnBack: ["Hosts", "Keys"],
  Withdraw: ["Runs", "Resources"]
} as const

export type SpecVariable = (typeof specVariables)[number]
export type SpecAction = keyof typeof specParameters
