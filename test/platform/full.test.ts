// What the system may refuse (fact 20): a full disk, a file system that is only read, a directory of others, too many open files.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"
import { actorIn } from "./actors.ts"
import { asNobody, memory, mounted, mounts, needing, nobody } from "./machine.ts"
import { openIn, session } from "./session.ts"

/** Uses up what is left. */
const fill = (directory: string): void => {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (let i = 0; ; i++) writeFileSync(`${directory}/filler-${size}-${i}`, Buffer.alloc(size))
    } catch {
      // Full, for pieces of that size.
    }
  }
}

const clear = (directory: string): void => {
  for (const name of readdirSync(directory)) if (name.startsWith("filler")) rmSync(`${directory}/${name}`)
}

const [before, after] = ["old\n".repeat(2_000), "new\n".repeat(10_000)]

const kindOf = (text: string | undefined): string => (text === before ? "old" : text === after ? "new" : "torn")

/** A write on a disk that is full from the nth call on; null if it is done before. */
const writeFullFrom = (nth: number) =>
  Effect.gen(function* () {
    const directory = yield* memory("3m")
    writeFileSync(`${directory}/a.txt`, before)
    writeFileSync(`${directory}/b.txt`, before)
    const calls: Array<Call["call"]> = []
    let armed = false
    const about = ({ call }: Call): void => {
      if (!armed) return
      calls.push(call)
      if (calls.length === nth) fill(directory)
    }
    const opened = yield* openIn(directory, { about })
    yield* opened.task.observe("a.txt")
    yield* opened.task.observe("b.txt")
    armed = true
    const outcome = yield* Effect.result(
      opened.task.patch([
        { path: "a.txt", content: after },
        { path: "b.txt", content: after },
        { path: "d/c.txt", content: after }
      ])
    )
    if (calls.length < nth) return null
    armed = false
    const came = calls.slice(0, nth)
    return {
      ...opened,
      tag: outcome._tag === "Failure" ? outcome.failure._tag : "written",
      // What was called before the disk was full.
      isVisible: came.slice(0, -1).some((call) => call === "exchange" || call === "noreplace"),
      at: came.at(-1)
    }
  })

/** Null: the write was done before that many calls. */
const fullFrom = (nth: number) =>
  Effect.gen(function* () {
    const full = yield* writeFullFrom(nth)
    if (full === null) return null
    const { directory, text, task, path, staged, tag, isVisible } = full
    const what = `${full.at}: ${tag}`
    const kinds = [kindOf(text("a.txt")), kindOf(text("b.txt")), existsSync(path("d/c.txt")) ? "new" : "old"].join()
    if (tag === "NoSpace") assert.strictEqual(kinds, "old,old,old", what)
    else if (tag === "written") assert.strictEqual(kinds, "new,new,new", what)
    else assert.strictEqual(tag, "Uncertain", what)
    if (tag === "NoSpace" && !isVisible) assert.deepStrictEqual(staged().filter(isLeft), [], what)
    clear(directory)
    // Whoever reads it settles what was begun.
    const seen = [yield* task.observe("a.txt"), yield* task.observe("b.txt")].map((one) => kindOf(one.text))
    assert.include(["old,old", "new,new"], seen.join(), what)
    assert.strictEqual(existsSync(path("d/c.txt")) ? "new" : "old", seen[0]!, what)
    yield* task.edit("a.txt", () => "goes on")
    assert.strictEqual(text("a.txt"), "goes on", what)
    return what
  })

/** Belongs to a write that was not decided: what was stays until it is looked at once more. */
const isLeft = (name: string): boolean => !/^\d+\.\d+\.(open|judged|turned)$/.test(name)

describe("20: a full disk", () => {
  needing(
    [mounts],
    "at each step of a write: it says so, and all or nothing is changed",
    () =>
      Effect.gen(function* () {
        const told = new Set<string>()
        for (let nth = 1; ; nth++) {
          const what = yield* Effect.scoped(fullFrom(nth))
          if (what === null) break
          told.add(what)
        }
        assert.includeMembers([...told], ["create: NoSpace", "write: NoSpace", "exchange: Uncertain"])
      }),
    60_000
  )
})

describe("20: what may not be written", () => {
  needing([mounts], "a file system that is only read: the workspace is not opened", () =>
    Effect.gen(function* () {
      const directory = yield* mounted("-t", "tmpfs", "-o", "ro", "none")
      assert.strictEqual((yield* Effect.flip(Effect.scoped(openIn(directory))))._tag, "ReadOnlyFileSystem")
    })
  )

  needing([nobody], "a directory of others: the file is not made, and nothing is left", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "closed/a.txt": "old" })
      chmodSync(directory, 0o777)
      chmodSync(`${directory}/closed`, 0o555)
      const other = yield* actorIn(directory, { unknownWriters: "accept" }, asNobody)
      const refused = yield* Effect.flip(other.tell({ do: "edit", path: "closed/b.txt", add: "new" }))
      assert.strictEqual(refused.tag, "PermissionDenied")
      assert.deepStrictEqual(readdirSync(`${directory}/closed`), ["a.txt"])
      assert.deepStrictEqual(stagedIn(directory), [])
    })
  )

  needing([nobody], "a workspace of others: it is not opened", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      chmodSync(directory, 0o755)
      const refused = yield* Effect.flip(Effect.scoped(actorIn(directory, {}, asNobody)))
      assert.strictEqual(refused.tag, "PermissionDenied")
    })
  )

  it.live("too many open files: it says so, and goes on when there are fewer", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const few = yield* actorIn(directory, {}, ["bash", "-c", 'ulimit -n 64; exec "$@"', "bash"])
      yield* few.tell({ do: "exhaust" })
      const refused = yield* Effect.flip(few.tell({ do: "edit", path: "a.txt", add: "new" }))
      assert.strictEqual(refused.tag, "TooManyFiles")
      assert.strictEqual(readFileSync(`${directory}/a.txt`, "utf8"), "old")
      yield* few.tell({ do: "recover" })
      yield* few.tell({ do: "edit", path: "a.txt", add: "new" })
      assert.strictEqual(readFileSync(`${directory}/a.txt`, "utf8"), "oldnew")
    })
  )

  it.live("the lock of a second gate: the first one is given back", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
      let gates = 0
      const about = (call: Call): void => {
        const isGate = call.call === "create" && /^[0-9a-f]{2}$/.test(call.name.name)
        if (isGate && (gates += 1) === 2) throw Object.assign(new Error("too many"), { code: "EMFILE" })
      }
      const { task, text, staged } = yield* openIn(directory, { about, gateWaitMs: 500 })
      yield* task.observe("a.txt")
      yield* task.observe("b.txt")
      const both = task.patch([
        { path: "a.txt", content: "new" },
        { path: "b.txt", content: "new" }
      ])
      assert.strictEqual((yield* Effect.flip(both))._tag, "TooManyFiles")
      assert.deepStrictEqual([text("a.txt"), text("b.txt"), staged().length], ["old", "old", 0])
      yield* both
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["new", "new"])
    })
  )

  it.live("too many open files from any call of a write on: it is there or not, as is said, and nothing is torn", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "d/a.txt": "", "e/b.txt": "old" })
      const few = yield* actorIn(directory, {}, ["bash", "-c", 'ulimit -n 64; exec "$@"', "bash"])
      const text = (): string => readFileSync(`${directory}/d/a.txt`, "utf8")
      const told = new Set<string>()
      for (let call = 1; ; call++) {
        const before = text()
        yield* few.tell({ do: "exhaustAt", call })
        const edit = few.tell({ do: "edit", path: "d/a.txt", add: `${call} ` })
        const tag = yield* Effect.match(edit, { onSuccess: () => "written", onFailure: (error) => error.tag })
        const left = Number(yield* few.tell({ do: "exhaustAt", call: 0 }))
        told.add(tag)
        yield* few.tell({ do: "recover" })
        yield* few.tell({ do: "observe", path: "d/a.txt" })
        const expected =
          tag === "written" ? [`${before}${call} `] : tag === "Uncertain" ? [before, `${before}${call} `] : [before]
        assert.include(expected, text(), `${call}: ${tag}`)
        if (left > 0) break
      }
      assert.includeMembers([...told], ["TooManyFiles", "written"])
    })
  )

  const answers = {
    ENOSPC: "NoSpace",
    EDQUOT: "NoSpace",
    EACCES: "PermissionDenied",
    EPERM: "PermissionDenied",
    EROFS: "ReadOnlyFileSystem",
    EMFILE: "TooManyFiles",
    ENFILE: "TooManyFiles",
    EXDEV: "CrossMount",
    EBUSY: "CrossMount",
    EIO: "SystemFailed"
  }
  for (const [code, expected] of Object.entries(answers)) {
    it.live(`whatever the system answers to an exchange, ${code} too: nothing has changed, and it says so`, () =>
      Effect.gen(function* () {
        let refuse = true
        const { task, text } = yield* session(
          { "a.txt": "old", "b.txt": "old" },
          // Of a write of two files, the second one.
          {
            calls: (calls) => ({
              ...calls,
              exchange: (target, staged) => (refuse && target.name === "b.txt" ? code : calls.exchange(target, staged))
            })
          }
        )
        yield* task.observe("a.txt")
        yield* task.observe("b.txt")
        const both = task.patch([
          { path: "a.txt", content: "new" },
          { path: "b.txt", content: "new" }
        ])
        assert.strictEqual((yield* Effect.flip(both))._tag, expected)
        assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["old", "old"])
        refuse = false
        yield* both
        assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["new", "new"])
      })
    )
  }
})
