import { assert, describe, it } from "@effect/vitest"
import { action } from "../../../conformance/replay/action.ts"
import { int as intParameter, modelOrString } from "../../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../../conformance/replay/driver.ts"
import type { Driver, Outcome } from "../../../conformance/replay/driver.ts"
import { renderCluster } from "../../../conformance/replay/explain.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import type { ReplayResult } from "../../../conformance/replay/replay.ts"
import { makeStream } from "../../../conformance/stream/replay.ts"
import { streamResult } from "../../../conformance/stream/run.ts"
import { int, model } from "../../../conformance/tla/value.ts"
import { cuts, lockDriver, lockGraph, withActions } from "../lock.ts"
import type { Lock } from "../lock.ts"
import { line, linesOf } from "./printed.ts"

const graph = lockGraph()
const lines = linesOf(graph)

const streamed = <S>(driver: Driver<S>, printed = lines, options = {}): ReplayResult => {
  const stream = makeStream(driver, { name: "MCLock", variables: graph.variables })
  for (const text of printed) stream.take(text)
  return streamResult(driver, [{ ...stream.finish(), cuts, ...options }])
}

const clustersOf = ({ failures }: ReplayResult): ReadonlyArray<unknown> =>
  failures
    .map(({ kind, action: name, about, count, example }) => [kind, name, about, count, example.failure.part].join("; "))
    .toSorted()

const client = modelOrString
const acquire = (run: (lock: Lock, who: string) => Outcome<Lock>) => withActions({ Acquire: action([client], run) })
const raise = lockDriver.actions["Raise"]!

const faults: Readonly<Record<string, Driver<Lock>>> = {
  "a wrong target": withActions({
    Raise: action([client, intParameter], (lock: Lock, who, by) =>
      lock.holder === who ? stepped({ ...lock, count: lock.count + by + 1 }) : refused("NotHolder", lock)
    )
  }),
  "a wrong target of what nobody requests": withActions({
    Look: action([], (lock: Lock) => stepped({ ...lock, count: 0 }))
  }),
  "a refusal of a step": withActions({
    Look: action([], (lock: Lock) => (lock.note === "" ? stepped(lock) : refused("Nosy", lock)))
  }),
  "a wrong conflict": acquire((lock, who) =>
    lock.holder === null ? stepped({ ...lock, holder: who }) : refused("NotHolder", lock)
  ),
  "an accepted refusal": acquire((lock, who) => stepped({ ...lock, holder: who })),
  "a refusal that changes the state": acquire((lock, who) =>
    lock.holder === null ? stepped({ ...lock, holder: who }) : refused("Held", { ...lock, note: "asked" })
  ),
  "a refusal within and beyond the bounds": withActions({
    Raise: { run: (lock, args) => (lock.count >= 2 ? refused("TooMany", lock) : raise.run(lock, args)) }
  }),
  "fillings that do not behave alike beyond the bounds": withActions({
    Raise: {
      run: (lock, args): Outcome<Lock> => {
        const outcome = raise.run(lock, args)
        const beyond = outcome._tag === "Stepped" && outcome.state.count > 3 && lock.note !== ""
        return beyond ? stepped({ ...outcome.state, count: 99 }) : outcome
      }
    }
  }),
  "a mutated state": acquire((lock, who) => {
    if (lock.holder !== null) return refused("Held", lock)
    const live = lock as { holder: string | null }
    live.holder = who
    return stepped(lock)
  }),
  "a crash": withActions({
    Release: action([client], (): Outcome<Lock> => {
      throw new Error("boom")
    })
  }),
  "a state that reads back as another": {
    ...lockDriver,
    enter: (state, variant) => ({ ...lockDriver.enter(state, variant), holder: null })
  },
  "an observation of more than is compared": {
    ...lockDriver,
    observe: (lock) => ({ ...lockDriver.observe(lock), log: int(1) })
  },
  "an action that the driver lacks": {
    ...lockDriver,
    actions: Object.fromEntries(Object.entries(lockDriver.actions).filter(([name]) => name !== "Raise"))
  }
}

describe("streamed replay", () => {
  it("enters each state with one filling where that is asked for, and checks as much", () => {
    const entered = new Map<string, Set<number>>()
    const watching: Driver<Lock> = {
      ...lockDriver,
      enter: (state, variant) => {
        const name = JSON.stringify(Object.values(state).map(({ text }) => text))
        entered.set(name, (entered.get(name) ?? new Set()).add(variant))
        return lockDriver.enter(state, variant)
      }
    }
    const stream = makeStream(watching, { name: "MCLock", variables: graph.variables, fillings: "one" })
    for (const text of lines) stream.take(text)
    assert.deepStrictEqual(stream.finish().result, streamed(lockDriver).models[0])
    assert.strictEqual(entered.size, graph.states.length)
    const fillings = [...entered.values()].map((variants) => [...variants])
    assert.isTrue(fillings.every(({ length }) => length === 1))
    assert.sameMembers([...new Set(fillings.flat())], [0, 1])
  })

  it("of a faithful driver passes, with the counts of a graph's replay", () => {
    const result = streamed(lockDriver)
    assert.deepStrictEqual(result.failures, [])
    assert.deepStrictEqual(result.vacuity, [])
    assert.isTrue(result.passed)
    assert.deepStrictEqual(result.models, replay(lockDriver, [{ name: "MCLock", graph, cuts }]).models)
  })

  it.each(Object.entries(faults))("finds %s, as a graph's replay does", (_, driver) => {
    const whole = replay(driver, [{ name: "MCLock", graph, cuts }])
    const result = streamed(driver)
    assert.isFalse(result.passed)
    assert.deepStrictEqual(clustersOf(result), clustersOf(whole))
    assert.deepStrictEqual(result.models, whole.models)
    assert.deepStrictEqual(result.vacuity, whole.vacuity)
  })

  it("shows the earliest state of a failure with all its values, and what was run there", () => {
    const [cluster] = streamed(faults["a wrong target"]!).failures
    const text = renderCluster(cluster!, () => "by hand")
    assert.include(text, "model MCLock, Raise(c1,1) in state ")
    assert.include(text, "path: not kept\nbefore:\n  count = 0\n  holder = c1\n  log = <<>>\nafter:\n")
    assert.isTrue(graph.states.some(({ id }) => id === cluster?.example.stateId))
  })

  it("finds a perturbation of any one compared variable in any single observation", () => {
    const perturbed = (at: number, change: object) => {
      let observations = 0
      const observe: typeof lockDriver.observe = (lock) => ({
        ...lockDriver.observe(lock),
        ...(observations++ === at ? change : {})
      })
      return { passed: streamed({ ...lockDriver, observe }).passed, observations }
    }
    const { passed, observations } = perturbed(-1, {})
    assert.isTrue(passed)
    assert.isAbove(observations, 100)
    for (let at = 0; at < observations; at++) {
      assert.isFalse(perturbed(at, { holder: model("c9") }).passed, `holder in observation ${at}`)
      assert.isFalse(perturbed(at, { count: int(77) }).passed, `count in observation ${at}`)
    }
  })

  it("counts the same state and the same transition once", () => {
    const repeated = lines.flatMap((text, i) => {
      const isTarget = text.includes("state") && i > 0
      return text.includes("edge") && lines[i + 1]?.includes("state") !== true
        ? [text, text]
        : isTarget
          ? [text, lines[i - 1]!, text]
          : [text]
    })
    assert.isAbove(repeated.length, lines.length + 38)
    assert.deepStrictEqual(streamed(lockDriver, repeated).models, streamed(lockDriver).models)
  })
})

const without = (drop: (text: string, index: number) => boolean): ReadonlyArray<string> =>
  lines.filter((text, i) => !drop(text, i))

/** The line of the first edge of an action, and its place. */
const firstOf = (name: string) => {
  const index = lines.findIndex((text) => text.includes(`edge`) && text.includes(`${name}\\"`))
  return { index, text: lines[index]! }
}

const inserted = (index: number, ...added: ReadonlyArray<string>) => [
  ...lines.slice(0, index),
  ...added,
  ...lines.slice(index)
]

describe("streamed replay notices a stream that is wrong:", () => {
  it("a request that is allowed and leads nowhere, which no bound is said to cut", () => {
    const printed = without((text) => text.includes("edge") && text.includes("Release"))
    assert.deepEqual(
      streamed(lockDriver, printed).vacuity.map(({ kind, name }) => [kind, name]),
      [
        ["never-exercised", "Release"],
        ["cut-without-bound", "Release of MCLock"]
      ]
    )
    const [{ reason } = { reason: "" }] = streamed(lockDriver, lines, { cuts: [] }).vacuity
    assert.include(reason, '"ok" without a transition 6 times')
  })

  it("a transition of a request that its state refuses", () => {
    const { index, text } = firstOf("Acquire")
    const refusing = text.replace("Acquire", "Release")
    const result = streamed(lockDriver, inserted(index, refusing, lines[index + 1]!))
    assert.isFalse(result.passed)
    assert.deepStrictEqual(result.failures.map(({ kind, action: name }) => `${kind} ${name}`).toSorted(), [
      "corpus-contradicts-itself Release",
      "refused-a-step Release"
    ])
    assert.deepStrictEqual(result.models[0]?.actions["Release"], { passed: 8, total: 9 })
  })

  it("one label with two targets from one state", () => {
    const { index, text } = firstOf("Acquire")
    const other = text.replace("<<c1>>, <<>>>>", "<<c2>>, <<>>>>")
    assert.notStrictEqual(other, text)
    assert.throws(
      () => streamed(lockDriver, inserted(index + 2, other)),
      /Acquire\(c1\) has two targets from one state/
    )
  })

  it("one state with two verdict vectors", () => {
    const other = lines[0]!.replace("ok", "Held")
    assert.throws(() => streamed(lockDriver, [lines[0]!, other]), /one state has two verdict vectors/)
  })

  it("a target, a source or a state that was never given", () => {
    const { index } = firstOf("Acquire")
    assert.throws(
      () =>
        streamed(
          lockDriver,
          without((_, i) => i === index + 1)
        ),
      /target of Acquire\(c1\) was never given/
    )
    assert.throws(() => streamed(lockDriver, lines.slice(0, index + 1)), /target of Acquire\(c1\) was never given/)
    assert.throws(() => streamed(lockDriver, lines.slice(1)), /the source of an edge was never given/)
    assert.throws(() => streamed(lockDriver, lines.slice(index)), /the source of .* was never given/)
  })

  it("no states, no initial ones, no transitions", () => {
    assert.includeMembers(
      streamed(lockDriver, []).vacuity.map(({ kind, reason }) => `${kind}: ${reason}`),
      ["empty-model: no states", "empty-model: no initial states", "empty-model: no transitions"]
    )
  })

  it.each([
    "hello",
    '"<<1>>"',
    line('"state"', "<<0, nobody, <<>>>>"),
    line('"state"', "<<0, nobody>>", "<<>>"),
    line('"state"', "<<0, nobody, <<>>>>", "<<>>", "<<>>"),
    line('"state"', "<<0, nobody, <<>>>>", '[Look |-> "ok"'),
    line('"state"', "<<0, nobody, <<>>>>", "[Look |-> 7]"),
    lines[0]!.slice(0, 40),
    `${lines[0]!} `
  ])("the line %s", (text) => {
    assert.throws(
      () => streamed(lockDriver, [text]),
      /no part of a graph|expected .* at offset|must be|was never given/
    )
  })
})

const odd = ['a "quoted" one', "back\\slash", "a, <<b>> |-> [c", 'ends in \\"', "\\\\"]

describe("values in lines", () => {
  it.each(odd)("are read with all their escapes: %s", (text) => {
    const quoted = `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
    const seen: Array<unknown> = []
    const driver: Driver<string> = {
      variables: { x: "compared", y: "compared" },
      actions: {},
      enter: (state) => {
        seen.push(state["x"])
        return ""
      },
      observe: () => ({})
    }
    const stream = makeStream(driver, { name: "odd", variables: ["x", "y"] })
    stream.take(line('"state"', `<<${quoted}, 1>>`, "<<>>"))
    assert.deepInclude(seen[0], { _tag: "string", value: text })
  })
})
