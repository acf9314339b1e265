import { existsSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { replayedModels } from "../../../conformance/leasehold/generate/corpora.ts"
import { allModels, phase7, phase7Models, protocolModels } from "../../../conformance/leasehold/specifications.ts"
import { specificationOf } from "../../../conformance/models/model.ts"

describe("the models of the specifications", () => {
  it("lie where it is said what is expected of them, beside a module of theirs", () => {
    for (const { name, group, module, claims } of allModels()) {
      assert.include(["falls", "holds", "inductive", "reaches", "replay"], group, name)
      assert.isTrue(existsSync(module), name)
      assert.isNotEmpty(claims, name)
    }
  })

  it("are told apart by their names", () => {
    const names = allModels().map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
    assert.isTrue(protocolModels().every(({ name }) => specificationOf(name) === ""))
    assert.isTrue(phase7Models().every(({ name }) => specificationOf(name) === phase7))
  })

  it("of the original design fall and hold, and are never replayed", () => {
    const groups = new Set(phase7Models().map(({ group }) => group))
    assert.isTrue(groups.has("falls") && groups.has("holds"))
    assert.isTrue(replayedModels().every(({ name }) => specificationOf(name) === ""))
  })
})
