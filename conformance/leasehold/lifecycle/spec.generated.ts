// Generated from spec/Runner.tla by `make manifest`; do not edit.

/** The specification's variables. */
export const specVariables = ["approval", "changed", "ending", "event", "held", "host", "hosts", "parent", "permission", "record", "result", "status", "waits", "work"] as const

/** The specification's actions: for each parameter the set that it is taken from. */
export const specParameters = {
  Acquire: ["Tasks", "Keys"],
  Answer: ["Tasks"],
  Approve: ["Tasks"],
  Ask: ["Tasks"],
  Await: ["Tasks"],
  Cancel: ["Tasks"],
  Change: ["Tasks", "Keys"],
  Complete: ["Tasks"],
  Delete: ["Tasks"],
  Deliver: ["Tasks"],
  Enqueue: ["Tasks", "Keys"],
  Exec: ["Tasks"],
  Exit: ["Tasks"],
  Expire: ["Tasks"],
  Fail: ["Tasks"],
  Grant: ["Tasks"],
  HostCrash: ["Hosts"],
  HostOpen: ["Hosts"],
  Join: ["Tasks"],
  Narrow: ["Tasks", "Scopes"],
  Reap: ["Hosts"],
  Refuse: ["Tasks"],
  Release: ["Tasks"],
  Resume: ["Tasks"],
  Revoke: ["Tasks"],
  Settle: ["Tasks"],
  Spawn: ["Parents", "Tasks", "Permissions"],
  Start: ["Tasks", "Hosts"],
  Take: ["Tasks"],
  Tell: ["Tasks", "Hows"],
  TimeOut: ["Tasks"],
  Write: ["Tasks", "Keys"],
  Written: ["Tasks"]
} as const

export type SpecVariable = (typeof specVariables)[number]
export type SpecAction = keyof typeof specParameters
