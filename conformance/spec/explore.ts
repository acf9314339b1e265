/**
 * Lets TLC print a model's whole transition graph, with exact parameters and with the verdict of every request in every state.
 *
 * A module is generated that extends the model's and adds an invariant, evaluated once for each distinct state, and a constraint on
 * steps, evaluated once for each successor. One worker explores, so the successors of a state come in one piece: the source is
 * printed once, then for each edge the event and only the variables that the step changed.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { Data, Effect, Result } from "effect"
import { isGraphError, makeBuilder } from "../graph/builder.ts"
import type { Built, Handle } from "../graph/builder.ts"
import type { GraphError } from "../graph/errors.ts"
import { makeReader } from "../tla/intern.ts"
import { splitTuple } from "../tla/split.ts"
import type { Value } from "../tla/value.ts"
import { constraintsOf, hasSymmetry, withoutSections } from "../tlc/config.ts"
import type { Progress, TlcResult } from "../tlc/result.ts"
import { runTlc } from "../tlc/run.ts"
import { readEvent } from "./event.ts"

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
  readonly onProgress?: (progress: Progress) => void
}

/** The graph, and the run of TLC that it comes from. */
export interface Explored extends Built {
  readonly tlc: TlcResult
}

/** What TLC printed makes no graph. */
export class Unreadable extends Data.TaggedError("Unreadable")<{ readonly line: string; readonly reason: string }> {
  override get message(): string {
    return `TLC printed a line that is no part of a graph (${this.reason}): ${this.line.slice(0, 300)}`
  }
}

// A changed value comes in a tuple of its own, so that no value can be taken for the sign of an unchanged one.
const unchanged = "<<>>"
const changedOf = (piece: string): string => piece.slice(2, -2)

const moduleName = "Explore"

/** A register of TLC holds the state whose successors are under way. */
const register = 1907

const moduleText = ({ module, variables, event, verdicts }: Exploration, config: string): string => {
  const state = `<<${variables.join(", ")}>>`
  const changes = variables.map((name) => `IF ${name}' = ${name} THEN <<>> ELSE <<${name}'>>`).join(", ")
  return [
    `---- MODULE ${moduleName} ----`,
    `EXTENDS ${basename(module, ".tla")}, TLC`,
    `ASSUME TLCSet(${register}, <<>>)`,
    // TLC evaluates invariants also in states that a constraint cuts off, initial ones among them.
    `ExploreInside == ${["TRUE", ...constraintsOf(config)].join(" /\\ ")}`,
    `ExploreState == ExploreInside => PrintT(ToString(<<"state", ${state}, ${verdicts}>>))`,
    `ExploreEdge ==`,
    `  /\\ TLCGet(${register}) # ${state} => PrintT(ToString(<<"from", ${state}>>)) /\\ TLCSet(${register}, ${state})`,
    `  /\\ PrintT(ToString(<<"edge", ${event}', ${changes}>>))`,
    "====",
    ""
  ].join("\n")
}

/**
 * What the model cuts, how it starts and what is true in each of its states stays: a verdict that is too wide must not reach a
 * corpus. Properties are left to the model's own check: they are of behaviours, which an exploration does not look at.
 */
const configText = (config: string): string =>
  [withoutSections(config, ["PROPERTY"]), "INVARIANT ExploreState", "ACTION_CONSTRAINT ExploreEdge", ""].join("\n")

/** TLC wraps long values that are printed, but not strings: what it prints is a string that holds a value. */
const unquoted = (line: string): string => {
  const text: unknown = JSON.parse(line)
  if (typeof text !== "string") throw new Unreadable({ line, reason: "it is not a string" })
  return text
}

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
}> {
  override get message(): string {
    return `${this.model} violates ${this.violated}: what is explored of it is no whole graph. Check the model with TLC first.`
  }
}

/** Takes the printed lines, one after the other, into a builder. */
const makeCollector = ({ variables }: Exploration) => {
  // A constraint on steps cuts states off too, where it cannot be asked: a state is one that an uncut step leads to.
  const builder = makeBuilder(variables, { lostStates: "drop" })
  const reader = makeReader()
  let source: Handle | undefined
  let sourcePieces: ReadonlyArray<Value> = []

  const handleOf = (values: ReadonlyArray<Value>): Handle =>
    builder.handle(Object.fromEntries(variables.map((name, i) => [name, values[i]!])))

  const valuesOf = (piece: string): ReadonlyArray<Value> => splitTuple(piece).map(reader.read)

  const take = (line: string): void => {
    const [kind, ...pieces] = splitTuple(unquoted(line))
    if (kind === '"state"') {
      const state = handleOf(valuesOf(pieces[0]!))
      builder.declare(state, reader.read(pieces[1]!))
      // TLC prints all initial states before the first successor.
      if (source === undefined) builder.initial(state)
    } else if (kind === '"from"') {
      sourcePieces = valuesOf(pieces[0]!)
      source = handleOf(sourcePieces)
    } else if (kind === '"edge"' && source !== undefined) {
      const event = readEvent(reader.read(pieces[0]!))
      if (event === undefined) {
        throw new Unreadable({ line, reason: "the event is not [action |-> a string, args |-> a tuple]" })
      }
      const target = pieces
        .slice(1)
        .map((piece, i) => (piece === unchanged ? sourcePieces[i]! : reader.read(changedOf(piece))))
      builder.edge(source, event.action, event.args, handleOf(target))
    } else {
      throw new Unreadable({ line, reason: "unknown kind of line" })
    }
  }
  return { take, finish: builder.finish }
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

/** Explores a model. Fails with {@link DoesNotHold} where an invariant does not hold: the graph would be unfinished. */
export const explore = Effect.fn("explore")(function* (exploration: Exploration) {
  const own = yield* usableConfig(exploration)
  const collector = makeCollector(exploration)
  let failure: GraphError | Unreadable | undefined
  const onOutput = (line: string): void => {
    if (failure !== undefined) return
    try {
      collector.take(line)
    } catch (error) {
      failure = isGraphError(error)
        ? error
        : error instanceof Unreadable
          ? error
          : new Unreadable({ line, reason: error instanceof Error ? error.message : String(error) })
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
          await writeFile(config, configText(own))
        })
        const library = [dirname(exploration.module), ...exploration.library]
        const onProgress = exploration.onProgress === undefined ? {} : { onProgress: exploration.onProgress }
        return yield* runTlc({ module, config, library, workers: 1, onOutput, ...onProgress })
      }),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  )
  if (failure !== undefined) return yield* Effect.fail(failure)
  const violation = tlc.violations[0]
  if (violation !== undefined) {
    return yield* new DoesNotHold({ model: exploration.config, violated: violation.name ?? violation.kind })
  }
  const built = collector.finish()
  if (Result.isFailure(built)) return yield* Effect.fail(built.failure)
  return { ...built.success, tlc } satisfies Explored
})
