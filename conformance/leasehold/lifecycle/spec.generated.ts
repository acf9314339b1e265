// Generated from spec/Runner.tla by `make manifest`; do not edit.

/** The specification's variables. */
export const specVariables = ["approval", "changed", "ending", "event", "held", "host", "hosts", "parent", "permission", "record", "result", "status", "waits", "work", "writing"] as const

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
  Deny: ["Tasks"],
  End: ["Tasks"],
  Exec: ["Tasks"],
  Exit: ["Tasks"],
  Expire: ["Tasks"],
  Fail: ["Tasks"],
  Finish: ["Tasks"],
  HostCrash: ["Hosts"],
  HostOpen: ["Hosts"],
  Join: ["Tasks"],
  Narrow: ["Tasks", "Scopes"],
  Reap: ["Hosts"],
  Release: ["Tasks"],
  Renew: ["Tasks", "Keys"],
  Resume: ["Tasks", "Hosts"],
  Revoke: ["Tasks"],
  Schedule: ["Tasks"],
  Spawn: ["Parents", "Tasks", "Permissions", "Hosts"],
  Take: ["Tasks"],
  Tell: ["Tasks", "Hows"],
  TimeOut: ["Tasks"],
  Write: ["Tasks", "Keys"],
  Written: ["Hosts", "Tasks", "Keys"]
} as const

export type SpecVariable = (typeof specVariables)[number]
export type SpecAction = keyof typeof specParameters
