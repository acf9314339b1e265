import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { controlOf } from "../../../conformance/models/control.ts"
import { builtModels, isBound } from "../../../conformance/leasehold/specifications.ts"
import { claimsOf, substitutionsOf } from "../../../conformance/tlc/config.ts"

const directory = mkdtempSync(join(tmpdir(), "control-"))
afterAll(() => rmSync(directory, { recursive: true }))

const controlIn = (...lines: ReadonlyArray<string>): string | undefined => {
  const config = join(directory, "model.cfg")
  writeFileSync(config, ["SPECIFICATION Spec", "CONSTANTS", ...lines, "INVARIANT Safe", ""].join("\n"))
  return controlOf({ config }, (overridden) => overridden === "World")
}

describe("the control of a model that must fall", () => {
  it("lacks what is done to rules, and has the same world and the same claims", () => {
    const text = controlIn("  World <- Small", "  N = 2", "  Guard <- Yes", "  Other <- No")!
    assert.deepStrictEqual(substitutionsOf(text), [["World", "Small"]])
    assert.include(text, "N = 2")
    assert.deepStrictEqual(claimsOf(text), ["Safe"])
  })

  it("is none where nothing is done to a rule", () => {
    assert.isUndefined(controlIn("  World <- Small"))
  })

  it("has no substitution but those that bound its world, whichever model it is of", () => {
    for (const model of builtModels().filter(({ group }) => group === "falls")) {
      const text = controlOf(model, isBound)
      if (text === undefined) continue
      assert.isTrue(
        substitutionsOf(text).every(([overridden, by]) => isBound(overridden, by)),
        model.name
      )
      assert.deepStrictEqual(claimsOf(text), model.claims)
    }
  })
})
