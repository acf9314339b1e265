// What a file is beside its content (fact 13), and what of it a write keeps.
import { chmodSync, chownSync, closeSync, constants, mkdirSync, openSync, statSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { loadNative } from "../../src/platform/native.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"
import { actorIn } from "./actors.ts"
import { asNobody, needing, nobody, root } from "./machine.ts"
import { openIn, session } from "./session.ts"

const native = loadNative().native!

const onDirectory = <A>(path: string, use: (fd: number) => A): A => {
  const fd = openSync(path, constants.O_RDONLY)
  try {
    return use(fd)
  } finally {
    closeSync(fd)
  }
}

/** An access control list as the kernel has it: entries of a kind, permissions and whom they are for. */
const list = (...entries: ReadonlyArray<readonly [tag: number, permissions: number, who?: number]>): Buffer => {
  const buffer = Buffer.alloc(4 + 8 * entries.length)
  buffer.writeUInt32LE(2, 0)
  for (const [i, [tag, permissions, who = 0xffffffff]] of entries.entries()) {
    buffer.writeUInt16LE(tag, 4 + 8 * i)
    buffer.writeUInt16LE(permissions, 6 + 8 * i)
    buffer.writeUInt32LE(who, 8 + 8 * i)
  }
  return buffer
}

/** The owner, user 1234, the group, the mask and everybody else. */
const forOneMore = list([0x01, 6], [0x02, 6, 1234], [0x04, 4], [0x10, 6], [0x20, 4])

const attributesAt = (path: string): ReadonlyMap<string, Buffer> => {
  const found = onDirectory(path, native.attributes)
  return typeof found === "string" ? new Map() : found
}

const lists = (): string | undefined => {
  const refused = Effect.runSync(
    Effect.scoped(
      Effect.map(directoryWith(), (path) =>
        onDirectory(path, (fd) => native.setAttribute(fd, "system.posix_acl_default", forOneMore))
      )
    )
  )
  return refused === undefined ? undefined : `access control lists: ${refused}`
}

const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8)

describe("13: times", () => {
  it.live("a file that was staged before a build and became visible after it is newer than the build", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.c": "old", "a.o": "old", "b.c": "old" })
      const build = (): void => {
        // Its time is looked at, so that it is as fine as the system has it.
        writeFileSync(`${directory}/a.o`, "built")
        statSync(`${directory}/a.o`)
        writeFileSync(`${directory}/a.o`, "built")
      }
      const { task, path } = yield* openIn(directory, { about: ({ call }: Call) => call === "symlink" && build() })
      const isNewer = (name: string): boolean =>
        statSync(path(name), { bigint: true }).mtimeNs >= statSync(path("a.o"), { bigint: true }).mtimeNs
      for (let i = 0; i < 20; i++) {
        yield* task.edit("a.c", (before) => `${before}x`)
        assert.isTrue(isNewer("a.c"))
      }
      yield* task.create("new.c", "new")
      assert.isTrue(isNewer("new.c"))
    })
  )
})

describe("13: owner, group, mode and lists", () => {
  it.live("the mode stays; what lets others run it as its owner goes", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "a.sh": "old", "b.sh": "old" })
      chmodSync(path("a.sh"), 0o751)
      chmodSync(path("b.sh"), 0o6755)
      yield* task.edit("a.sh", () => "new")
      yield* task.edit("b.sh", () => "new")
      assert.deepStrictEqual([modeOf(path("a.sh")), modeOf(path("b.sh"))], ["751", "755"])
    })
  )

  needing([root], "what a program may do beyond its user goes with its content", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "a.bin": "old" })
      // Version 2, effective, to listen on low ports.
      const capability = Buffer.from("0100000200040000000000000000000000000000", "hex")
      assert.isUndefined(onDirectory(path("a.bin"), (fd) => native.setAttribute(fd, "security.capability", capability)))
      yield* task.edit("a.bin", () => "new")
      assert.isFalse(attributesAt(path("a.bin")).has("security.capability"))
    })
  )

  it.live("a new file has the mode that any program's new file has", () =>
    Effect.gen(function* () {
      const { task, path, put } = yield* session()
      yield* task.create("a.txt", "new")
      yield* task.create("deep/down/b.txt", "new")
      put("other", "")
      assert.deepStrictEqual(
        [modeOf(path("a.txt")), modeOf(path("deep/down/b.txt"))],
        Array(2).fill(modeOf(path("other")))
      )
    })
  )

  needing([root], "owner and group stay", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "a.txt": "old" })
      chownSync(path("a.txt"), 1234, 5678)
      yield* task.edit("a.txt", () => "new")
      const { uid, gid } = statSync(path("a.txt"))
      assert.deepStrictEqual([uid, gid], [1234, 5678])
    })
  )

  needing([root], "a new file has the group that its directory gives", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session()
      mkdirSync(path("d"))
      chownSync(path("d"), 0, 5678)
      chmodSync(path("d"), 0o2775)
      yield* task.create("d/a.txt", "new")
      assert.strictEqual(statSync(path("d/a.txt")).gid, 5678)
    })
  )

  needing([lists], "a new file has the list that its directory gives, and a file keeps its own", () =>
    Effect.gen(function* () {
      const { task, path } = yield* session({ "a.txt": "old" })
      mkdirSync(path("d"))
      onDirectory(path("d"), (fd) => native.setAttribute(fd, "system.posix_acl_default", forOneMore))
      onDirectory(path("a.txt"), (fd) => native.setAttribute(fd, "system.posix_acl_access", forOneMore))
      onDirectory(path("a.txt"), (fd) => native.setAttribute(fd, "user.mime_type", Buffer.from("text/plain")))
      yield* task.create("d/b.txt", "new")
      yield* task.edit("a.txt", () => "new")
      const [kept, given] = [attributesAt(path("a.txt")), attributesAt(path("d/b.txt"))]
      assert.isTrue(kept.get("system.posix_acl_access")?.equals(forOneMore))
      assert.strictEqual(kept.get("user.mime_type")?.toString(), "text/plain")
      writeFileSync(path("d/c.txt"), "")
      assert.deepStrictEqual(given, attributesAt(path("d/c.txt")))
      assert.isTrue(given.has("system.posix_acl_access"))
    })
  )

  const ofOther = Effect.gen(function* () {
    const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
    for (const name of ["", "/a.txt", "/b.txt"]) chmodSync(directory + name, 0o777)
    const other = yield* actorIn(directory, { unknownWriters: "accept" }, asNobody)
    return { directory, other }
  })

  needing([root, nobody], "whoever cannot keep the owner does not write, and leaves nothing", () =>
    Effect.gen(function* () {
      const { directory, other } = yield* ofOther
      const refused = yield* Effect.flip(other.tell({ do: "edit", path: "a.txt", add: "new" }))
      assert.strictEqual(refused.tag, "CannotKeepMetadata")
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )

  needing([root, nobody], "a file of another user in a sticky directory is not deleted", () =>
    Effect.gen(function* () {
      const { directory, other } = yield* ofOther
      chmodSync(directory, 0o1777)
      const refused = yield* Effect.flip(other.tell({ do: "delete", path: "a.txt" }))
      assert.strictEqual(refused.tag, "PermissionDenied")
      assert.isTrue(statSync(`${directory}/a.txt`).isFile())
    })
  )
})
