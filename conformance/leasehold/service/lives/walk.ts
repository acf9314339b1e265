/** Takes one walk through the stores of a workspace, and compares what they say with the specification. */
import { isDeepStrictEqual } from "node:util"
import { Cause, Effect } from "effect"
import { hostStatusOf, snapshot, step } from "../../../../src/protocol/index.ts"
import type { HostId, State } from "../../../../src/protocol/index.ts"
import { byVariable } from "../../../graph/graph.ts"
import type { Edge, Graph, Label, Verdict } from "../../../graph/graph.ts"
import type { Path } from "../../../graph/paths.ts"
import { checkEdge, checkRefusal, differing, makeBench } from "../../../replay/check.ts"
import { driverWithin } from "../../../replay/driver.ts"
import type { Failure } from "../../../replay/failures.ts"
import { text } from "../../driver/mapping.ts"
import { makeLifeDriver } from "../../lifecycle/driver.ts"
import { makeStoreDriver } from "./driver.ts"
import { began, isOffered, tended, warded } from "./offers.ts"
import type { Came } from "./offers.ts"
import { arrive, endWorld, follower, kill, makeWorld, refreshed, reopen } from "./world.ts"
import type { Opened, Parts } from "./world.ts"

/** What walks came to, added up. */
export interface Counts {
  walks: number
  steps: number
  refusals: number
  /** times that all who have the store open were asked what they know, and times that all had come anew */
  looks: number
  reopened: number
  /** steps that the service was seen to offer, those that it takes by itself, and those of the warden where a walk ends */
  offered: number
  took: number
  warded: number
  readonly edges: Set<Edge>
  readonly actions: Map<string, number>
}

export interface WalkerOptions {
  readonly parts: Parts
  readonly random: (below: number) => number
  readonly refusalsOf: (state: number) => ReadonlyArray<Verdict>
  /** As one who just came, or one who has been through something. */
  readonly variant: number
}

/** A check that failed. */
class Wrong extends Error {}

const differs = (names: ReadonlyArray<string>): string =>
  `${names.join(", ")} ${names.length === 1 ? "is" : "are"} wrong`

/** All that a state says, in one order: those that are read from a checkpoint have another one. */
const plain = (state: State): unknown =>
  Object.fromEntries(
    Object.entries(JSON.parse(JSON.stringify(snapshot(state))) as object).map(([name, all]) => [
      name,
      Array.isArray(all) && name !== "queue" ? all.map((one) => JSON.stringify(sorted(one))).toSorted() : all
    ])
  )

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sorted(v)])
        )
      : value

const said = ({ kind, expected, actual, variables, label }: Failure): string =>
  `${label === undefined ? "" : `${label.text}: `}${kind}: expected ${expected}, found ${actual}` +
  (variables.length === 0 ? "" : `; ${differs(variables)}`)

/** Walks until the first thing that is wrong, which it returns. */
export const walkOnce = (name: string, graph: Graph, { start, steps }: Path, counts: Counts, options: WalkerOptions) =>
  Effect.gen(function* () {
    const { parts, random, refusalsOf, variant } = options
    const first = graph.states[start]!
    let machine = driverWithin(makeLifeDriver(step), name).enter(byVariable(graph.variables, first.values), variant)
    const world = yield* makeWorld(machine.core, machine.now, machine.names.hosts, parts)
    let next: Opened | undefined
    const anybody = (): Opened => {
      const all = [...world.opened].filter(([who]) => who !== follower)
      return next ?? all[random(all.length)]![1]
    }
    const bench = makeBench(
      makeStoreDriver(name, () => world, anybody),
      graph.variables
    )
    const subject = (state: number, label: Label) => ({ part: "transition", state, variant, label }) as const

    const mustBe = (state: number, core: State, who: string): void => {
      const wrong = differing(bench, graph.states[state]!.values, bench.driver.observe({ ...machine, core }))
      if (wrong.length > 0) throw new Wrong(`${who}: ${differs(wrong)}`)
    }

    /** Everybody knows the same, down to what the specification does not have. */
    const look = (state: number, how: string): void => {
      counts.looks++
      const wanted = plain(machine.core)
      for (const [who, opened] of world.opened) {
        const core = refreshed(opened)
        mustBe(state, core, `${who}, who ${how}`)
        if (!isDeepStrictEqual(plain(core), wanted)) throw new Wrong(`${who}, who ${how}, knows something else`)
      }
    }

    const mustCome = (came: Came, who: string): void => {
      if (typeof came.to === "string") throw new Wrong(came.to)
      if (came.to !== undefined) mustBe(came.to, came.state, who)
    }

    const took = (came: Came, who: string): void => {
      mustCome(came, who)
      counts.took += came.steps
    }

    /** What the service does by itself in this state. */
    const serve = (state: number): void => {
      for (const host of world.hosts)
        if (hostStatusOf(machine.core, host as HostId) === "open")
          took(tended(world, world.opened.get(host)!, machine, host, graph, state), `${host}, who tends its tasks`)
    }

    const walkOn = Effect.gen(function* () {
      look(start, "opened it")
      for (const { source, label, target } of steps) {
        for (const verdict of refusalsOf(source)) {
          const failure = checkRefusal(
            bench,
            { ...subject(source, verdict.label), part: "refusal" },
            verdict,
            graph.states[source]!.values,
            machine,
            false
          )
          if (failure !== undefined) throw new Wrong(said(failure))
          counts.refusals++
        }
        if (random(2) === 0) serve(source)
        const offered = isOffered(world, anybody(), machine, label)
        if (typeof offered === "string") throw new Wrong(offered)
        if (offered) counts.offered++
        const session = began(world, anybody(), machine, label, graph, source)
        if (session !== undefined) took(session, `who begins by ${label.text}`)
        if (label.action === "HostCrash") yield* kill(world, text(label.args[0]!))
        if (label.action === "HostOpen") {
          yield* arrive(world, text(label.args[0]!))
          next = world.opened.get(text(label.args[0]!))
        }
        const edge = graph.states[source]!.edges.find((one) => one.label.text === label.text)!
        const checked = checkEdge(bench, subject(source, label), label, graph.states[target]!.values, machine)
        next = undefined
        if (checked.failure !== undefined) throw new Wrong(said(checked.failure))
        machine = checked.next!
        counts.steps++
        counts.edges.add(edge)
        counts.actions.set(label.action, (counts.actions.get(label.action) ?? 0) + 1)
        if (random(4) === 0) look(target, "followed")
        if (random(12) === 0) {
          yield* reopen(world)
          counts.reopened++
          look(target, "came anew")
        }
      }
      const last = steps.at(-1)?.target ?? start
      look(last, "followed")
      yield* reopen(world)
      counts.reopened++
      look(last, "came anew")
      const by = anybody()
      const came = yield* warded(world, by, machine, graph, last)
      // It has not seen what the processes of the models changed, so who has some of that is another one then.
      const isWhole = Object.values(machine.changed).every((keys) => keys.length === 0)
      mustCome(isWhole || typeof came.to === "string" ? came : { ...came, to: undefined }, "the warden")
      counts.warded += came.steps
    })
    counts.walks++
    return yield* walkOn.pipe(
      Effect.as(undefined),
      Effect.catchCause((cause) => Effect.succeed(Cause.pretty(cause))),
      Effect.ensuring(endWorld(world))
    )
  })
