import { assert, describe, it } from "@effect/vitest"
import { pathCover } from "../../../conformance/graph/paths.ts"
import { action } from "../../../conformance/replay/action.ts"
import { modelOrString } from "../../../conformance/replay/codecs.ts"
import { refused, stepped } from "../../../conformance/replay/driver.ts"
import type { Driver } from "../../../conformance/replay/driver.ts"
import { renderCluster } from "../../../conformance/replay/explain.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { walk } from "../../../conformance/replay/walk.ts"
import { cuts, lockDriver, lockGraph, withActions } from "../lock.ts"
import type { Lock } from "../lock.ts"

const graph = lockGraph()
const model = { name: "MCLock", graph, cuts }
const cover = pathCover(graph)

describe("walking", () => {
  it("passes every transition and asks for every refusal of a faithful driver", () => {
    for (const variant of [0, 1]) {
      const result = walk(lockDriver, model, cover, { variant, refusals: true })
      assert.isTrue(result.passed)
      assert.deepStrictEqual(result.transitions, { passed: 38, total: 38 })
      assert.deepStrictEqual(result.refusals, { passed: 64, total: 64 })
      assert.deepStrictEqual(result.steps, { passed: cover.steps, total: cover.steps })
    }
  })

  it("drives a service that has one live state, which replay rightly refuses", () => {
    const live = (name: string): Driver<{ lock: Lock }>["actions"][string] => ({
      run: (service, args) => {
        const outcome = lockDriver.actions[name]!.run(service.lock, args)
        service.lock = outcome.state
        return { ...outcome, state: service }
      }
    })
    const service: { lock: Lock } = { lock: { holder: null, count: 0, note: "" } }
    const driver: Driver<{ lock: Lock }> = {
      variables: lockDriver.variables,
      actions: Object.fromEntries(Object.keys(lockDriver.actions).map((name) => [name, live(name)])),
      enter: (state, variant) => {
        service.lock = lockDriver.enter(state, variant)
        return service
      },
      observe: ({ lock }) => lockDriver.observe(lock)
    }
    const result = walk(driver, model, cover, { refusals: true })
    assert.deepStrictEqual(result.failures, [])
    assert.isTrue(result.passed)
    assert.deepStrictEqual([...new Set(replay(driver, [model]).failures.map(({ kind }) => kind))], ["mutated-state"])
  })

  /** Forgets to release when acquired for the third time since it was entered: the note counts, and nobody observes it. */
  const tired: Driver<Lock> = {
    ...withActions({
      Acquire: action([modelOrString], (lock: Lock, who) =>
        lock.holder === null ? stepped({ ...lock, holder: who, note: `${lock.note}+` }) : refused("Held", lock)
      ),
      Release: action([modelOrString], (lock: Lock, who) => {
        if (lock.holder !== who) return refused("NotHolder", lock)
        return lock.note.endsWith("+++") ? stepped(lock) : stepped({ ...lock, holder: null })
      })
    }),
    enter: (state, variant) => ({ ...lockDriver.enter(state, variant), note: "" })
  }

  it("finds hidden state that replay edge by edge does not", () => {
    assert.isTrue(replay(tired, [model]).passed)
    const result = walk(tired, model, cover)
    assert.isFalse(result.passed)
    assert.deepStrictEqual(
      result.failures.map(({ kind, action: name, about }) => [kind, name, about]),
      [["history-dependent", "Release", "holder"]]
    )
    assert.isTrue(result.transitions.passed < result.transitions.total)
    const [cluster] = result.failures
    assert.isDefined(cluster?.example.failure.walk)
    assert.include(
      renderCluster(cluster!, () => "make again"),
      "history-dependent: Release: holder ("
    )
  })

  it("finds refusals that depend on history", () => {
    const moody: Driver<Lock> = {
      ...withActions({
        Raise: {
          run: (lock, args) => {
            const outcome = lockDriver.actions["Raise"]!.run(lock, args)
            return outcome._tag === "Stepped" ? stepped({ ...outcome.state, note: "raised" }) : outcome
          }
        },
        Release: action([modelOrString], (lock: Lock, who) =>
          lock.holder === who
            ? stepped({ ...lock, holder: null })
            : refused(lock.note === "" ? "NotHolder" : "Held", lock)
        )
      }),
      enter: (state, variant) => ({ ...lockDriver.enter(state, variant), note: "" })
    }
    assert.isTrue(replay(moody, [model]).passed)
    assert.isTrue(walk(moody, model, cover).passed)
    const { failures } = walk(moody, model, cover, { refusals: true })
    assert.strictEqual(failures[0]?.kind, "history-dependent")
  })

  it("calls a plain fault by its name, with the shortest path, and stops that walk", () => {
    const stuck = withActions({ Release: action([modelOrString], stepped<Lock>) })
    const result = walk(stuck, model, cover)
    const [cluster] = result.failures
    assert.deepStrictEqual([cluster?.kind, cluster?.action], ["wrong-target", "Release"])
    assert.isUndefined(cluster?.example.failure.walk)
    assert.isTrue(result.steps.passed < result.steps.total)
  })
})
