/** What a report finds, by kinds that a gate can forbid, and the approval by which a reviewed change passes. */
import { Data, Result, Schema } from "effect"
import type { Report } from "../report/model.ts"
import { bare } from "../report/phrase.ts"
import { newlyClaimed, newlyViolated, noLongerClaimed, proposedTexts, unaskedFairness } from "../report/words.ts"

/** The kinds, and what each one is. */
export const kinds = {
  allowed: "a behaviour is newly allowed",
  forbidden: "a behaviour is newly forbidden",
  violated: "the head violates what the model claims, and the base does not",
  told: "a request is told something else",
  added: "there is a new action",
  removed: "an action is gone",
  weakened: "an invariant allows more, or is no longer claimed",
  strengthened: "an invariant allows less, or is newly claimed",
  changed: "a definition changed, whether or not anything follows from it",
  uncompared: "something could not be compared, which any of these forbids as well"
} as const

export type Kind = keyof typeof kinds

/** One thing that was found. */
export interface Finding {
  readonly kind: Kind
  /** where and what, in a few words */
  readonly text: string
}

const isKind = (word: string): word is Kind => Object.keys(kinds).includes(word)

/** A word after --forbid that is no kind. */
export class UnknownKind extends Data.TaggedError("UnknownKind")<{ readonly word: string }> {
  override get message(): string {
    return `--forbid takes ${Object.keys(kinds).join(", ")}, or all; ${JSON.stringify(this.word)} is none of these.`
  }
}

/** The kinds of `added,removed`, or of `all`. Throws {@link UnknownKind}. */
export const readKinds = (list: string): ReadonlySet<Kind> => {
  const words = list.split(",").map((word) => word.trim())
  return new Set(
    words.flatMap((word): ReadonlyArray<Kind> => {
      if (word === "all") return Object.keys(kinds).filter(isKind)
      if (!isKind(word)) throw new UnknownKind({ word })
      return [word]
    })
  )
}

/** Everything that was found. */
export const findingsOf = (report: Report): ReadonlyArray<Finding> => [
  ...report.problems.map((text) => ({ kind: "uncompared", text }) as const),
  ...unaskedFairness(report).map((key) => ({ kind: "uncompared", text: `fairness: ${key}` }) as const),
  ...report.text.flatMap(({ key, change, role }): ReadonlyArray<Finding> => [
    { kind: "changed", text: `${role} ${key}: ${change}` },
    ...(role === "action" && change !== "changed" ? [{ kind: change, text: `action ${key}` }] : [])
  ]),
  ...report.models.flatMap((report): ReadonlyArray<Finding> => {
    const { model, verdict, allowed, forbidden, told, invariants, outcomes } = report
    return [
      ...(verdict === "undecided" ? [{ kind: "uncompared" as const, text: `${model}: undecided` }] : []),
      ...newlyViolated(report).map(({ claim }) => ({ kind: "violated" as const, text: `${model}: ${claim}` })),
      ...proposedTexts(report).map((text) => ({ kind: "uncompared" as const, text: `${model}: ${bare(text)}` })),
      ...outcomes.head.undecided.map((claim) => ({ kind: "uncompared" as const, text: `${model}: ${claim}` })),
      ...allowed.map(({ action }) => ({ kind: "allowed" as const, text: `${model}: ${action}` })),
      ...forbidden.map(({ action }) => ({ kind: "forbidden" as const, text: `${model}: ${action}` })),
      ...told.map(({ action, before, after }) => ({
        kind: "told" as const,
        text: `${model}: ${action} was ${before}, is ${after}`
      })),
      ...invariants.flatMap(({ invariant, change }): ReadonlyArray<Finding> => {
        const text = `${model}: ${invariant}`
        if (change === "same") return []
        if (change === "not compared") return [{ kind: "uncompared", text }]
        if (change !== "incomparable") return [{ kind: change, text }]
        return [
          { kind: "weakened", text },
          { kind: "strengthened", text }
        ]
      }),
      ...noLongerClaimed(report).map((claim) => ({ kind: "weakened" as const, text: `${model}: ${claim}` })),
      ...newlyClaimed(report).map((claim) => ({
        kind: "strengthened" as const,
        text: `${model}: ${claim}`
      }))
    ]
  })
]

export const approvalFormat = "leasehold.diff.approval/1"

/** What somebody looked at and let pass. It holds for these two versions and no other. */
export const Approval = Schema.Struct({
  format: Schema.Literal(approvalFormat),
  base: Schema.String,
  head: Schema.String,
  /** who looked, and so has to look again when either side moves */
  by: Schema.String,
  /** the findings that were approved, as `kind: text` */
  findings: Schema.Array(Schema.String)
})
export type Approval = typeof Approval.Type

export const readApproval = Schema.decodeUnknownResult(Schema.fromJsonString(Approval), { onExcessProperty: "error" })

const nameOf = ({ kind, text }: Finding): string => `${kind}: ${text}`

/** The approval that lets these findings pass. */
export const approve = (report: Report, by: string): Approval => ({
  format: approvalFormat,
  ...report.digests,
  by,
  findings: findingsOf(report).map(nameOf)
})

/** Why a report does not pass: nothing, if it does. What could not be compared may be anything, and so passes no gate. */
export const objections = (report: Report, forbidden: ReadonlySet<Kind>, approval?: string): ReadonlyArray<string> => {
  if (forbidden.size === 0) return []
  const found = findingsOf(report).filter(({ kind }) => kind === "uncompared" || forbidden.has(kind))
  if (found.length === 0 || approval === undefined) return found.map(nameOf)
  const read = readApproval(approval)
  if (Result.isFailure(read)) return [`the approval cannot be read: ${read.failure.message}`, ...found.map(nameOf)]
  const { base, head, by, findings } = read.success
  const moved = [...(base === report.digests.base ? [] : ["base"]), ...(head === report.digests.head ? [] : ["head"])]
  if (moved.length > 0) {
    return [`the ${moved.join(" and the ")} moved since the approval: ${by} must look again`, ...found.map(nameOf)]
  }
  return found.map(nameOf).filter((name) => !findings.includes(name))
}
