// What a manifest has, and what two of them tell.
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import * as fc from "fast-check"
import { compareManifests } from "../../src/commands/compare.ts"
import { type Manifest, takeManifest } from "../../src/commands/manifest.ts"
import { hashOf } from "../../src/platform/files.ts"
import type { Key } from "../../src/protocol/index.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { longestDelay } from "../platform/delay.ts"
import { directoryWith } from "../workspace/directory.ts"
import { act, begin, differences, performAll, see, show } from "./trees.ts"

const at = (manifest: Manifest, key: string) => manifest.entries.get(key as Key)

const acts = (maxLength: number) => fc.array(act, { maxLength })

const old = new Date("2020-01-01")

describe("a manifest", () => {
  it.live("has all that is in the tree, but nothing of Leasehold's own", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a/b.txt": "text", ".leasehold/store.db": "", "c/.leasehold/d": "own" })
      symlinkSync("/nowhere", join(root, "link"))
      execFileSync("mkfifo", [join(root, "pipe")])
      const manifest = yield* takeManifest(root)
      assert.deepStrictEqual([...manifest.entries.keys()].sort(), [
        "a",
        "a/b.txt",
        "c",
        "c/.leasehold",
        "c/.leasehold/d",
        "link",
        "pipe"
      ])
      assert.strictEqual(at(manifest, "a/b.txt")?.content, hashOf(Buffer.from("text")))
      assert.deepInclude(at(manifest, "link"), { type: "link", detail: "/nowhere", content: null })
      assert.deepInclude(at(manifest, "pipe"), { type: "special", detail: "pipe" })
      assert.strictEqual(manifest.unknown.size, 0)
    })
  )

  it.live("is what a reader of everything sees, and so is what is different, whatever happens between two", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(acts(10), acts(8), fc.boolean(), (first, then, isOld) =>
          Effect.gen(function* () {
            const root = yield* directoryWith()
            performAll(root, [...begin, ...first])
            // What is older than a tick may be told by its times; what is not is changed again within that tick.
            if (isOld) yield* Effect.sleep("30 millis")
            const [before, sawBefore] = [yield* takeManifest(root), see(root)]
            performAll(root, then)
            const [after, sawAfter] = [yield* takeManifest(root, before), see(root)]
            assert.deepStrictEqual([...after.entries.keys()].sort(), [...sawAfter.keys()].sort())
            for (const [key, { type, content, detail, mode }] of after.entries) {
              const seen = sawAfter.get(key)!
              assert.deepStrictEqual([type, content ?? detail, mode], [seen.type, seen.content, seen.mode], key)
            }
            const changes = compareManifests(before, after)
            assert.deepStrictEqual(changes.map(show).sort(), differences(sawBefore, sawAfter))
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        propertyOptions(100)
      )
    )
  )

  it.live("reads nothing again that did not change, but for what changed just before the last one", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a.txt": "a", "b.txt": "b" })
      utimesSync(join(root, "a.txt"), old, old)
      yield* Effect.sleep("60 millis")
      const first = yield* takeManifest(root)
      assert.strictEqual(first.hashed, 2)
      if (!first.tellsChanges) return
      assert.strictEqual((yield* takeManifest(root, first)).hashed, 0)
      writeFileSync(join(root, "a.txt"), "c")
      utimesSync(join(root, "a.txt"), old, old)
      const second = yield* takeManifest(root, first)
      assert.strictEqual(second.hashed, 1)
      // It was changed less than a tick before: a change since might not show.
      assert.strictEqual((yield* takeManifest(root, second)).hashed, 1)
      assert.strictEqual((yield* takeManifest(root, { ...first, tellsChanges: false })).hashed, 2)
    })
  )

  it.live("says what could not be read, and so do changes", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "no.txt": "", "dir/a.txt": "", "yes.txt": "", "gone/b.txt": "" })
      const before = yield* takeManifest(root)
      const unread = new Map<string, string>()
      // Of another user's files, by a process that may not read them.
      const script = new URL("reader.ts", import.meta.url).pathname
      execFileSync("chmod", ["0", join(root, "no.txt"), join(root, "dir")])
      execFileSync("chmod", ["755", root])
      const { stdout, stderr } = spawnSync(process.execPath, [script, root], { encoding: "utf8" })
      execFileSync("chmod", ["755", join(root, "dir")])
      for (const [key, code] of JSON.parse(stdout || `["${stderr}"]`) as Array<[string, string]>) unread.set(key, code)
      assert.deepStrictEqual(
        unread,
        new Map([
          ["dir", "EACCES"],
          ["no.txt", "EACCES"]
        ])
      )
      const entries = new Map(before.entries)
      const no = entries.get("no.txt" as Key)!
      entries.set("no.txt" as Key, { ...no, content: null, problem: "EACCES", changed: no.changed + 1n })
      entries.delete("dir/a.txt" as Key)
      const after = { ...before, entries, unknown: new Map([["dir" as Key, "EACCES"]]) }
      assert.deepStrictEqual(compareManifests(before, after).map(show), ["unknown dir/a.txt", "unknown no.txt"])
      assert.deepStrictEqual(compareManifests(after, before).map(show), ["unknown dir/a.txt", "unknown no.txt"])
    })
  )

  it.live("is not taken of what is not there", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(takeManifest("/no/such/directory"))
      assert.include(error.message, "ENOENT")
    })
  )

  it.live("follows no link out of the tree, and holds nobody up", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "large.bin": Buffer.alloc(50_000_000) })
      for (let n = 0; n < 3000; n++) {
        if (n % 100 === 0) mkdirSync(join(root, `d${n}`))
        writeFileSync(join(root, `d${n - (n % 100)}`, `${n}`), String(n))
      }
      symlinkSync("/", join(root, "out"))
      let taken: Manifest | undefined
      const delay = yield* longestDelay(Effect.map(takeManifest(root), (manifest) => (taken = manifest)))
      assert.strictEqual(taken?.entries.size, 3032)
      assert.isBelow(delay, 100)
    })
  )

  it.live("is given up when nobody wants it any more", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a.txt": "a" })
      const exit = yield* Effect.exit(takeManifest("/usr").pipe(Effect.timeout("5 millis")))
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual((yield* takeManifest(root)).entries.size, 1)
    })
  )
})
