import { assert, describe, it } from "@effect/vitest"
import { gapsOf } from "../../../../conformance/leasehold/faults/kills.ts"
import { storeModels } from "../../../../conformance/leasehold/specifications.ts"
import { killStore, storeFaults } from "../../../../conformance/leasehold/store/faults.ts"
import { storeRules } from "../../../../conformance/leasehold/store/rules.ts"
import { manifestPath } from "../../../../conformance/leasehold/paths.ts"
import { readManifest } from "../../../../conformance/models/manifest.ts"
import { openingRules, standingRules } from "../../../../src/protocol/index.ts"
import { readFileSync } from "node:fs"
import { Result } from "effect"
import { storeGraphs } from "../graphs.ts"

describe("seeded faults of the store", () => {
  it("leave out each rule of the core, and each of what an instance does", () => {
    const ofInstance = Object.values(storeRules).flatMap(({ guards, changes }) => [...guards, ...changes])
    const wanted = [...ofInstance, ...openingRules, ...standingRules].map(({ name }) => name)
    const seeded = storeFaults.map(({ rule }) => rule)
    for (const name of wanted) assert.include(seeded, name)
  })

  it("are all noticed, and a model shows or a reason says why each rule is there", () => {
    const manifest = Result.getOrThrow(readManifest(readFileSync(manifestPath, "utf8")))
    const rows = killStore(storeGraphs, storeModels(), manifest)
    assert.strictEqual(rows.length, storeFaults.length)
    assert.deepStrictEqual(gapsOf(rows), [])
  })
})
