// What the doctor finds on file systems that are really there, and what it makes of what it finds.
import { readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import type { Mount } from "../../src/platform/mounts.ts"
import type { Native } from "../../src/platform/native.ts"
import { describeReport, type Facts, foldsOf, judge } from "../../src/platform/report.ts"
import { foldOf } from "../../src/scope/index.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"
import { loop, loops, memory, mounts, needing } from "./machine.ts"
import { openIn } from "./session.ts"

const mount = (type: string, more: Partial<Mount> = {}): Mount => ({
  id: 1,
  point: "/work",
  type,
  source: "/dev/vda",
  device: "254:0",
  options: ["rw"],
  journal: "unknown",
  ...more
})

const journaled = mount("ext4", { journal: "kept" })

/** A machine on which all is well. */
const well: Facts = {
  kernel: "6.18.0",
  node: "24.21.0",
  sqlite: "3.53.4",
  workspace: journaled,
  store: journaled,
  foldsCase: false,
  foldsUnicode: false,
  findings: {
    native: undefined,
    beneath: undefined,
    locks: undefined,
    exchange: undefined,
    noreplace: undefined,
    probe: undefined,
    sync: undefined,
    unnamedFiles: undefined,
    attributes: undefined,
    births: undefined,
    changeTimes: undefined,
    boot: undefined
  }
}

const without = (...names: ReadonlyArray<keyof Facts["findings"]>): Facts => ({
  ...well,
  findings: { ...well.findings, ...Object.fromEntries(names.map((name) => [name, "EINVAL"])) }
})

const promised = (facts: Facts): readonly [ring2: boolean, powerLoss: boolean] => {
  const { ring2, powerLoss } = judge(facts)
  return [ring2.holds, powerLoss.holds]
}

describe("what is promised", () => {
  it("is everything on a local file system with a journal", () => {
    for (const type of ["xfs", "btrfs"])
      assert.deepStrictEqual(promised({ ...well, workspace: mount(type) }), [true, true])
    assert.deepStrictEqual(promised(well), [true, true])
    assert.lengthOf(
      describeReport(judge(well)).filter((line) => line.startsWith("missing")),
      0
    )
  })

  it("is nothing about other programs without what they are seen by", () => {
    for (const name of ["native", "beneath", "locks", "exchange", "noreplace", "probe", "births"] as const) {
      assert.isFalse(promised(without(name))[0], name)
    }
    for (const type of ["overlay", "fuse.bindfs", "nfs4", "zfs"]) {
      assert.isFalse(promised({ ...well, workspace: mount(type) })[0], type)
    }
    for (const name of ["unnamedFiles", "attributes", "changeTimes"] as const) {
      assert.deepStrictEqual(promised(without(name)), [true, true], name)
    }
  })

  it("is nothing about a loss of power without a journal, barriers, fsync, or a boot to know it by", () => {
    const none = mount("ext4", { journal: "none" })
    for (const workspace of [
      none,
      mount("ext4"),
      mount("tmpfs"),
      mount("ext4", { journal: "kept", options: ["nobarrier"] })
    ]) {
      assert.deepStrictEqual(promised({ ...well, workspace }), [true, false])
    }
    assert.deepStrictEqual(promised({ ...well, store: { ...none, id: 2 } }), [true, false])
    for (const name of ["sync", "boot"] as const) assert.deepStrictEqual(promised(without(name)), [true, false])
  })

  it("says why not, in lines for people", () => {
    const lines = describeReport(judge({ ...without("probe"), workspace: mount("ext4", { journal: "none" }) })).join(
      "\n"
    )
    assert.include(lines, "writes of other programs: no promise: probe for writers: EINVAL")
    assert.include(lines, "loss of power: no promise: this ext4 has no journal")
  })
})

describe("a workspace is opened", () => {
  it.live("and nothing is left of what it was examined by", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const { doctor } = yield* Workspace.open({ directory })
      assert.isTrue(doctor.ring2.holds)
      assert.deepStrictEqual(stagedIn(directory), [])
      assert.strictEqual(doctor.sqlite, process.versions["sqlite"])
    })
  )

  it.live("not where it is weak, unless that is accepted: then each write says what it got", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const weak = { native: (native: Native | undefined): Native => ({ ...native!, rename: () => "EINVAL" }) }
      const refused = yield* Effect.flip(Effect.scoped(openIn(directory, weak)))
      assert.strictEqual(refused._tag, "WeakPlatform")
      assert.include((refused as Error).message, "exchange of two names: EINVAL")
      assert.include((refused as Error).message, 'with `onWeakPlatform: "accept"`')
      assert.notInclude((refused as Error).message, "unknownWriters")
      const { task, text } = yield* openIn(directory, { ...weak, onWeakPlatform: "accept" })
      const { promise } = yield* task.edit("a.txt", () => "new")
      assert.isFalse(promise.ring2)
      yield* task.create("b.txt", "b")
      assert.deepStrictEqual([text("a.txt"), text("b.txt")], ["new", "b"])
    })
  )

  it.live("without koffi for one process alone, if that is accepted", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const options = { native: () => undefined, onWeakPlatform: "accept", unknownWriters: "accept" } as const
      const { task, text } = yield* openIn(directory, options)
      assert.isFalse((yield* task.edit("a.txt", () => "new")).promise.ring2)
      yield* task.create("deep/down/b.txt", "new")
      yield* task.move("deep/down/b.txt", "c.txt")
      yield* task.patch([
        { path: "a.txt", content: "newer" },
        { path: "c.txt", delete: true },
        { path: "deep/down/d.txt", content: "newer" }
      ])
      assert.deepStrictEqual([text("a.txt"), text("deep/down/d.txt")], ["newer", "newer"])
      symlinkSync("deep/down", `${directory}/in`)
      symlinkSync("/etc", `${directory}/out`)
      assert.strictEqual((yield* task.observe("in/d.txt")).key, "deep/down/d.txt")
      assert.strictEqual((yield* Effect.flip(task.observe("out/passwd")))._tag, "PathEscapes")
      yield* task.observe("a.txt")
      writeFileSync(`${directory}/a.txt`, "by an editor")
      assert.strictEqual((yield* Effect.flip(task.write("a.txt", "late")))._tag, "StaleBase")
      const refused = yield* Effect.flip(Effect.scoped(openIn(directory, options)))
      assert.strictEqual(refused._tag, "StoreUnavailable")
    })
  )

  const refusals = {
    "a SQLite that is too old": [{ sqlite: "3.51.2" }, "Outdated", "Update Node.js"],
    "a store that machines share": [{ store: mount("nfs4", { id: 2 }) }, "Unsupported", "storeDir"]
  } as const
  for (const [what, [facts, reason, next]] of Object.entries(refusals)) {
    it.live(`not with ${what}`, () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith()
        const refused = yield* Effect.flip(
          Effect.scoped(openIn(directory, { facts: (found) => ({ ...found, ...facts }) }))
        )
        assert.strictEqual(refused._tag === "StoreUnavailable" ? refused.reason : refused._tag, reason)
        assert.include((refused as Error).message, next)
        assert.notInclude(readdirSync(`${directory}/.leasehold`), "store.db")
      })
    )
  }

  it.live("with its store elsewhere", () =>
    Effect.gen(function* () {
      const [directory, storeDir] = [yield* directoryWith({ "a.txt": "old" }), yield* directoryWith()]
      const { task, text } = yield* openIn(directory, { storeDir })
      yield* task.edit("a.txt", () => "new")
      assert.strictEqual(text("a.txt"), "new")
      assert.include(readdirSync(storeDir), "store.db")
      assert.notInclude(readdirSync(`${directory}/.leasehold`), "store.db")
    })
  )

  needing([mounts, loops("ext4", 128)], "not where files have no time of birth, unless that is accepted", () =>
    Effect.gen(function* () {
      const directory = yield* loop("ext4", 128)
      const refused = yield* Effect.flip(Effect.scoped(openIn(directory)))
      assert.strictEqual(refused._tag, "WeakPlatform")
      assert.include((refused as Error).message, "times of birth")
      const { task } = yield* openIn(directory, { onWeakPlatform: "accept" })
      assert.deepStrictEqual((yield* task.create("a.txt", "new")).promise, { ring2: false, powerLoss: true })
    })
  )

  const kinds = [
    ["tmpfs", [mounts], () => memory("4m"), false],
    ["ext2", [mounts, loops("ext2")], () => loop("ext2"), false],
    ["ext4", [mounts, loops("ext4")], () => loop("ext4"), true]
  ] as const
  for (const [type, needs, made, powerLoss] of kinds) {
    needing(needs, `on ${type}, and knows what that is`, () =>
      Effect.gen(function* () {
        const { host, task } = yield* Effect.flatMap(made(), openIn)
        assert.strictEqual(host.report.workspace.type, type)
        assert.deepStrictEqual((yield* task.create("a.txt", "new")).promise, { ring2: true, powerLoss })
      })
    )
  }
})

describe("names that are one where the workspace lies", () => {
  const folds = fc.record({ foldsCase: fc.boolean(), foldsUnicode: fc.boolean() })
  const name = fc.string({ unit: "grapheme", maxLength: 12 })

  it("are made one name, once and for all", () => {
    fc.assert(
      fc.property(folds, name, (folding, text) => {
        const fold = foldOf[foldsOf(folding)]
        assert.strictEqual(fold(fold(text)), fold(text))
        if (folding.foldsUnicode) assert.strictEqual(fold(text.normalize("NFD")), fold(text.normalize("NFC")))
        const plain = text.normalize("NFD")
        if (folding.foldsCase) assert.strictEqual(fold(plain.toUpperCase()), fold(plain))
      }),
      propertyOptions(1_000)
    )
  })

  it("are as they are where they are two", () => {
    const fold = foldOf[foldsOf({ foldsCase: false, foldsUnicode: false })]
    fc.assert(
      fc.property(name, (text) => assert.strictEqual(fold(text), text)),
      propertyOptions()
    )
  })

  it.live("are one key, and Leasehold's own directory has no other name", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "Stra\u00dfe.txt": "old" })
      const { host } = yield* openIn(directory, {
        facts: (found) => ({ ...found, foldsCase: true, foldsUnicode: true })
      })
      const keyOf = (path: string) => {
        const found = host.paths.targetOf(path)
        return found._tag === "Success" ? found.success.key : found.failure._tag
      }
      assert.strictEqual(keyOf("Stra\u00dfe.txt"), keyOf("STRASSE.TXT"))
      assert.strictEqual(keyOf("caf\u00e9"), keyOf("CAFE\u0301"))
      assert.strictEqual(keyOf(".Leasehold/store.db"), "PathEscapes")
      assert.strictEqual(keyOf(".LEASEHOLD"), "PathEscapes")
    })
  )
})
