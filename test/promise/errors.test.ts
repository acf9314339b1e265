// The errors of the two faces are one, and each has a text for models.
import { assert, describe, it } from "@effect/vitest"
import * as effects from "../../src/effect.ts"
import * as promises from "../../src/index.ts"

describe("errors", () => {
  it("are named alike, and of one class, in both faces", () => {
    // Types only: neither side lacks a name.
    const all = (name: effects.LeaseholdError["_tag"]): promises.LeaseholdError["_tag"] => name
    const back = (name: promises.LeaseholdError["_tag"]): effects.LeaseholdError["_tag"] => name
    assert.strictEqual(all(back("StaleBase")), "StaleBase")
    const classes = Object.entries(promises).filter(([, made]) => Error.isPrototypeOf(made))
    assert.isAbove(classes.length, 50)
    for (const [name, made] of classes) assert.strictEqual((effects as Record<string, unknown>)[name], made, name)
    const error = new effects.StoreUnavailable({ reason: "Closed", detail: "" })
    assert.isTrue(promises.isLeaseholdError(error) && error instanceof promises.StoreUnavailable)
    assert.isFalse(promises.isLeaseholdError(new Error("StaleBase")))
  })

  it("tell a model nothing of what lies outside the workspace", () => {
    const outside = "/home/somebody/secret"
    const texts = [
      new effects.PathEscapes({ path: outside, reason: "Link" }),
      new effects.StoreUnavailable({ reason: "Failed", detail: outside }),
      new effects.SystemFailed({ call: `open ${outside}`, code: "EIO" }),
      new effects.CannotKeepMetadata({ key: effects.Key.make("a"), what: "owner", detail: outside }),
      new effects.WeakPlatform({ missing: [outside], blind: true }),
      new effects.InvalidOptions({ detail: outside })
    ].map(effects.forModel)
    for (const text of texts) {
      assert.notInclude(text, "secret")
      assert.match(text, /nothing was|was not opened/)
    }
  })
})
