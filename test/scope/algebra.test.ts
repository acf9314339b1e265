// The algebra of scopes, against trying: what a verdict says holds of every key that is tried.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  allows,
  compileScope,
  covers,
  everything,
  explain,
  inherit,
  intersect,
  overlap,
  parseScope,
  within
} from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { decider, key, layer, narrowing, path, scopeInput, writing } from "./patterns.ts"
import { fewKeys, isAllowed, layersOf } from "./reference.ts"

const sides = ["read", "write"] as const

const some = fc.tuple(scopeInput, fc.array(path, { minLength: 1, maxLength: 20 }))

describe("a scope allows", () => {
  it("what each of its layers allows and none denies, and keys alone", () => {
    const property = fc.property(some, ([input, paths]) => {
      const asked = decider(input)
      for (const side of sides)
        for (const one of [...paths, ...fewKeys])
          assert.strictEqual(allows(asked, side, one), isAllowed(asked.scope, side, one), `${side} ${one}`)
    })
    fc.assert(property, propertyOptions())
  })

  it("nothing that is denied, whatever allows it", () => {
    const property = fc.property(layer, key, ({ allow, deny }, denied) => {
      const asked = writing([...allow, "**"], [...deny, { regex: "[^]*" }])
      assert.isFalse(allows(asked, "write", denied))
    })
    fc.assert(property, propertyOptions())
  })

  it("nothing, if a layer is there and allows nothing; and everything, if there is none", () => {
    const property = fc.property(key, (one) => {
      assert.isFalse(allows(writing([]), "write", one))
      assert.isFalse(allows(decider({ write: [{ allow: ["**"] }, { allow: [] }] }), "write", one))
      assert.strictEqual(allows(decider({}), "write", one), !one.startsWith(".leasehold/"))
    })
    fc.assert(property, propertyOptions())
  })

  it("no path that is no key, and nothing of Leasehold's own", () => {
    for (const asked of [decider({}), writing(["**"]), writing([{ regex: "[^]*" }])])
      for (const no of [
        "",
        "..",
        "../a",
        "a/..",
        "a/../b",
        ".",
        "./a",
        "a/./b",
        "/a",
        "/",
        "a/",
        "a//b",
        "a\0b",
        ".leasehold",
        ".leasehold/a",
        "x/".repeat(3_000)
      ])
        assert.isFalse(allows(asked, "write", no), no)
    for (const yes of [".leaseholds", "a/.leasehold", ".leasehold.d/a", "...", "..a", "a/.../b"])
      assert.isTrue(allows(decider({}), "write", yes), yes)
  })

  it("as it explains", () => {
    const property = fc.property(some, ([input, paths]) => {
      const asked = decider(input)
      for (const side of sides)
        for (const one of paths) {
          const why = explain(asked, side, one)
          assert.strictEqual(why._tag === "Allowed", allows(asked, side, one))
          if (why._tag !== "Denied" && why._tag !== "NotAllowed") continue
          const layer = layersOf(asked.scope, side)[why.layer]!
          const alone = (deny: typeof layer.deny) =>
            allows(decider({ write: { allow: layer.allow, deny } }), "write", one)
          if (why._tag === "NotAllowed") assert.isFalse(alone([]))
          else assert.isFalse(allows(writing(["**"], [why.by]), "write", one))
        }
    })
    fc.assert(property, propertyOptions(100))
  })
})

describe("intersecting scopes", () => {
  it("leaves what all of them allow, which is within each", () => {
    const property = fc.property(scopeInput, scopeInput, fc.array(path), (a, b, paths) => {
      const [one, other] = [decider(a), decider(b)]
      const both = Result.getOrThrow(compileScope(intersect(one.scope, other.scope)))
      for (const side of sides)
        for (const asked of [...paths, ...fewKeys])
          assert.strictEqual(allows(both, side, asked), allows(one, side, asked) && allows(other, side, asked))
      assert.strictEqual(within(both, one)._tag, "Within")
      assert.strictEqual(within(both, other)._tag, "Within")
      assert.deepStrictEqual(both.scope, intersect(other.scope, one.scope, both.scope))
      assert.deepStrictEqual(intersect(one.scope, everything), one.scope)
    })
    fc.assert(property, propertyOptions(100))
  })
})

describe("whether a scope is within another", () => {
  it("is proved, or shown by the shortest key that is not", () => {
    const pairs = fc.oneof(fc.tuple(scopeInput, scopeInput), narrowing)
    const proved = { Within: 0, Wider: 0, Undecided: 0 }
    const property = fc.property(pairs, ([a, b]) => {
      const [child, parent] = [decider(a), decider(b)]
      const verdict = within(child, parent)
      const isNarrowed = sides.some((side) => parent.scope[side].some(({ allow }) => allow.length > 0))
      if (isNarrowed) proved[verdict._tag]++
      const beyond = (side: "read" | "write", one: string) =>
        isAllowed(child.scope, side, one) && !isAllowed(parent.scope, side, one)
      if (verdict._tag === "Within") {
        for (const side of sides)
          assert.deepStrictEqual(
            fewKeys.filter((one) => beyond(side, one)),
            []
          )
        return
      }
      assert.strictEqual(verdict._tag, "Wider")
      if (verdict._tag !== "Wider") return
      const { part, example } = verdict
      assert.isTrue(part === "read" || part === "write")
      if (part !== "read" && part !== "write") return
      assert.isTrue(beyond(part, example), example)
      assert.isTrue(allows(child, part, example) && !allows(parent, part, example))
      const shorter = fewKeys.filter((one) => [...one].length < [...example].length)
      assert.deepStrictEqual(
        shorter.filter((one) => beyond(part, one)),
        []
      )
    })
    fc.assert(property, propertyOptions(400))
    // Neither answer is rare.
    assert.isAbove(Math.min(proved.Within, proved.Wider), 40, JSON.stringify(proved))
  })

  it("is an order: each is within itself, nothing is within what is narrower", () => {
    const property = fc.property(scopeInput, scopeInput, scopeInput, (a, b, c) => {
      const [x, y, z] = [decider(a), decider(b), decider(c)]
      assert.strictEqual(within(x, x)._tag, "Within")
      assert.strictEqual(within(x, decider({}))._tag, "Within")
      if (within(x, y)._tag === "Within" && within(y, z)._tag === "Within")
        assert.strictEqual(within(x, z)._tag, "Within")
    })
    fc.assert(property, propertyOptions())
  })

  it("is asked of what a child says; what it does not say is its parent's", () => {
    const parent = decider({ read: { allow: ["**"], deny: ["secrets/**"] }, write: { allow: ["src/**"] } })
    const child = decider({ write: { allow: ["src/ui/**"] } })
    assert.deepStrictEqual(within(child, parent), { _tag: "Wider", part: "read", example: "secrets" })
    const asked = Result.getOrThrow(compileScope(inherit(child.scope, parent.scope)))
    assert.deepStrictEqual(within(asked, parent), { _tag: "Within" })
    const property = fc.property(scopeInput, scopeInput, (a, b) => {
      const [declared, above] = [decider(a), decider(b)]
      const filled = Result.getOrThrow(compileScope(inherit(declared.scope, above.scope)))
      const { read, write } = declared.scope
      for (const one of fewKeys) {
        const isRead = allows(read.length === 0 ? above : declared, "read", one)
        assert.strictEqual(allows(filled, "read", one), isRead)
        // Of what it may write, what it may read.
        const ofWrites = decider({ write: write.length === 0 ? above.scope.write : write })
        assert.strictEqual(allows(filled, "write", one), isRead && allows(ofWrites, "write", one))
      }
    })
    fc.assert(property, propertyOptions(50))
  })
})

describe("whether write scopes overlap", () => {
  it("is shown by the shortest key that both may write, or refuted", () => {
    const property = fc.property(scopeInput, scopeInput, (a, b) => {
      const [one, other] = [decider(a), decider(b)]
      const verdict = overlap(one, other)
      const inBoth = (asked: string) => isAllowed(one.scope, "write", asked) && isAllowed(other.scope, "write", asked)
      assert.strictEqual(verdict._tag, overlap(other, one)._tag)
      if (verdict._tag === "Overlapping") {
        assert.isTrue(inBoth(verdict.example), verdict.example)
        const shorter = fewKeys.filter((asked) => [...asked].length < [...verdict.example].length)
        assert.deepStrictEqual(shorter.filter(inBoth), [])
      } else {
        assert.strictEqual(verdict._tag, "Disjoint")
        assert.deepStrictEqual(fewKeys.filter(inBoth), [])
      }
    })
    fc.assert(property, propertyOptions(400))
  })
})

describe("whether a directory is in scope with all beneath it", () => {
  it("is proved, or shown by a key that is missing", () => {
    const directories = ["", "a", "b", "a/b", "é", "a/é/b"]
    const property = fc.property(scopeInput, fc.constantFrom(...directories), (input, directory) => {
      const asked = decider(input)
      const isBeneath = (one: string) => directory === "" || one === directory || one.startsWith(`${directory}/`)
      for (const side of sides) {
        const verdict = covers(asked, side, directory)
        const missing = fewKeys.filter((one) => isBeneath(one) && !isAllowed(asked.scope, side, one))
        if (verdict._tag === "Within") assert.deepStrictEqual(missing, [])
        else if (verdict._tag === "Wider") {
          assert.isTrue(isBeneath(verdict.example), verdict.example)
          assert.isFalse(isAllowed(asked.scope, side, verdict.example), verdict.example)
        } else assert.fail(verdict._tag)
        assert.deepStrictEqual(covers(asked, side, directory), verdict)
      }
    })
    fc.assert(property, propertyOptions())
  })

  it("its own path among it", () => {
    assert.deepStrictEqual(covers(writing(["a/**"]), "write", "a"), { _tag: "Within" })
    for (const asked of [writing(["a/**"], ["a"]), writing(["a/*", "a/*/**"])])
      assert.deepStrictEqual(covers(asked, "write", "a"), { _tag: "Wider", part: "write", example: "a" })
  })

  it("never of what is no key, though nothing lies beneath it", () => {
    for (const asked of [decider({}), writing(["**"])])
      for (const no of ["..", ".", "a/..", "/", "a//b", ".leasehold", ".leasehold/stage", "a/", "x".repeat(5_000)])
        assert.strictEqual(covers(asked, "write", no)._tag, "Wider", no)
  })
})

describe("a scope is kept", () => {
  it("as JSON, and is the same when it is read again", () => {
    const property = fc.property(scopeInput, (input) => {
      const parsed = Result.getOrThrow(parseScope(input))
      assert.deepStrictEqual(Result.getOrThrow(parseScope(JSON.parse(JSON.stringify(parsed)))), parsed)
    })
    fc.assert(property, propertyOptions())
  })
})
