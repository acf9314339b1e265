import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { makeBuilder } from "../../../conformance/graph/builder.ts"
import { Unusable } from "../../../conformance/leasehold/bounds.ts"
import { readCommitted } from "../../../conformance/leasehold/corpora.ts"
import { renderTraced, traceTo } from "../../../conformance/leasehold/trace.ts"
import { readItf } from "../../../conformance/trace/read-itf.ts"
import { int } from "../../../conformance/tla/value.ts"
import { lockPath } from "../trace/paths.ts"
import { directory } from "../tlc/support.ts"

const { graph, state } = lockPath("c1", 1)
const models = ["One", "Two"].map((name) => ({ name, graph }))

const refused = (env: NodeJS.ProcessEnv, of = models): string => {
  try {
    traceTo(of, env)
  } catch (error) {
    if (error instanceof Unusable) return error.message
    throw error
  }
  return assert.fail("there is such a path")
}

describe("the path to a state", () => {
  it("is a shortest one", () => {
    const lines = renderTraced(traceTo(models, { MODEL: "Two", STATE: state.id })).split("\n")
    assert.strictEqual(lines[0], `Two: 2 steps to the state ${state.id}`)
    assert.strictEqual(lines.at(-2), `2. Raise(c1, 1) -> ${state.id}`)
    assert.strictEqual(lines.at(-1), "     count: 0 -> 1")
  })

  it("has no steps to an initial state", () => {
    const { id } = graph.states[graph.initial[0]!]!
    assert.include(renderTraced(traceTo(models, { MODEL: "One", STATE: id })), `One: 0 steps to the state ${id}`)
  })

  it("is refused where nothing, or nothing that is there, is asked for", () => {
    const noModel = "MODEL does not say in which model to look for the state; there are One, Two."
    assert.strictEqual(refused({}), noModel)
    assert.strictEqual(refused({ MODEL: "", STATE: state.id }), noModel)
    const some = graph.states[graph.initial[0]!]!.id
    const noState = `STATE does not say which state of the model One: give an id, such as ${some}.`
    assert.strictEqual(refused({ MODEL: "One" }), noState)
    assert.strictEqual(refused({ MODEL: "One", STATE: "" }), noState)
    assert.strictEqual(refused({ MODEL: "Three", STATE: state.id }), "There is no model Three; there are One, Two.")
    assert.strictEqual(refused({ MODEL: "One", STATE: "ffff" }), "The model One has no state ffff.")
    assert.strictEqual(refused({ MODEL: "One", STATE: state.id.toUpperCase() + " " }).includes("has no state"), true)
  })

  it("is refused where there is none", () => {
    const builder = makeBuilder(["x"])
    const [zero, lost] = [0, 9].map((x) => builder.handle({ x: int(x) })) as [number, number]
    for (const handle of [zero, lost]) builder.declare(handle)
    builder.initial(zero)
    builder.edge(zero, "Look", [], zero)
    const some = Result.getOrThrow(builder.finish()).graph
    const { id } = some.states.find(({ values }) => values[0]!.text === "9")!
    assert.strictEqual(
      refused({ MODEL: "Lost", STATE: id }, [{ name: "Lost", graph: some }]),
      `No path of the model Lost leads to the state ${id}.`
    )
  })
})

describe("make trace", () => {
  const main = fileURLToPath(new URL("../../../conformance/leasehold/bin/trace.ts", import.meta.url))
  const run = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [main], { env: { ...process.env, ...env }, encoding: "utf8" })
  const [corpus] = readCommitted()
  const { name, id } = { name: corpus!.info.model, id: corpus!.graph.states.at(-1)!.id }

  it("prints the path, and writes it for other tools", () => {
    const file = join(directory(), "path.itf.json")
    const { status, stdout, stderr } = run({ MODEL: name, STATE: id, ITF: file })
    assert.deepStrictEqual([status, stderr], [0, ""])
    const traced = traceTo([{ name, graph: corpus!.graph }], { MODEL: name, STATE: id })
    assert.strictEqual(stdout, `${renderTraced(traced)}\nwritten: ${file}\n`)
    // The corpora have no model values, so nothing is lost.
    assert.deepStrictEqual(Result.getOrThrow(readItf(readFileSync(file, "utf8"))), traced.behaviour)
  })

  it("says in one line what it cannot do", () => {
    const missing = run({ MODEL: name, STATE: "zzz", ITF: "" })
    assert.deepStrictEqual([missing.status, missing.stderr], [1, `\nThe model ${name} has no state zzz.\n`])
    const unwritable = run({ MODEL: name, STATE: id, ITF: join(directory(), "no", "path.json") })
    assert.strictEqual(unwritable.status, 1)
    assert.match(unwritable.stderr, /^\nITF is \S+, which cannot be written: .*ENOENT.*\n$/)
  })
})
