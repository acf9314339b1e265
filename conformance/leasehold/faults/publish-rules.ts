/** The rules that the write taken apart rests on, each found out by its absence, with where it stands in the core. */
import type { Row } from "./kills.ts"

/** A rule by its letter, and the rows of the joined table that show what falls without it. */
export interface PublishRule {
  readonly letter: string
  readonly says: string
  readonly rows: ReadonlyArray<readonly [action: string, rule: string]>
}

export const publishRules: ReadonlyArray<PublishRule> = [
  { letter: "a", says: "what an exchange displaced is probed for writers", rows: [["Probe", "IsBeingWritten"]] },
  { letter: "b", says: "first the probe, then the hash", rows: [["Exchange", "ProbeFirst"]] },
  {
    letter: "c",
    says: "whether it was exchanged is told by whose inode lies at the staged path, not by what the disk contains",
    rows: [["Judge", "Exchanged"]]
  },
  {
    letter: "d",
    says: "what is left at a staged path is looked at once more before it is unlinked, ours too",
    rows: [["LateCheck", "Differs"]]
  },
  {
    letter: "e",
    says: "what came out and is not the base, or is being written, goes back if ours is still there, else is kept aside",
    rows: [
      ["Judge", "ShowsOurs"],
      ["Judge", "HoldsTheirs"]
    ]
  },
  { letter: "f", says: "the staged file is looked at before it becomes visible", rows: [["Judge", "IsIntact"]] },
  {
    letter: "g",
    says: "an intent of an older generation that was not judged is refused, never published",
    rows: [["Judge", "IsOfThisGeneration"]]
  },
  {
    letter: "h",
    says: "a key is read, granted or written only when no intent is open there",
    rows: [
      ["Observe", "IsSettled"],
      ["Decide", "IsSettled"],
      ["Acquire", "StandsOpen"],
      ["Grant", "StandsOpen"]
    ]
  },
  { letter: "i", says: "who waits does not ask for the same again", rows: [["Enqueue", "WaitsNot"]] },
  {
    letter: "j",
    says: "directories are synced before a displaced file is moved aside",
    rows: [["Judge", "KeepAsideUnsynced"]]
  },
  { letter: "k", says: "leases of one task do not fence each other", rows: [["Acquire", "NoOtherHolds"]] },
  {
    letter: "l",
    says: "what was found clean is marked so, as durably as it is visible, before it is acknowledged",
    rows: [["Judge", "IsJudged"]]
  },
  { letter: "m", says: "what went back once does not go forward again", rows: [["Judge", "IsTurned"]] },
  {
    letter: "n",
    says: "a turn-back that finds something in its way is not tried again",
    rows: [["TurnBack", "GiveUpBack"]]
  }
]

/** The rows of a rule; a rule without one, or with one that nothing notices, is a gap. */
export const rowsOfRule = (rows: ReadonlyArray<Row>, rule: PublishRule): ReadonlyArray<Row> =>
  rule.rows.flatMap(([action, name]) => rows.filter((row) => row.action === action && row.rule === name))

/** Rules of the list that the joined table does not have, or that nothing notices. */
export const unnoticed = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  publishRules.flatMap((rule) => {
    const own = rowsOfRule(rows, rule)
    return own.length === rule.rows.length && own.every(({ killedBy }) => killedBy !== undefined)
      ? []
      : [`rule (${rule.letter}), ${rule.says}: no seeded fault of it is noticed`]
  })
