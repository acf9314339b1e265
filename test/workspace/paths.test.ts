// What a path leads to: a file of the workspace and nothing else, by one key whatever it was called.
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs"
import { createServer } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { Files } from "../../src/workspace/interface.ts"
import type { Path } from "../../src/workspace/paths.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { needing, root } from "../platform/machine.ts"
import { openIn, session } from "../platform/session.ts"
import { directoryWith } from "./directory.ts"

/** What is said of a path, whatever is done with it: an error's tag and reason. */
const refusal = (task: Files, path: Path) =>
  Effect.gen(function* () {
    const told = new Set<string>()
    const attempts: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
      task.observe(path),
      task.create(path, "x"),
      task.edit(path, () => "x"),
      task.delete(path),
      task.patch([{ path, content: "x" }]),
      task.acquire(path)
    ]
    for (const attempt of attempts) {
      const error = (yield* Effect.flip(attempt)) as {
        readonly _tag: string
        readonly reason?: string
        readonly kind?: string
      }
      told.add([error._tag, error.reason ?? error.kind].join(" "))
    }
    return [...told].join(", ")
  })

describe("a path is refused", () => {
  const refused: ReadonlyArray<readonly [what: string, path: Path, reason: string]> = [
    ["that goes up", "../a.txt", "DotDot"],
    ["that goes up within", "d/../a.txt", "DotDot"],
    ["that goes up at its end", "d/..", "DotDot"],
    ["that goes up, as bytes", Buffer.from("../a.txt"), "DotDot"],
    ["that is absolute", "/etc/passwd", "Absolute"],
    ["that is empty", "", "Empty"],
    ["that is the workspace itself", ".", "Empty"],
    ["that is made of slashes' likes", "./.", "Empty"],
    ["that ends with a slash", "d/a.txt/", "Empty"],
    ["with a NUL", "a\0.txt", "Nul"],
    ["with a NUL, as bytes", Buffer.from([0x61, 0, 0x62]), "Nul"],
    ["with a lone surrogate that is no byte", "a\ud800.txt", "NotAName"],
    ["with a name that is too long", "x".repeat(256), "TooLong"],
    ["that is too long", `${"x/".repeat(2_048)}x`, "TooLong"],
    ["of Leasehold's own", ".leasehold/store.db", "Reserved"],
    ["of Leasehold's own directory", ".leasehold", "Reserved"],
    ["of Leasehold's own, by a detour", ".//./.leasehold/gates/00", "Reserved"],
    ["of Leasehold's own that is not there yet", ".leasehold/new/a.txt", "Reserved"]
  ]
  for (const [what, path, reason] of refused) {
    it.live(what, () =>
      Effect.gen(function* () {
        const { task } = yield* session({ "a.txt": "old", "d/a.txt": "old" })
        assert.strictEqual(yield* refusal(task, path), `PathEscapes ${reason}`)
      })
    )
  }

  it.live("and nothing that lies outside is told", () =>
    Effect.gen(function* () {
      const { task } = yield* session()
      for (const path of ["/etc/passwd", "../../secret/a.txt"]) {
        const { message } = yield* Effect.flip(task.observe(path))
        assert.notMatch(message, /etc|secret/)
      }
    })
  )
})

describe("a symbolic link", () => {
  const links = Effect.gen(function* () {
    const outside = yield* directoryWith({ "a.txt": "outside" })
    const made = yield* session({ "a.txt": "old", "d/b.txt": "old", "e/f/c.txt": "old" })
    const link = (target: string, name: string): void => symlinkSync(target, made.path(name))
    return { ...made, outside, link }
  })

  it.live("that stays in the workspace is followed: it is the same file", () =>
    Effect.gen(function* () {
      const { task, link, text } = yield* links
      link("a.txt", "file")
      link("d", "directory")
      link("../../d/b.txt", "e/f/up")
      link("directory/b.txt", "chain")
      const keys = new Map([
        ["file", "a.txt"],
        ["directory/b.txt", "d/b.txt"],
        ["e/f/up", "d/b.txt"],
        ["chain", "d/b.txt"],
        ["directory/new/n.txt", "d/new/n.txt"]
      ])
      for (const [name, key] of keys) assert.strictEqual((yield* task.observe(name)).key, key, name)
      yield* task.edit("file", () => "new")
      yield* task.edit("chain", () => "new")
      yield* task.create("directory/new/n.txt", "new")
      assert.deepStrictEqual([text("a.txt"), text("d/b.txt"), text("d/new/n.txt")], ["new", "new", "new"])
      // The links are what they were.
      assert.strictEqual(text("file"), "new")
    })
  )

  it.live("that leads out, nowhere, or in a circle is refused", () =>
    Effect.gen(function* () {
      const { task, link, outside } = yield* links
      link(`${outside}/a.txt`, "absolute")
      link(`../${outside.split("/").at(-1)}/a.txt`, "relative")
      link(outside, "directory")
      link("nothing", "dangling")
      link("nothing", "d/dangling")
      link("circle", "circle")
      link("one", "two")
      link("two", "one")
      link("/", "root")
      link("/proc/self/root", "magic")
      const paths = ["absolute", "relative", "directory/a.txt", "directory/new.txt", "d/dangling/n.txt", "circle"]
      for (const path of [...paths, "one", "circle/a.txt", `root${outside}/a.txt`, `magic${outside}/a.txt`]) {
        assert.strictEqual(yield* refusal(task, path), "PathEscapes Link", path)
      }
      assert.deepStrictEqual(readdirSync(outside), ["a.txt"])
      assert.strictEqual(readFileSync(`${outside}/a.txt`, "utf8"), "outside")
    })
  )

  it.live("that dangles within the workspace names the file that it would lead to", () =>
    Effect.gen(function* () {
      const { task, link, text } = yield* links
      link("missing.txt", "dangling")
      assert.strictEqual((yield* task.observe("dangling")).key, "missing.txt")
      yield* task.create("dangling", "made")
      assert.strictEqual(text("missing.txt"), "made")
    })
  )

  for (const name of ["", "/stage", "/gates", "/kept", "/live", "/store.db", "/mark"]) {
    it.live(`in the place of .leasehold${name} is not followed: a repository may have brought it`, () =>
      Effect.gen(function* () {
        const { outside } = yield* links
        const directory = yield* directoryWith()
        if (name !== "") mkdirSync(`${directory}/.leasehold`)
        symlinkSync(outside, `${directory}/.leasehold${name}`)
        const refused = yield* Effect.flip(Effect.scoped(openIn(directory)))
        assert.deepStrictEqual([refused._tag, refused.message.includes(`.leasehold${name}`)], ["PathEscapes", true])
        assert.deepStrictEqual(readdirSync(outside), ["a.txt"])
      })
    )
  }

  it.live("to a workspace is that workspace", () =>
    Effect.gen(function* () {
      const { directory, outside, task } = yield* links
      symlinkSync(directory, `${outside}/there`)
      const { host } = yield* openIn(`${outside}/there`)
      assert.strictEqual(host.layout.root, directory)
      assert.strictEqual(host.opening, "Join")
      yield* task.acquire("a.txt")
    })
  )
})

describe("something that is no file", () => {
  it.live("is not read, and not written", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "d/a.txt": "old", "file.txt": "old" })
      spawnSync("mkfifo", [path("pipe")])
      const server = createServer()
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(path("socket"), () => resume(Effect.void))),
        () => Effect.sync(() => server.close())
      )
      const told = (name: string) =>
        Effect.map(Effect.flip(task.observe(name)), (error) =>
          [error._tag, "kind" in error ? error.kind : ""].join(" ")
        )
      assert.strictEqual(yield* told("d"), "NotAFile directory")
      assert.strictEqual(yield* told("pipe"), "NotAFile special")
      assert.strictEqual(yield* told("socket"), "NotAFile special")
      assert.strictEqual(yield* refusal(task, "file.txt/a.txt"), "NotAFile parent")
      assert.strictEqual(yield* refusal(task, "file.txt/a/b.txt"), "NotAFile parent")
      for (const name of ["d", "pipe", "socket"]) {
        const refused = yield* Effect.flip(task.create(name, "x"))
        assert.strictEqual(refused._tag, "NotAFile", name)
      }
      assert.isTrue(statSync(path("pipe")).isFIFO())
    })
  )

  needing([root], "nor is a device", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session()
      spawnSync("mknod", [path("null"), "c", "1", "3"])
      assert.strictEqual((yield* Effect.flip(task.observe("null")))._tag, "NotAFile")
      assert.strictEqual((yield* Effect.flip(task.create("null", "x")))._tag, "NotAFile")
      assert.isTrue(statSync(path("null")).isCharacterDevice())
    })
  )
})

describe("a key", () => {
  it.live("is one for all the ways to write a path", () =>
    Effect.gen(function* () {
      const { task } = yield* session({ "a/b/c": "old" })
      for (const path of ["a/b/c", "a//b/./c", "./a/b/c", "a/./././b//c", Buffer.from("a/b/c")]) {
        assert.strictEqual((yield* task.observe(path)).key, "a/b/c")
      }
      yield* task.acquire("a//b/./c")
      yield* task.write("a/b/c", "new")
    })
  )

  it.live("may be of git's, like any other file", () =>
    Effect.gen(function* () {
      const { task, text } = yield* session({ ".git/config": "old" })
      yield* task.edit(".git/config", () => "new")
      yield* task.create(".leaseholds/a.txt", "new")
      yield* task.create("d/.leasehold/a.txt", "new")
      assert.deepStrictEqual([text(".git/config"), text("d/.leasehold/a.txt")], ["new", "new"])
    })
  )

  const segment = fc.oneof(
    fc.constantFrom("a", "b", "d", "up", "in", "out", "loop", "..", ".", "", ".leasehold", "file.txt"),
    fc.string({ unit: "binary", maxLength: 4 }),
    fc.string({ unit: "grapheme", maxLength: 3 })
  )
  const paths = fc.array(segment, { maxLength: 6 }).map((segments) => segments.join("/"))

  it.live("never leads out, and is the key of itself", () =>
    Effect.gen(function* () {
      const outside = yield* directoryWith({ a: "outside" })
      const { host, path } = yield* session({ "a/b/file.txt": "", "d/file.txt": "" })
      symlinkSync("..", path("d/up"))
      symlinkSync("a/b", path("in"))
      symlinkSync(outside, path("out"))
      symlinkSync("loop", path("loop"))
      mkdirSync(path("a/d"))
      chmodSync(path("a/d"), 0o755)
      let found = 0
      fc.assert(
        fc.property(paths, (asked) => {
          const target = host.paths.targetOf(asked)
          if (target._tag === "Failure") return
          found += 1
          const { key } = target.success
          assert.notMatch(key, /^\/|(^|\/)\.{0,2}(\/|$)|^\.leasehold(\/|$)/)
          const again = host.paths.targetOf(key)
          assert.strictEqual(again._tag === "Success" ? again.success.key : again.failure.message, key)
          // No link is on its way.
          assert.notMatch(key, /^(in|out|loop)(\/|$)|^d\/up(\/|$)/)
        }),
        propertyOptions(2_000)
      )
      assert.isAbove(found, 100)
    })
  )

  const slash = fc.constantFrom("/", "//", "/./", "/.//./")
  const directory = fc.constantFrom(["a", "b"], ["in"], ["d", "up", "in"], ["d", "up", "a", "b"])
  const names = fc
    .tuple(directory, fc.array(slash, { minLength: 4, maxLength: 4 }), fc.constantFrom("", "./", ".//"))
    .map(
      ([segments, slashes, first]) =>
        first + [...segments, "file.txt"].map((one, i) => (i === 0 ? "" : slashes[i - 1]!) + one).join("")
    )

  it.live("is one for every name of one file", () =>
    Effect.gen(function* () {
      const { host, path } = yield* session({ "a/b/file.txt": "", "d/file.txt": "" })
      symlinkSync("..", path("d/up"))
      symlinkSync("a/b", path("in"))
      fc.assert(
        fc.property(names, (name) => {
          const target = host.paths.targetOf(name)
          assert.strictEqual(target._tag === "Success" ? target.success.key : target.failure.message, "a/b/file.txt")
        }),
        propertyOptions(500)
      )
    })
  )
})
