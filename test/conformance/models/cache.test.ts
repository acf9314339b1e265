import { join } from "node:path"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { digestOf, openCache } from "../../../conformance/cli/cache.ts"
import type { Cache } from "../../../conformance/cli/cache.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { describeTlc, directory, tools } from "../tlc/support.ts"
import { count, records, rewrite, verify, writeToy } from "./toy.ts"

const { holds } = records

describeTlc("verifying models again", () => {
  const path = join(directory(), "cache", "spec.json")
  let root = ""
  const run = () =>
    verify(root, [holds], { cache: openCache(path, {}) }).pipe(
      Effect.map(({ verified, lines }) => {
        assert.isTrue(verified)
        return lines
          .map((line) => line.replace(/since .*$/, "since").replace(/: holds: .*$/, ""))
          .filter((line) => !line.startsWith("1 models"))
      })
    )
  const ran = ["ok   holds/MCCount_Two"]
  const skipped = ["1 of 1 models: unchanged since"]

  beforeAll(async () => {
    root = writeToy(["holds"])
    assert.deepStrictEqual(await Effect.runPromise(run()), ran)
  })

  it.effect("is not done where nothing has changed", () =>
    Effect.map(run(), (lines) => assert.deepStrictEqual(lines, skipped))
  )

  for (const [what, file, text] of [
    ["the root module", "spec-models/MCCount.tla", `${count}\n`],
    ["a module that it needs", "spec/Base.tla", "---- MODULE Base ----\nEXTENDS Naturals\nZero == 1 - 1\n====\n"],
    [
      "the configuration",
      "spec-models/holds/MCCount_Two.cfg",
      "INIT Init\nNEXT Next\nCONSTANT Max = 2\nINVARIANT Small CHECK_DEADLOCK FALSE\n"
    ]
  ] as const) {
    it.effect(`is done where ${what} has changed`, () =>
      Effect.gen(function* () {
        rewrite(root, file, text)
        assert.deepStrictEqual(yield* run(), ran)
        assert.deepStrictEqual(yield* run(), skipped)
      })
    )
  }

  it.effect("is not done where only a module has changed that it does not need", () =>
    Effect.gen(function* () {
      rewrite(root, "spec/Other.tla", "---- MODULE Other ----\n====\n")
      rewrite(root, "spec-models/MCOther.tla", "---- MODULE MCOther ----\nEXTENDS Other\n====\n")
      assert.deepStrictEqual(yield* run(), skipped)
    })
  )

  it.effect("is done where the models failed before", () =>
    Effect.gen(function* () {
      const remembered: Array<string> = []
      const cache: Cache = { recall: () => undefined, remember: (name) => remembered.push(name) }
      const { verified } = yield* verify(root, [{ ...holds, distinct: 9 }], { cache })
      assert.isFalse(verified)
      assert.deepStrictEqual(remembered, [])
    })
  )

  it.effect("is done where the jar or the manifest says something else", () =>
    Effect.gen(function* () {
      const digests: Array<string> = []
      const cache: Cache = {
        recall: (_, digest) => (digests.push(digest), { since: "today", summary: "" }),
        remember: () => {}
      }
      const { java, jar } = yield* TlcTools
      const other = Layer.succeed(TlcTools, { java, jar: { ...jar, sha256: "other" } })
      yield* verify(root, [holds], { cache })
      yield* verify(root, [holds], { cache })
      yield* verify(root, [{ ...holds, depth: 9 }], { cache })
      yield* verify(root, [holds], { cache, layer: other })
      assert.strictEqual(digests[1], digests[0])
      assert.strictEqual(new Set(digests).size, 3)
    }).pipe(Effect.provide(tools))
  )
})

describe("a cache", () => {
  it("is none where the file holds something else", () => {
    for (const text of ["", "null", "[]", "7", '{"a": {"digest": "d"}}', '{"a": "d"}']) {
      const path = join(directory({ "c.json": text }), "c.json")
      assert.isUndefined(openCache(path, {}).recall("a", "d"))
    }
  })

  it("keeps what it is given for later, under its digest", () => {
    const path = join(directory(), "new", "c.json")
    openCache(path, {}).remember("a", "d", "all well")
    assert.strictEqual(openCache(path, {}).recall("a", "d")?.summary, "all well")
    assert.isUndefined(openCache(path, {}).recall("a", "e"))
    assert.isUndefined(openCache(path, {}).recall("b", "d"))
  })

  it("keeps and knows nothing in CI", () => {
    const path = join(directory(), "c.json")
    openCache(path, {}).remember("a", "d", "all well")
    const inCi = openCache(path, { CI: "1" })
    assert.isUndefined(inCi.recall("a", "d"))
    inCi.remember("a", "e", "all well")
    assert.isDefined(openCache(path, {}).recall("a", "d"))
  })
})

describe("a digest", () => {
  const of = (files: Readonly<Record<string, string>>, ...also: ReadonlyArray<string>): string =>
    digestOf([directory(files)], also)

  it("does not depend on where the files lie", () => {
    assert.strictEqual(of({ "a.tla": "1", "b/c.cfg": "2" }), of({ "a.tla": "1", "b/c.cfg": "2" }))
  })

  it("depends on names, contents and what is given beside them", () => {
    const digests = [
      of({ "a.tla": "1" }),
      of({ "a.tla": "2" }),
      of({ "b.tla": "1" }),
      of({ "a.tla": "1", "b.tla": "1" }),
      of({ "d/a.tla": "1" }),
      of({ "a.tla": "1" }, "jar")
    ]
    assert.strictEqual(new Set(digests).size, digests.length)
  })
})
