// What a check finds.

/** The promise that is broken. */
export type CheckName =
  | "acknowledged"
  | "permitted"
  | "outside"
  | "refused"
  | "torn"
  | "overtaken"
  | "answers"
  | "journal"
  | "disk"
  | "left"
  | "ended"

export interface Problem {
  readonly check: CheckName
  readonly what: string
}

export const promises: Readonly<Record<CheckName, string>> = {
  acknowledged: "what was acknowledged is there, once",
  outside: "what a program outside Leasehold saved is there, or kept aside, or was replaced by another one",
  refused: "what was refused is not there",
  torn: "a write of two files is there whole, or not at all",
  permitted: "no task writes that is not approved, where it may not, or after its end",
  overtaken: "nobody writes a file that another one holds",
  answers: "nothing is refused but for a reason that the torture gives",
  journal: "the journal is whole, follows from the protocol, and breaks no invariant",
  disk: "the journal says what is on the disk",
  left: "nothing is left leased, queued, staged or alive",
  ended: "no process ends by itself, or does not end"
}
