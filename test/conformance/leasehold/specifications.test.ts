import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { replayedModels } from "../../../conformance/leasehold/generate/corpora.ts"
import { specDirectory } from "../../../conformance/leasehold/paths.ts"
import {
  allModels,
  lifecycle,
  lifecycleModels,
  phase7,
  phase7Models,
  protocolModels,
  store,
  storeModels
} from "../../../conformance/leasehold/specifications.ts"
import { specificationOf } from "../../../conformance/models/model.ts"

describe("the models of the specifications", () => {
  it("lie where it is said what is expected of them, beside a module of theirs", () => {
    for (const { name, group, module, claims } of allModels()) {
      assert.include(["falls", "holds", "inductive", "reaches", "replay"], group, name)
      assert.isTrue(existsSync(module), name)
      assert.isNotEmpty(claims, name)
    }
  })

  it("need every module and every definition that there is", () => {
    const files = readdirSync(specDirectory, { recursive: true, encoding: "utf8" })
      .filter((name) => /[.](cfg|tla)$/.test(name))
      .map((name) => ({ name, text: readFileSync(join(specDirectory, name), "utf8") }))
    // Subscripts too: [][Next]_vars.
    const timesIn = (text: string, word: string): number =>
      [...text.matchAll(new RegExp(`(?:\\b|_)${word}\\b`, "g"))].length
    for (const { name, text } of files.filter((file) => file.name.endsWith(".tla"))) {
      const isNamed = (word: string): boolean =>
        files.some((file) => timesIn(file.text, word) > (file.name === name ? 1 : 0))
      const module = basename(name, ".tla")
      const isUsed = files.some((file) => basename(file.name).startsWith(`${module}_`)) || isNamed(module)
      assert.isTrue(isUsed, `${name}: no model is made of it`)
      const defined = [...text.matchAll(/^(\w+)(\([^()]*\))? *==/gm)].map(([, word]) => word!)
      const idle = defined.filter((word) => !isNamed(word))
      assert.deepStrictEqual(idle, [], name)
    }
  })

  it("are told apart by their names", () => {
    const names = allModels().map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
    assert.isTrue(protocolModels().every(({ name }) => specificationOf(name) === ""))
    assert.isTrue(storeModels().every(({ name }) => specificationOf(name) === store))
    assert.isTrue(lifecycleModels().every(({ name }) => specificationOf(name) === lifecycle))
    assert.isTrue(phase7Models().every(({ name }) => specificationOf(name) === phase7))
  })

  it("of the original design fall and hold, and are never replayed", () => {
    const groups = new Set(phase7Models().map(({ group }) => group))
    assert.isTrue(groups.has("falls") && groups.has("holds"))
    assert.isTrue(replayedModels().every(({ name }) => specificationOf(name) !== phase7))
  })
})
