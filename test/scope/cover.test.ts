// What is leased for who may write a scope and does not say where.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { allows, compileScope, coverOf, foldOf, type Pattern, type ScopeInput } from "../../src/scope/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { decider, key, layer, narrowing, scope, scopeInput } from "./patterns.ts"
import { fewKeys } from "./reference.ts"

type Cover = ReturnType<typeof coverOf>[number]

const has = ({ kind, path }: Cover, asked: string): boolean =>
  asked === path || (kind === "subtree" && (path === "" || asked.startsWith(`${path}/`)))

/** A file's path, and a directory's with "/" at its end. */
const shown = (input: ScopeInput, fold = foldOf.nothing): ReadonlyArray<string> =>
  coverOf(decider(input, fold)).map(({ kind, path }) => (kind === "file" ? path : `${path}/`))

const ofWrites = (...allow: ReadonlyArray<Pattern>) => shown({ write: { allow } })

/** A layer, of a directory. */
const beneath = (
  directory: string,
  { allow, deny }: { allow: ReadonlyArray<Pattern>; deny: ReadonlyArray<Pattern> }
) => ({
  allow: [
    `${directory}/c/**`,
    ...allow.map((pattern) => (typeof pattern === "string" ? `${directory}/${pattern}` : `${directory}/*`))
  ],
  deny
})

describe("the cover of a scope", () => {
  it("has every key that may be written, and none of it lies in another part of it", () => {
    const scopes = fc.oneof(
      scopeInput,
      narrowing.map(([child]) => child),
      fc.tuple(layer, layer).map(([one, other]) => ({ write: [beneath("a", one), beneath("a/b", other)] })),
      layer.map((one) => ({ read: beneath("b", one), write: beneath("{b,c}", one) }))
    )
    const folds = fc.constantFrom(...Object.values(foldOf))
    let narrow = 0
    const property = fc.property(scopes, folds, fc.array(key), (input, fold, keys) => {
      const compiled = compileScope(scope(input), fold)
      // Some are too complex.
      if (Result.isFailure(compiled)) return
      const asked = compiled.success
      const cover = coverOf(asked)
      for (const one of [...keys, ...fewKeys].map((path) => path.split("/").map(fold).join("/")))
        if (allows(asked, "write", one))
          assert.isTrue(
            cover.some((part) => has(part, one)),
            one
          )
      for (const part of cover) {
        const others = cover.filter((other) => other !== part && has(other, part.path))
        assert.deepStrictEqual(part.kind === "subtree" ? others.filter(({ kind }) => kind === "subtree") : others, [])
      }
      if (cover.length > 0 && cover.every(({ path }) => path !== "")) narrow++
    })
    fc.assert(property, propertyOptions(500))
    assert.isAbove(narrow, 25)
  })

  it("is what the patterns say in letters", () => {
    assert.deepStrictEqual(ofWrites("src/**", "docs/*.md", "a.ts"), ["a.ts", "docs/", "src/"])
    assert.deepStrictEqual(ofWrites("src/{a,b}/x.ts", "src/ui-*/x"), ["src/"])
    assert.deepStrictEqual(ofWrites("src/{a,b}/x.ts", "src/c/**"), ["src/a/x.ts", "src/b/x.ts", "src/c/"])
    assert.deepStrictEqual(ofWrites("app/\\(auth\\)/\\[id\\]/page.tsx"), ["app/(auth)/[id]/page.tsx"])
    assert.deepStrictEqual(ofWrites({ regex: "src/[^/]+\\.ts" }), ["src/"])
  })

  it("is the whole workspace where a pattern begins with a wildcard, or nothing is narrowed", () => {
    for (const allow of ["**", "**/a", "*/a", "[ab]/c", { regex: ".*/a" }])
      assert.deepStrictEqual(ofWrites(allow, "b"), ["/"])
    assert.deepStrictEqual(shown({}), ["/"])
  })

  it("is what all layers leave, those of what may be read among them", () => {
    const write = [{ allow: ["src/**", "docs/**"] }, { allow: ["src/ui/**", "docs/a.md", "test/**"] }]
    assert.deepStrictEqual(shown({ write }), ["docs/a.md", "src/ui/"])
    assert.deepStrictEqual(shown({ read: { allow: ["docs/**"] }, write }), ["docs/a.md"])
  })

  it("has nothing that is denied whole, nor of Leasehold's own, nor what is no key", () => {
    assert.deepStrictEqual(ofWrites(), [])
    assert.deepStrictEqual(shown({ write: { allow: ["src/**", "gen/**", "a"], deny: ["gen/**", "a"] } }), ["src/"])
    assert.deepStrictEqual(ofWrites(".leasehold/**", { regex: "a//b|\\.\\./c|d/" }), [])
  })

  it("has the letters that keys have", () => {
    assert.deepStrictEqual(shown({ write: { allow: ["SRC/**", "Stra\u00dfe"] } }, foldOf.case), ["src/", "strasse"])
  })

  it("is found at once, however many ways there are to begin", () => {
    const many = Array.from({ length: 12 }, () => "{a,b,c}").join("")
    assert.deepStrictEqual(ofWrites(`src/${many}/x`), ["src/"])
    const files = Array.from({ length: 300 }, (_, i) => `src/${i}/x`)
    assert.lengthOf(ofWrites(...files), 300)
  })
})
