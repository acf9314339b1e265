// Why a scope is not taken.
import { Schema } from "effect"
import { quote } from "./quote.ts"

/** The four lists of a scope. */
export const parts = ["read", "write", "tools", "commands"] as const
/** One of them. */
export type Part = (typeof parts)[number]

/** A pattern that is not understood, or that says what no automaton can decide. */
export class PatternInvalid extends Schema.TaggedError<PatternInvalid>()("PatternInvalid", {
  kind: Schema.Literals(["glob", "regex"]),
  pattern: Schema.String,
  /** Where in the pattern, in UTF-16 units from 0. */
  at: Schema.Int,
  reason: Schema.String
}) {
  override get message(): string {
    return `the ${this.kind} ${quote(this.pattern)} is refused at character ${this.at + 1}: ${this.reason}`
  }
}

/** What was given is no scope. */
export class ScopeInvalid extends Schema.TaggedError<ScopeInvalid>()("ScopeInvalid", { reason: Schema.String }) {
  override get message(): string {
    return `this is no scope: ${this.reason}`
  }
}

/** A list of patterns that would take too long to decide. `pattern` takes the most of it. */
export class TooComplex extends Schema.TaggedError<TooComplex>()("TooComplex", {
  part: Schema.Literals(parts),
  pattern: Schema.String
}) {
  override get message(): string {
    return (
      `the patterns of ${quote(this.part)} are too complex to be decided in bounded time, ${quote(this.pattern)} most of all. ` +
      "Repeat less in it, or say it with fewer patterns"
    )
  }
}
