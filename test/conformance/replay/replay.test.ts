import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeBuilder } from "../../../conformance/graph/builder.ts"
import type { Graph } from "../../../conformance/graph/graph.ts"
import { action } from "../../../conformance/replay/action.ts"
import { bool, modelOrString } from "../../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../../conformance/replay/driver.ts"
import type { Driver, Outcome, SpecState } from "../../../conformance/replay/driver.ts"
import type { FailureKind } from "../../../conformance/replay/failures.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import type { Model } from "../../../conformance/replay/replay.ts"
import { int, model } from "../../../conformance/tla/value.ts"
import { read } from "../../../conformance/tla/read.ts"
import { cuts, lockDriver, lockGraph, withActions } from "../lock.ts"
import type { Lock } from "../lock.ts"

const models: ReadonlyArray<Model> = [{ name: "MCLock", graph: lockGraph(), cuts }]

const kindsOf = <S>(driver: Driver<S>): ReadonlyArray<FailureKind> => {
  const result = replay(driver, models)
  assert.isFalse(result.passed)
  return [...new Set(result.failures.map(({ kind }) => kind))].toSorted()
}

const client = modelOrString

describe("replaying a faithful driver", () => {
  it("passes, with exact counts", () => {
    const result = replay(lockDriver, models)
    assert.deepStrictEqual(result.failures, [])
    assert.deepStrictEqual(result.vacuity, [])
    assert.isTrue(result.passed)
    assert.deepStrictEqual(result.models, [
      {
        model: "MCLock",
        states: { passed: 12, total: 12 },
        transitions: { passed: 38, total: 38 },
        // 16 Acquire while held; Release and two raises by all who do not hold: 4 * 6 + 8 * 3
        refusals: { passed: 64, total: 64 },
        cut: { Raise: 6 },
        actions: {
          Acquire: { passed: 8, total: 8 },
          Look: { passed: 12, total: 12 },
          Raise: { passed: 10, total: 10 },
          Release: { passed: 8, total: 8 }
        }
      }
    ])
  })
})

describe("replay finds", () => {
  it("a driver that ignores an action", () => {
    assert.deepStrictEqual(kindsOf(withActions({ Release: action([client], stepped<Lock>) })), [
      "accepted-a-refusal",
      "wrong-target"
    ])
  })

  it("a wrong conflict", () => {
    const acquire = action([client], (lock: Lock, who) =>
      lock.holder === null ? stepped({ ...lock, holder: who }) : refused("NotHolder", lock)
    )
    const result = replay(withActions({ Acquire: acquire }), models)
    assert.deepStrictEqual(
      result.failures.map(({ kind, action: name, about, count }) => [kind, name, about, count]),
      [["wrong-conflict", "Acquire", "expected refusal Held, got refusal NotHolder", 32]]
    )
    assert.deepStrictEqual(result.models[0]?.refusals, { passed: 48, total: 64 })
    assert.deepStrictEqual(result.models[0]?.transitions, { passed: 38, total: 38 })
    assert.strictEqual(result.failures[0]?.example.path?.steps.length, 1)
  })

  it("a step that the specification refuses", () => {
    const acquire = action([client], (lock: Lock, who) => stepped({ ...lock, holder: who }))
    assert.deepStrictEqual(kindsOf(withActions({ Acquire: acquire })), ["accepted-a-refusal"])
  })

  it("a refusal of what the specification allows, also beyond the bounds of the model", () => {
    const raise = action([client, bool], (lock: Lock) => stepped(lock))
    assert.deepStrictEqual(kindsOf(withActions({ Raise: raise })), ["undecodable-args"])
    const fearful = withActions({
      Raise: {
        run: (lock, args) => (lock.count >= 2 ? refused("TooMany", lock) : lockDriver.actions["Raise"]!.run(lock, args))
      }
    })
    assert.deepStrictEqual(kindsOf(fearful), ["refused-a-step", "refused-beyond-bound", "wrong-conflict"])
  })

  it("a refusal that changes an observed or a hidden part of the state", () => {
    const counting = action([client], (lock: Lock, who) =>
      lock.holder === null ? stepped({ ...lock, holder: who }) : refused("Held", { ...lock, count: lock.count + 1 })
    )
    const noting = action([client], (lock: Lock, who) =>
      lock.holder === null ? stepped({ ...lock, holder: who }) : refused("Held", { ...lock, note: "asked" })
    )
    assert.deepStrictEqual(kindsOf(withActions({ Acquire: counting })), ["changed-while-refusing"])
    assert.deepStrictEqual(kindsOf(withActions({ Acquire: noting })), ["changed-while-refusing"])
  })

  it("accepts an equal copy of the state from a refusal only where the driver says what is the same", () => {
    const copying = withActions({
      Acquire: action([client], (lock: Lock, who) =>
        lock.holder === null ? stepped({ ...lock, holder: who }) : refused("Held", { ...lock })
      )
    })
    assert.deepStrictEqual(kindsOf(copying), ["changed-while-refusing"])
    const same = (a: Lock, b: Lock): boolean => JSON.stringify(a) === JSON.stringify(b)
    assert.isTrue(replay({ ...copying, same }, models).passed)
  })

  it("a perturbation of any one compared variable in any single observation", () => {
    const perturbed = (at: number, change: SpecState) => {
      let observations = 0
      const observe = (lock: Lock): SpecState => ({
        ...lockDriver.observe(lock),
        ...(observations++ === at ? change : {})
      })
      return { result: replay({ ...lockDriver, observe }, models), observations }
    }
    const { result, observations } = perturbed(-1, {})
    assert.isTrue(result.passed)
    assert.isTrue(observations > 100)
    for (let at = 0; at < observations; at++) {
      assert.isFalse(perturbed(at, { holder: model("c9") }).result.passed, `holder in observation ${at}`)
      assert.isFalse(perturbed(at, { count: int(77) }).result.passed, `count in observation ${at}`)
    }
  })

  it("an entered state that reads back as another, lacks a variable or has one more", () => {
    assert.deepStrictEqual(kindsOf({ ...lockDriver, enter: () => ({ holder: null, count: 0, note: "" }) }), [
      "enter-observe"
    ])
    assert.deepStrictEqual(kindsOf({ ...lockDriver, observe: ({ count }) => ({ count: int(count) }) }), [
      "enter-observe"
    ])
    const observe = (lock: Lock): SpecState => ({ ...lockDriver.observe(lock), log: int(1) })
    assert.deepStrictEqual(kindsOf({ ...lockDriver, observe }), ["enter-observe"])
  })

  it("fillings of hidden fields that do not replay alike", () => {
    const raise = lockDriver.actions["Raise"]!
    const nosy = withActions({
      Raise: {
        run: (lock, args): Outcome<Lock> => {
          const outcome = raise.run(lock, args)
          const beyond = outcome._tag === "Stepped" && outcome.state.count > 3 && lock.note !== ""
          return beyond ? stepped({ ...outcome.state, count: 99 }) : outcome
        }
      }
    })
    assert.deepStrictEqual(kindsOf(nosy), ["variants-differ"])
    const blind = withActions({
      Look: action([], (lock: Lock) => (lock.note === "" ? stepped(lock) : refused("Nosy", lock)))
    })
    assert.deepStrictEqual(kindsOf(blind), ["refused-a-step"])
  })

  it("a driver that throws", () => {
    const broken = withActions({
      Look: action([], (): Outcome<Lock> => {
        throw new Error("boom")
      })
    })
    const [failure] = replay(broken, models).failures
    assert.deepStrictEqual(
      [failure?.kind, failure?.about, failure?.count],
      ["crashed", "expected a step, got boom", 24]
    )
  })
})

interface LiveLock {
  holder: string | null
  count: number
}

/** Changes the one object that it was given, and hands out live views of it. */
const liveDriver = (acquire: (lock: LiveLock, who: string) => Outcome<LiveLock>): Driver<LiveLock> => ({
  variables: lockDriver.variables,
  actions: {
    Look: action([], (lock: LiveLock) => stepped(lock)),
    Acquire: action([client], acquire),
    Release: action([client], (lock: LiveLock, who) => {
      if (lock.holder !== who) return refused("NotHolder", lock)
      return stepped({ ...lock, holder: null })
    }),
    Raise: {
      run: (lock, args) => {
        if (lock.holder !== args[0]?.text) return refused("NotHolder", lock)
        return stepped({ ...lock, count: lock.count + Number(args[1]?.text) })
      }
    }
  },
  enter: ({ holder, count }) => ({
    holder: holder?.text === "nobody" ? null : `${holder?.text}`,
    count: Number(count?.text)
  }),
  observe: (lock) => ({
    get holder() {
      return model(lock.holder ?? "nobody")
    },
    get count() {
      return int(lock.count)
    }
  })
})

describe("live mutable state", () => {
  it("is found and blamed on the action that changed it", () => {
    const driver = liveDriver((lock, who) => {
      if (lock.holder !== null) return refused("Held", lock)
      lock.holder = who
      return stepped(lock)
    })
    const { failures } = replay(driver, models)
    assert.deepStrictEqual(
      failures.map(({ kind, action: name, about }) => [kind, name, about]),
      [["mutated-state", "Acquire", "holder"]]
    )
  })

  it("does not hide a refusal that changes the state in place", () => {
    const driver = liveDriver((lock, who) => {
      if (lock.holder !== null) {
        lock.count++
        return refused("Held", lock)
      }
      return stepped({ ...lock, holder: who })
    })
    assert.deepStrictEqual(kindsOf(driver), ["changed-while-refusing", "mutated-state"])
  })
})

const tiny = (verdicts: string, actionName = "Look"): Graph => {
  const builder = makeBuilder(["holder", "count", "log"])
  const handle = builder.handle({ holder: model("nobody"), count: int(0), log: read("<<>>") })
  builder.declare(handle, read(verdicts))
  builder.initial(handle)
  builder.edge(handle, actionName, [], handle)
  return Result.getOrThrow(builder.finish()).graph
}

describe("a graph that contradicts itself", () => {
  it.each(['[Look |-> "Blind"]', '[Look |-> (m1 :> "ok")]'])("fails: %s", (verdicts) => {
    const driver = withActions({ Look: { run: (lock) => stepped(lock) } })
    const result = replay(driver, [{ name: "tiny", graph: tiny(verdicts) }])
    assert.include(
      result.failures.map(({ kind }) => kind),
      "corpus-contradicts-itself"
    )
  })
})

describe("vacuity", () => {
  const vacuityOf = (
    driver: Driver<Lock>,
    graphs = models,
    unexercised = {}
  ): ReadonlyArray<readonly [string, string]> => {
    const result = replay(driver, graphs, { unexercised })
    assert.isFalse(result.passed)
    return result.vacuity.map(({ kind, name }) => [kind, name])
  }

  it("is no models, and models without states", () => {
    const empty = {
      name: "empty",
      graph: { variables: ["holder", "count", "log"], states: [], initial: [], transitions: 0 }
    }
    assert.deepInclude(vacuityOf(lockDriver, []), ["no-models", ""])
    assert.deepInclude(vacuityOf(lockDriver, [...models, empty]), ["empty-model", "empty"])
  })

  it("is a variable that only one side knows, a ghost without reason, or nothing compared", () => {
    const { holder, count, log } = { holder: "compared", count: "compared", log: { ghost: "why" } } as const
    assert.deepEqual(vacuityOf({ ...lockDriver, variables: { holder, count } }), [["unmapped-variable", "log"]])
    assert.deepEqual(vacuityOf({ ...lockDriver, variables: { holder, count, log, age: { ghost: "why" } } }), [
      ["unknown-variable", "age"]
    ])
    assert.deepEqual(vacuityOf({ ...lockDriver, variables: { holder, count, log: { ghost: " " } } }), [
      ["ghost-without-reason", "log"]
    ])
    const variables = { holder: { ghost: "a" }, count: { ghost: "b" }, log: { ghost: "c" } }
    assert.deepEqual(vacuityOf({ ...lockDriver, variables, observe: () => ({}) }), [["nothing-compared", "MCLock"]])
  })

  it("is an action that the driver lacks: its transitions do not count as replayed", () => {
    const { Look, ...actions } = lockDriver.actions
    assert.isDefined(Look)
    const result = replay({ ...lockDriver, actions, unasked: {} }, models)
    assert.deepStrictEqual(result.models[0]?.transitions, { passed: 26, total: 38 })
    assert.deepStrictEqual(
      result.failures.map(({ kind, action: name, count }) => [kind, name, count]),
      [["unmapped-action", "Look", 24]]
    )
    assert.deepEqual(
      result.vacuity.map(({ kind, name }) => [kind, name]),
      [["unmapped-action", "Look"]]
    )
  })

  it("is an action that no graph has a verdict on, unless there is a reason, and a reason that is not needed", () => {
    assert.deepEqual(vacuityOf({ ...lockDriver, unasked: {} }), [["never-asked", "Look"]])
    assert.deepEqual(vacuityOf({ ...lockDriver, unasked: { Look: "why", Raise: "why", Fly: "why" } }), [
      ["needless-exemption", "Raise"],
      ["needless-exemption", "Fly"]
    ])
  })

  it("is a request that is allowed and leads nowhere, where no bound cuts it; or one that a bound is wrongly said to cut", () => {
    assert.deepEqual(vacuityOf(lockDriver, [{ ...models[0]!, cuts: ["Release"] }]), [
      ["cut-without-bound", "Raise of MCLock"],
      ["needless-exemption", "Release of MCLock"]
    ])
    const [{ reason } = { reason: "" }] = replay(lockDriver, [{ ...models[0]!, cuts: [] }]).vacuity
    assert.include(reason, '"ok" without a transition 6 times')
  })

  it("is an action inherited by every object", () => {
    const result = replay(lockDriver, [...models, { name: "tiny", graph: tiny("<<>>", "constructor") }])
    assert.isFalse(result.passed)
    assert.strictEqual(result.failures[0]?.kind, "unmapped-action")
  })

  it("is an action that no graph exercises, unless there is a reason, and a reason that is not needed", () => {
    const driver = { ...withActions({ Burn: action([], stepped<Lock>) }), unasked: { Look: "why", Burn: "why" } }
    assert.deepEqual(vacuityOf(driver), [["never-exercised", "Burn"]])
    const unexercised = { Burn: "only in the large model" }
    assert.isTrue(replay(driver, models, { unexercised }).passed)
    // Nor need there be a verdict on it.
    assert.isTrue(replay({ ...driver, unasked: { Look: "why" } }, models, { unexercised }).passed)
    assert.deepEqual(vacuityOf(lockDriver, models, { Look: "why", Fly: "why" }), [
      ["needless-exemption", "Look"],
      ["needless-exemption", "Fly"]
    ])
  })
})
