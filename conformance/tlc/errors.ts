/** Why a run of TLC has no result. A violated property is a result, not an error. */
import { Data } from "effect"
import { showProblem, type Problem } from "./problems.ts"
import type { Location, Trace } from "./result.ts"

/** The specification does not parse, or a module is missing. */
export class SpecInvalid extends Data.TaggedError("SpecInvalid")<{
  readonly module: string
  readonly problems: ReadonlyArray<Problem>
}> {
  override get message(): string {
    return `${this.module} does not parse:\n${this.problems.map((problem) => `  ${showProblem(problem)}`).join("\n")}`
  }
}

/** The configuration does not fit the specification: a constant without a value, an unknown name, a missing or malformed file. */
export class ConfigInvalid extends Data.TaggedError("ConfigInvalid")<{
  readonly module: string
  readonly config: string
  readonly text: string
}> {
  override get message(): string {
    return `${this.config}, the configuration of ${this.module}, cannot be used: ${this.text}`
  }
}

/** An expression that TLC could not evaluate. */
export class EvaluationFailed extends Data.TaggedError("EvaluationFailed")<{
  readonly module: string
  readonly text: string
  /** From the outermost expression to the one that failed. */
  readonly nested: ReadonlyArray<Location>
  readonly trace: Trace
}> {
  override get message(): string {
    const at = this.nested.at(-1)
    const place = at === undefined ? "" : ` (at ${at.module}, line ${at.line}, column ${at.column})`
    return `TLC could not evaluate an expression of ${this.module}${place}: ${this.text}`
  }
}

/** Anything else that ended TLC: too little memory, a jar that is none, a full disk, a bug of TLC. */
export class TlcFailed extends Data.TaggedError("TlcFailed")<{
  readonly module: string
  /** -1 if Java could not be started, or a signal ended it. */
  readonly exitCode: number
  readonly text: string
}> {
  override get message(): string {
    const memory = /out of memory|OutOfMemoryError|Java heap space|GC overhead limit/i.test(this.text)
    const advice = memory
      ? "\nIts memory did not suffice: give it more (heapMegabytes), or bound the model tighter."
      : ""
    return `TLC ended with exit code ${this.exitCode} on ${this.module}: ${this.text}${advice}`
  }
}

/** What `runTlc` fails with. */
export type TlcError = SpecInvalid | ConfigInvalid | EvaluationFailed | TlcFailed
