/** What a run of TLC tells. */
export interface Location {
  readonly module: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export interface TraceStep {
  /** The action's name, "Initial predicate" for the first state, "" where TLC knows none. */
  readonly action: string
  readonly location: Location | undefined
  /** The state as TLC prints it: `/\ x = 1` a line, or `x = 1` where there is one variable. */
  readonly state: string
}

export interface Trace {
  readonly steps: ReadonlyArray<TraceStep>
  /** How a behaviour that violates liveness goes on for ever: with its last state, or from the state of this index. */
  readonly goesOn: "stuttering" | { readonly from: number } | undefined
}

export type Violation = {
  readonly kind: "assumption" | "invariant" | "action property" | "temporal property" | "assertion" | "deadlock"
  /** What is violated; undefined for a deadlock, and for a temporal property where the configuration names several. */
  readonly name: string | undefined
  /** As TLC says it. */
  readonly text: string
  readonly location: Location | undefined
  readonly trace: Trace
}

export interface Progress {
  readonly depth: number
  readonly generated: number
  readonly distinct: number
  readonly queued: number
}

export interface TlcVersion {
  /** As TLC prints it: "2.18 of 20 March 2023". */
  readonly text: string
  /** The revision of its source, which version 2.18 of the pinned jar does not print. */
  readonly revision: string | undefined
  readonly jarSha256: string
}

export interface Counts {
  readonly generated: number
  readonly distinct: number
  /** Distinct states left unexplored: 0 after a complete search. */
  readonly queued: number
  /** Undefined where TLC stopped before the search began. */
  readonly initial: number | undefined
  readonly depth: number | undefined
}

export interface TlcResult {
  readonly version: TlcVersion
  readonly java: string
  readonly exitCode: number
  readonly holds: boolean
  /** More than one only with `-continue`; at most `violationsKept` of them. */
  readonly violations: ReadonlyArray<Violation>
  /** Undefined where no state was looked at, as with a false assumption. */
  readonly counts: Counts | undefined
  readonly warnings: ReadonlyArray<string>
  /** Lines that the specification printed. */
  readonly outputLines: number
  readonly millis: number
}
