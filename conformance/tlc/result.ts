/** What a run of TLC tells. */

/** A piece of a module; lines and columns count from 1, and the end belongs to it. */
export interface Location {
  readonly module: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** A state of a behaviour, and the action that led to it. */
export interface TraceStep {
  /** The action's name, "Initial predicate" for the first state, "" where TLC knows none. */
  readonly action: string
  /** The action's body; undefined where TLC names no place. */
  readonly location: Location | undefined
  /** The state as TLC prints it: `/\ x = 1` a line, or `x = 1` where there is one variable. */
  readonly state: string
}

/** A behaviour, from its initial state on; without steps where TLC prints none. */
export interface Trace {
  readonly steps: ReadonlyArray<TraceStep>
  /** How a behaviour that violates liveness goes on for ever: with its last state, or from the state of this index. */
  readonly goesOn: "stuttering" | { readonly from: number } | undefined
}

/** Something that has to be so in the model, and is not. */
export type Violation = {
  readonly kind: "assumption" | "invariant" | "action property" | "temporal property" | "assertion" | "deadlock"
  /** What is violated, if TLC names it: not for a deadlock, an assertion, or one of several temporal properties. */
  readonly name: string | undefined
  /** As TLC says it. */
  readonly text: string
  /** Only of an assumption without a name, which is known by its place. */
  readonly location: Location | undefined
  readonly trace: Trace
}

/** Where the search is: the level, and numbers of states as in {@link Counts}. */
export interface Progress {
  readonly depth: number
  readonly generated: number
  readonly distinct: number
  readonly queued: number
}

/** Which TLC it was: another may count otherwise. */
export interface TlcVersion {
  /** As TLC prints it: "2.18 of 20 March 2023". */
  readonly text: string
  /** The revision of its source, which version 2.18 of the pinned jar does not print. */
  readonly revision: string | undefined
  readonly jarSha256: string
}

/** How many states TLC saw: `generated` counts one each time that it is come upon, `distinct` once. */
export interface Counts {
  readonly generated: number
  readonly distinct: number
  /** Distinct states left unexplored: 0 after a complete search. */
  readonly queued: number
  /** Undefined where TLC stopped before the search began. */
  readonly initial: number | undefined
  /** Levels of the search, of which initial states are the first. */
  readonly depth: number | undefined
}

/** What a run showed that came to a conclusion, whether the model holds or not. */
export interface TlcResult {
  readonly version: TlcVersion
  /** Its version. */
  readonly java: string
  /** TLC's own; 0 also if "-continue" went past violations. */
  readonly exitCode: number
  readonly holds: boolean
  /** More than one only with `-continue`; at most `violationsKept` of them. */
  readonly violations: ReadonlyArray<Violation>
  /** Undefined where no state was looked at, as with a false assumption. */
  readonly counts: Counts | undefined
  readonly warnings: ReadonlyArray<string>
  /** Lines that the specification printed. */
  readonly outputLines: number
  /** As TLC tells it: in whole seconds from one second on. */
  readonly millis: number
}
