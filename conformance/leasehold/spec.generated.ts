// Generated from spec/Leasehold.tla by `make manifest`; do not edit.

/** The specification's variables. */
export const specVariables = ["counter", "disk", "event", "host", "hosts", "lease", "observation", "profile", "queue", "status"] as const

/** The specification's actions: for each parameter the set that it is taken from. */
export const specParameters = {
  Acquire: ["Runs", "Resources"],
  Decide: ["Runs", "Keys", "Contents", "Contents"],
  End: ["Runs"],
  Enqueue: ["Runs", "Resources"],
  Expire: ["Resources"],
  Grant: ["Runs", "Resources"],
  HostCrash: ["Hosts"],
  HostOpen: ["Hosts"],
  Observe: ["Runs", "Keys"],
  OutsideWrite: ["Keys", "Contents"],
  Reap: ["Hosts"],
  Release: ["Runs", "Resources", "Issued"],
  Renew: ["Runs", "Resources"],
  Start: ["Runs", "Hosts"],
  Withdraw: ["Runs", "Resources"]
} as const

export type SpecVariable = (typeof specVariables)[number]
export type SpecAction = keyof typeof specParameters
