/**
 * Lets TLC print a model's whole transition graph, with exact parameters and with the verdict of every request in every state.
 *
 * A module is generated that extends the model's and adds an invariant, evaluated once for each distinct state, and a constraint on
 * steps, evaluated once for each successor. One worker explores, so the successors of a state come in one piece: the source is
 * printed once, then for each edge the event and only the variables that the step changed. A state is printed right after the first
 * edge that leads to it; initial states come before all else.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { Data, Effect } from "effect"
import { isGraphError } from "../graph/builder.ts"
import type { GraphError } from "../graph/errors.ts"
import { constraintsOf, hasSymmetry, withoutSections } from "../tlc/config.ts"
import type { Location, Progress, Violation } from "../tlc/result.ts"
import { runTlc, type TlcOptions } from "../tlc/run.ts"

/** What to explore. */
export interface Exploration {
  /** the path of the model's module, and of its configuration */
  readonly module: string
  readonly config: string
  readonly library: ReadonlyArray<string>
  /** the variables of a state; the event is not among them */
  readonly variables: ReadonlyArray<string>
  /** the variable that names the last step: [action |-> a string, args |-> a tuple] */
  readonly event: string
  /** the operator whose value is the record of all verdicts */
  readonly verdicts: string
  /** whether what the model claims of behaviours is checked on the way; it is not unless given */
  readonly properties?: boolean
  /** see {@link TlcOptions} */
  readonly brief?: TlcOptions["brief"]
  readonly args?: TlcOptions["args"]
  readonly onProgress?: (progress: Progress) => void
}

/** What TLC printed makes no graph. */
export class Unreadable extends Data.TaggedError("Unreadable")<{ readonly line: string; readonly reason: string }> {
  override get message(): string {
    return `TLC printed a line that is no part of a graph (${this.reason}): ${this.line.slice(0, 300)}`
  }
}

/** What stands for a variable that an edge does not change. */
export const unchanged = "<<>>"

/** The value of one that it changes: in a tuple of its own, so that no value can be taken for the sign of an unchanged one. */
export const changedOf = (piece: string): string => piece.slice(2, -2)

/** Of an event that is none. */
export const noEvent = "the event is not [action |-> a string, args |-> a tuple]"

const moduleName = "Explore"

/** Registers of TLC: the state whose successors are under way, and the one that the last step leads to; empty if a bound cuts it. */
const sourceRegister = 1907
const targetRegister = 1908

const moduleText = ({ module, variables, event, verdicts }: Exploration, config: string): string => {
  const state = `<<${variables.join(", ")}>>`
  const changes = variables.map((name) => `IF ${name}' = ${name} THEN <<>> ELSE <<${name}'>>`).join(", ")
  return [
    `---- MODULE ${moduleName} ----`,
    `EXTENDS ${basename(module, ".tla")}, TLC`,
    `ASSUME TLCSet(${sourceRegister}, <<>>) /\\ TLCSet(${targetRegister}, <<>>)`,
    // TLC evaluates invariants also in states that a bound cuts off, initial ones among them: there can be as many as others.
    `ExploreInside ==`,
    ...constraintsOf(config).map((constraint) => `  /\\ ${constraint}`),
    `  /\\ TLCGet(${sourceRegister}) # <<>> => TLCGet(${targetRegister}) = ${state}`,
    `ExploreState == ExploreInside => PrintT(ToString(<<"state", ${state}, ${verdicts}>>))`,
    // Asked before the model's own constraints: from then on no state is taken for an initial one.
    `ExploreFrom ==`,
    `  /\\ TLCSet(${targetRegister}, <<>>)`,
    `  /\\ TLCGet(${sourceRegister}) # ${state} =>`,
    `       PrintT(ToString(<<"from", ${state}>>)) /\\ TLCSet(${sourceRegister}, ${state})`,
    // Asked after them: of a step that they do not cut.
    `ExploreEdge ==`,
    `  /\\ TLCSet(${targetRegister}, <<${variables.map((name) => `${name}'`).join(", ")}>>)`,
    `  /\\ PrintT(ToString(<<"edge", ${event}', ${changes}>>))`,
    "====",
    ""
  ].join("\n")
}

/**
 * What the model cuts, how it starts and what is true in each of its states stays: a verdict that is too wide must not reach a
 * corpus. Properties are left to the model's own check, unless they are asked for: they are of behaviours.
 */
const configText = (config: string, properties: boolean): string =>
  [
    "ACTION_CONSTRAINT ExploreFrom",
    withoutSections(config, properties ? [] : ["PROPERTY"]),
    "INVARIANT ExploreState",
    "ACTION_CONSTRAINT ExploreEdge",
    ""
  ].join("\n")

/** What cannot be explored as it is. */
export class Unexplorable extends Data.TaggedError("Unexplorable")<{ readonly what: string }> {
  override get message(): string {
    return this.what
  }
}

/** The model does not hold, so what TLC printed of it is no whole graph. */
export class DoesNotHold extends Data.TaggedError("DoesNotHold")<{
  readonly model: string
  readonly violated: string
  /** of what has no name */
  readonly location: Location | undefined
}> {
  static of(model: string, { name, kind, location }: Violation): DoesNotHold {
    return new DoesNotHold({ model, violated: name ?? kind, location })
  }

  override get message(): string {
    return `${this.model} violates ${this.violated}: what is explored of it is no whole graph. Check the model with TLC first.`
  }
}

/** The text of the configuration, if a graph can come of it. */
const usableConfig = Effect.fnUntraced(function* ({ config, variables, event }: Exploration) {
  if (variables.includes(event)) {
    return yield* new Unexplorable({
      what: `The event ${event} labels transitions: take it out of the variables of a state.`
    })
  }
  const text = yield* Effect.tryPromise({
    try: () => readFile(config, "utf8"),
    catch: (error) => new Unexplorable({ what: `The configuration ${config} cannot be read: ${String(error)}` })
  })
  if (!hasSymmetry(text)) return text
  return yield* new Unexplorable({
    what: `The configuration ${config} has a SYMMETRY, under which one state stands for several: explore without it.`
  })
})

/** A fault that `take` threw, as what it is. */
const faultOf = (error: unknown, line: string): GraphError | Unreadable =>
  isGraphError(error) || error instanceof Unreadable
    ? error
    : new Unreadable({ line, reason: error instanceof Error ? error.message : String(error) })

/**
 * Gives each printed line to `take`, and ends TLC as soon as that throws. Fails with {@link DoesNotHold} where an invariant does not
 * hold: the graph would be unfinished.
 */
export const print = Effect.fn("print")(function* (exploration: Exploration, take: (line: string) => void) {
  const own = yield* usableConfig(exploration)
  let fault: GraphError | Unreadable | undefined
  const onOutput = (line: string): void => {
    try {
      take(line)
    } catch (error) {
      fault = faultOf(error, line)
      throw fault
    }
  }
  const tlc = yield* Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "explore-"))),
    (directory) =>
      Effect.gen(function* () {
        const module = join(directory, `${moduleName}.tla`)
        const config = join(directory, `${moduleName}.cfg`)
        yield* Effect.promise(async () => {
          await writeFile(module, moduleText(exploration, own))
          await writeFile(config, configText(own, exploration.properties === true))
        })
        const library = [dirname(exploration.module), ...exploration.library]
        const onProgress = exploration.onProgress === undefined ? {} : { onProgress: exploration.onProgress }
        const { brief = false, args = [] } = exploration
        return yield* runTlc({ module, config, library, workers: 1, brief, args, onOutput, ...onProgress })
      }),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  ).pipe(Effect.catchDefect((defect) => (fault === undefined ? Effect.die(defect) : Effect.fail(fault))))
  const violation = tlc.violations[0]
  if (violation !== undefined) {
    return yield* DoesNotHold.of(exploration.config, violation)
  }
  return tlc
})
