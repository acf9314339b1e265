/** What can be wrong with a corpus file. */
import { Data } from "effect"

/** A corpus that must not be replayed: damaged, truncated, empty, or not a corpus. `hint` says what to do about it. */
export class CorpusError extends Data.TaggedError("CorpusError")<{
  /** where it was noticed: 1 is the first line, 0 the whole file */
  readonly line: number
  readonly reason: string
  readonly hint: string
}> {
  override get message(): string {
    return `${this.line === 0 ? "" : `line ${this.line}: `}${this.reason}; ${this.hint}`
  }
}

/** A graph that the format cannot hold. */
export class Unwritable extends Data.TaggedError("Unwritable")<{ readonly reason: string }> {
  override get message(): string {
    return this.reason
  }
}
