import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Unusable } from "../../../conformance/leasehold/bounds.ts"
import type { Subject } from "../../../conformance/leasehold/conform.ts"
import { isolate } from "../../../conformance/leasehold/isolate.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { lockDriver, lockGraph } from "../lock.ts"

const origin = { bounds: "", digests: { spec: "", config: "", corpus: "" }, tlc: "" }
const graph = lockGraph()
const subjects: ReadonlyArray<Subject> = ["One", "Two"].map((name) => ({ name, graph, origin }))

// A state where c1 holds the lock, so that c2 is refused.
const held = graph.states.find(({ edges }) => edges.some(({ label }) => label.text === "Release(c1)"))!

/** What is still checked: transitions and refusals of each model. */
const checked = (env: NodeJS.ProcessEnv): ReadonlyArray<string> | undefined => {
  const some = isolate(subjects, env)
  if (some === undefined) return undefined
  return replay(lockDriver, some).models.map(
    ({ model, transitions, refusals }) => `${model} ${transitions.total} ${refusals.total}`
  )
}

const refused = (env: NodeJS.ProcessEnv): string => {
  try {
    isolate(subjects, env)
  } catch (error) {
    if (error instanceof Unusable) return error.message
    throw error
  }
  return assert.fail("there is such a thing")
}

describe("looking at one thing", () => {
  it("is looking at all where nothing is asked for", () => {
    assert.isUndefined(checked({}))
    assert.isUndefined(checked({ MODEL: "" }))
  })

  it("keeps one model, one state of it, or one check there", () => {
    assert.deepStrictEqual(checked({ MODEL: "Two" }), ["Two 38 64"])
    assert.deepStrictEqual(checked({ MODEL: "Two", STATE: "", LABEL: "" }), ["Two 38 64"])
    const refusals = held.verdicts.filter(({ verdict }) => verdict !== "ok").length
    const one = `Two ${held.edges.length} ${refusals}`
    assert.deepStrictEqual(checked({ MODEL: "Two", STATE: held.id }), [one])
    assert.deepStrictEqual(checked({ MODEL: "Two", STATE: held.id, LABEL: "" }), [one])
    assert.deepStrictEqual(checked({ MODEL: "Two", STATE: held.id, LABEL: "Release(c1)" }), ["Two 1 0"])
    assert.deepStrictEqual(checked({ MODEL: "Two", STATE: held.id, LABEL: "Release(c2)" }), ["Two 0 1"])
  })

  it("fails where there is no such model, state or check", () => {
    assert.strictEqual(refused({ STATE: held.id }), `STATE is ${held.id}, but MODEL does not say in which model.`)
    assert.strictEqual(refused({ MODEL: "Three" }), "There is no model Three; there are One, Two.")
    assert.strictEqual(refused({ MODEL: "One", STATE: "ffff" }), "The model One has no state ffff.")
    assert.strictEqual(
      refused({ MODEL: "One", STATE: held.id, LABEL: "Release(c9)" }),
      `The state ${held.id} of the model One has no check Release(c9).`
    )
  })
})

describe("make conform", () => {
  it("tells in one line what it was asked for and does not have", () => {
    const main = fileURLToPath(new URL("../../../conformance/leasehold/bin/conform.ts", import.meta.url))
    const env = { ...process.env, BOUNDS: "pr", MODEL: "Leases", STATE: "zzz" }
    const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: "utf8" })
    assert.deepStrictEqual([status, stderr], [1, "\nThe model Leases has no state zzz.\n"])
  })
})
