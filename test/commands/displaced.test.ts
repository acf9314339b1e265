// What a command overwrites can be brought back.
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { compareManifests } from "../../src/commands/compare.ts"
import { runContained } from "../../src/commands/contained.ts"
import { displacedBy, forgetDisplaced, handOut, keepDisplaced, readKept } from "../../src/commands/displaced.ts"
import { takeManifest } from "../../src/commands/manifest.ts"
import { makeCalls } from "../../src/platform/calls.ts"
import { hashOf } from "../../src/platform/files.ts"
import { loadNative } from "../../src/platform/native.ts"
import type { IntentId, TaskId } from "../../src/protocol/index.ts"
import { openKept } from "../../src/publish/kept.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"
import { act, begin, performAll, see } from "./trees.ts"

/** A tree, and a directory for copies. */
const tree = (files: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const root = yield* directoryWith(files)
    const into = join(root, ".leasehold/before")
    mkdirSync(into, { recursive: true })
    return { root, into }
  })

describe("what is displaced", () => {
  it.live("by a command is kept aside as other bytes are", () =>
    Effect.gen(function* () {
      const { root, into } = yield* tree({ "a.txt": "old", "b.txt": "old", "c.txt": "same" })
      const before = yield* takeManifest(root)
      const keeping = yield* keepDisplaced(before, { into })
      assert.deepInclude(keeping, { kept: 3, copied: 2 })
      assert.strictEqual(keeping.notKept.size, 0)
      yield* runContained({ run: { shell: "echo new > a.txt; rm b.txt; touch c.txt" }, cwd: root })
      const changes = compareManifests(before, yield* takeManifest(root, before))
      const displaced = displacedBy(changes)
      assert.deepStrictEqual(
        displaced.map(({ key }) => key),
        ["a.txt", "b.txt"]
      )

      const [from, to] = [into, join(root, ".leasehold")].map((path) => openSync(path, "r"))
      const kept = openKept(makeCalls(loadNative().native), to!)
      const names = displaced.map((one) => {
        const file = { directory: from!, name: handOut(into, one)! }
        return kept.keep(file, { intent: "1" as IntentId, key: one.key, task: "t" as TaskId })!
      })
      for (const name of names) assert.strictEqual(kept.read(name)?.toString(), "old")
      const listed = kept.list().find(({ key }) => key === "a.txt")!
      assert.approximately(listed.modified, Number(displaced[0]!.modified / 1_000_000n), 1)
      for (const fd of [from!, to!]) closeSync(fd)
      forgetDisplaced(into)
      assert.deepStrictEqual(readdirSync(into), [])
    })
  )

  it.live("by anything is there as it was, whatever is done", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 10 }), (then) =>
          Effect.gen(function* () {
            const { root, into } = yield* tree()
            performAll(root, begin)
            const [before, saw] = [yield* takeManifest(root), see(root)]
            const { notKept } = yield* keepDisplaced(before, { into })
            assert.strictEqual(notKept.size, 0)
            performAll(root, then)
            const after = see(root)
            for (const one of displacedBy(compareManifests(before, yield* takeManifest(root, before)))) {
              assert.strictEqual(hashOf(readKept(into, one.content)!), saw.get(one.key)?.content)
            }
            // What has the same bytes at the same name is not displaced, and what has not is.
            const gone = [...saw].filter(
              ([key, { type, content }]) => type === "file" && after.get(key)?.content !== content
            )
            for (const [, { content }] of gone) assert.isNotNull(readKept(into, content as never))
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        propertyOptions(40)
      )
    )
  )

  it.live("is copied once, as long as it does not change", () =>
    Effect.gen(function* () {
      const { root, into } = yield* tree({ "a.txt": "a", "b.txt": "b" })
      assert.strictEqual((yield* keepDisplaced(yield* takeManifest(root), { into })).copied, 2)
      writeFileSync(join(root, "b.txt"), "c")
      const again = yield* keepDisplaced(yield* takeManifest(root), { into })
      assert.deepInclude(again, { kept: 2, copied: 1 })
    })
  )

  it.live("is not kept outside of the scope, beyond a limit or when it was changed meanwhile, which is said", () =>
    Effect.gen(function* () {
      const large = "x".repeat(3000)
      const { root, into } = yield* tree({
        "a.txt": "a",
        "l.txt": large,
        "m.txt": "m".repeat(600),
        "n.txt": "n".repeat(600),
        "o.txt": "o"
      })
      const manifest = yield* takeManifest(root)
      const options = { into, fileLimit: 1000, limit: 800, includes: (key: string) => key !== "o.txt" }
      writeFileSync(join(root, "a.txt"), "b")
      const { notKept, kept } = yield* keepDisplaced(manifest, options)
      // A file system that shares bytes has room for all.
      const without = [...notKept].filter(([, why]) => why === "Changed")
      assert.deepStrictEqual(without, [["a.txt", "Changed"]] as never)
      assert.strictEqual(kept + notKept.size, 4)
      if (notKept.size > 1)
        assert.deepStrictEqual([...notKept].map(([, why]) => why).sort(), ["Changed", "Full", "TooLarge"])
      for (const name of readdirSync(into)) assert.strictEqual(hashOf(readKept(into, name as never)!), name)
    })
  )
})
