/** Drives a real workspace along walks, each in a world of its own, and compares it with the specification after every step. */
import { Cause, Clock, Effect, Exit } from "effect"
import { allowed, valuesOf } from "../../graph/graph.ts"
import type { Edge, Graph, Label, State, Verdict } from "../../graph/graph.ts"
import type { Path } from "../../graph/paths.ts"
import { makePlans } from "../../replay/plan.ts"
import type { SpecState } from "../../replay/driver.ts"
import { text, worldOf } from "../driver/mapping.ts"
import { serviceActions } from "./actions.ts"
import type { Outcome, Serve } from "./ask.ts"
import { begin } from "./begin.ts"
import type { Parts } from "./instance.ts"
import { isBeingWritten, observeWorld } from "./sight.ts"
import { labelsOf, wholeCalls } from "./whole.ts"
import { endWorld, makeWorld, randomFrom } from "./world.ts"
import type { Manner, World } from "./world.ts"

export interface WalkOptions {
  readonly parts: Parts
  readonly seed: number
  /** How many refusals are asked for in a state, the first time that a walk comes there; others are asked for elsewhere. */
  readonly refusals: number
  /** (request, verdict) pairs that were asked for, by all walks that share it */
  readonly asked: Set<string>
}

/** Where the service is another one than the specification. */
export interface Failed {
  readonly model: string
  readonly manner: Manner
  /** the id of the state in which it happened, and what was done there */
  readonly state: string
  readonly label: string
  readonly what: string
  /** the labels that led there */
  readonly path: ReadonlyArray<string>
}

export interface Walked {
  readonly model: string
  readonly walks: number
  readonly steps: number
  readonly refusals: number
  /** steps of programs between a look and the decision on what was seen */
  readonly races: number
  /** calls of many steps, by what they are for */
  readonly wholes: ReadonlyMap<string, number>
  readonly transitions: number
  readonly edges: ReadonlySet<Edge>
  /** how often each action was taken */
  readonly actions: ReadonlyMap<string, number>
  /** walks that ended early, by why */
  readonly cut: ReadonlyMap<string, number>
  /** the transitions that the service cannot come to, however often it was tried */
  readonly cannot: ReadonlyMap<Edge, string>
  readonly failures: ReadonlyArray<Failed>
}

const manners: ReadonlyArray<Manner> = ["step by step", "at the end"]

const differences = (expected: SpecState, actual: SpecState): string =>
  Object.keys(actual)
    .filter((name) => expected[name] !== undefined && expected[name].text !== actual[name]!.text)
    .map((name) => `${name} is ${actual[name]!.text}, and should be ${expected[name]!.text}`)
    .join("; ")

const said = (outcome: Outcome): string =>
  outcome._tag === "Refused"
    ? `it was refused: ${outcome.conflict}`
    : outcome._tag === "Cannot"
      ? outcome.why
      : "it stepped"

const isRace = (world: World, label: Label, next: Label | undefined): boolean =>
  label.action === "OutsideRename" &&
  next?.action === "Observe" &&
  next.args[1]!.text === label.args[0]!.text &&
  world.random(2) === 0 &&
  !isBeingWritten(world, text(label.args[0]!))

/** A check that failed. */
class Wrong extends Error {
  readonly state: number
  readonly label: string
  constructor(state: number, label: string, what: string) {
    super(what)
    this.state = state
    this.label = label
  }
}

interface Ledger {
  readonly edges: Set<Edge>
  readonly actions: Map<string, number>
  readonly verdicts: Set<string>
  readonly cut: Map<string, number>
  readonly cannot: Map<Edge, string>
  readonly visited: Set<number>
  walks: number
  steps: number
  refusals: number
  races: number
  readonly wholes: Map<string, number>
}

export interface Model {
  readonly name: string
  readonly graph: Graph
}

/** Walks of one model. */
export const makeWalker = ({ name, graph }: Model, options: WalkOptions) => {
  const actions: Readonly<Record<string, Serve>> = serviceActions(options.parts)
  const plans = makePlans(graph)
  const random = randomFrom(options.seed)
  const failures: Array<Failed> = []
  const ledger: Ledger = {
    edges: new Set(),
    actions: new Map(),
    verdicts: options.asked,
    cut: new Map(),
    cannot: new Map(),
    visited: new Set(),
    walks: 0,
    steps: 0,
    refusals: 0,
    races: 0,
    wholes: new Map()
  }

  const stateOf = (index: number): State => graph.states[index]!

  const compare = (world: World, index: number, state: number, label: string, how: string) =>
    Effect.map(observeWorld(world), (actual) => {
      const found = differences(valuesOf(graph, stateOf(index)), actual)
      if (found !== "") throw new Wrong(state, label, `${how}: ${found}`)
    })

  /** Some of what must be refused here; what was never asked for comes first. */
  const sample = (index: number): ReadonlyArray<Verdict> => {
    const all = plans(stateOf(index)).refusals
    const chosen = all.filter(({ label, verdict }) => !ledger.verdicts.has(`${label.action} ${verdict}`))
    const kinds = new Map(chosen.map((one) => [`${one.label.action} ${one.verdict}`, one]))
    const wanted = [...kinds.values()]
    for (let i = wanted.length; i < Math.min(options.refusals, all.length); i++) wanted.push(all[random(all.length)]!)
    return wanted
  }

  const probe = (world: World, index: number) =>
    Effect.gen(function* () {
      if (ledger.visited.has(index)) return
      ledger.visited.add(index)
      const asked = sample(index)
      for (const { label, verdict } of asked) {
        const outcome = yield* actions[label.action]!(world, label.args)
        if (outcome._tag !== "Refused" || outcome.conflict !== verdict) {
          throw new Wrong(index, label.text, `it should be refused by ${verdict}: ${said(outcome)}`)
        }
        ledger.verdicts.add(`${label.action} ${verdict}`)
        ledger.refusals += 1
      }
      const texts = asked.map(({ label }) => label.text).join(", ")
      if (asked.length > 0) yield* compare(world, index, index, texts, "a refusal changed something")
    })

  const count = (edge: Edge): void => {
    const { action } = edge.label
    ledger.edges.add(edge)
    ledger.cannot.delete(edge)
    ledger.steps += 1
    ledger.actions.set(action, (ledger.actions.get(action) ?? 0) + 1)
  }

  const take = (world: World, edge: Edge, source: number, target: number) =>
    Effect.gen(function* () {
      world.clock.now += 1
      const outcome = yield* actions[edge.label.action]!(world, edge.label.args)
      if (outcome._tag === "Cannot") return outcome.why
      if (outcome._tag === "Refused") throw new Wrong(source, edge.label.text, said(outcome))
      yield* compare(world, target, source, edge.label.text, "it stepped to another state")
      return undefined
    })

  const follow = ({ start, steps }: Path, manner: Manner, seed: number) =>
    Effect.gen(function* () {
      const names = worldOf(valuesOf(graph, stateOf(start)))
      const world = yield* makeWorld(names, { parts: options.parts, manner, seed })
      const walked = Effect.gen(function* () {
        yield* begin(world, names, valuesOf(graph, stateOf(start)))
        yield* compare(world, start, start, "", "the first state is another one")
        yield* probe(world, start)
        let racing: Edge | undefined
        for (const [i, { source, label, target }] of steps.entries()) {
          const edge = stateOf(source).edges.find((one) => one.label.text === label.text)!
          // A program acts between the look and the decision of the one who reads next: what is there when it is decided counts.
          if (isRace(world, label, steps[i + 1]?.label)) {
            const rename = actions[label.action]!(world, label.args)
            world.meanwhile = () => void Effect.runSync(rename)
            racing = edge
            continue
          }
          const why = yield* take(world, edge, source, target)
          if (world.meanwhile !== undefined) throw new Wrong(source, label.text, "nothing was decided")
          if (why !== undefined) {
            ledger.cut.set(why, (ledger.cut.get(why) ?? 0) + 1)
            if (!ledger.edges.has(edge)) ledger.cannot.set(edge, why)
            return
          }
          if (racing !== undefined) ledger.races += 1
          for (const done of racing === undefined ? [edge] : [racing, edge]) count(done)
          racing = undefined
          yield* probe(world, target)
        }
        yield* finish(world, steps.at(-1)?.target ?? start)
      })
      yield* walked.pipe(Effect.provideService(Clock.Clock, world.clock), Effect.ensuring(endWorld(world)))
    })

  /** Where the labels lead; undefined if a bound of the model cuts them. */
  const along = (from: number, labels: ReadonlyArray<string>, name: string): number | undefined => {
    let state = from
    for (const text of labels) {
      const edge = stateOf(state).edges.find(({ label }) => label.text === text)
      if (edge === undefined) {
        const verdict = stateOf(state).verdicts.find(({ label }) => label.text === text)?.verdict ?? allowed
        if (verdict === allowed) return undefined
        throw new Wrong(state, text, `to ${name}, the service takes a step that is refused: ${verdict}`)
      }
      state = edge.target
    }
    return state
  }

  /** Calls of the service as they are, where a walk has led. */
  const finish = (world: World, end: number) =>
    Effect.gen(function* () {
      let state = end
      for (const call of wholeCalls) {
        if (world.stays.length > 0) return
        const whole = call(world, stateOf(state).edges)
        const begins = whole?.begins
        if (whole === undefined) continue
        if (begins !== undefined && !stateOf(state).edges.some(({ label }) => label.text === begins)) continue
        const before = world.rows.length
        yield* whole.run
        yield* Effect.orDie(world.observer.store.refresh)
        const labels = labelsOf(world, world.rows.slice(before))
        const target = along(state, labels, whole.name)
        if (target === undefined) return
        yield* compare(world, target, state, labels.join(" "), `to ${whole.name} came to another state`)
        state = target
        if (labels.length > 0 || whole.silent) ledger.wholes.set(whole.name, (ledger.wholes.get(whole.name) ?? 0) + 1)
      }
    })

  /** Follows one walk; a failure is noted, and not followed on. */
  const run = (path: Path, number: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      const manner = manners[(number + options.seed) % 2]!
      const exit = yield* Effect.exit(follow(path, manner, options.seed + number))
      ledger.walks += 1
      if (Exit.isSuccess(exit)) return
      const error = Cause.squash(exit.cause)
      const known = error instanceof Wrong ? error : undefined
      const at = known === undefined ? -1 : path.steps.findIndex(({ source }) => source === known.state)
      failures.push({
        model: name,
        manner,
        state: known === undefined ? "" : stateOf(known.state).id,
        label: known?.label ?? "",
        what: known?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)),
        path: path.steps.slice(0, at < 0 ? undefined : at).map(({ label }) => label.text)
      })
    })

  return {
    run,
    failures,
    result: (): Walked => ({
      model: name,
      walks: ledger.walks,
      steps: ledger.steps,
      refusals: ledger.refusals,
      races: ledger.races,
      wholes: ledger.wholes,
      transitions: graph.transitions,
      edges: ledger.edges,
      actions: ledger.actions,
      cut: ledger.cut,
      cannot: ledger.cannot,
      failures
    })
  }
}
