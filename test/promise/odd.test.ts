// What callers without types give, or with too little care: each is told what to give instead, and nothing is changed.
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { InvalidOptions, NotAFile, openWorkspace } from "../../src/index.ts"
import { directoryWith, opened, reasonOf } from "./support.ts"

/** What it says; no error of Leasehold's, since the program is wrong. */
const mistaken = async (promise: Promise<unknown>): Promise<string> => {
  const reason = await reasonOf(promise)
  assert.isTrue(reason instanceof TypeError, String(reason))
  return (reason as Error).message
}

const invalid = async (promise: Promise<unknown>): Promise<string> => {
  const reason = await reasonOf(promise)
  assert.isTrue(reason instanceof InvalidOptions, String(reason))
  return (reason as Error).message
}

describe("a directory that cannot be opened", () => {
  it("is named, and nothing is made", async () => {
    const directory = directoryWith({ file: "" })
    assert.include(
      await invalid(openWorkspace({ directory: join(directory, "none") })),
      `${JSON.stringify(join(directory, "none"))} is not there`
    )
    assert.include(await invalid(openWorkspace({ directory: join(directory, "file") })), "is no directory")
    assert.isFalse(existsSync(join(directory, "none")))
  })

  it("is not the one that the process is in because none was named", async () => {
    assert.include(await invalid(openWorkspace({ directory: "" })), '"."')
    assert.include(await invalid(openWorkspace({} as never)), '"."')
  })
})

describe("a task without a name", () => {
  it("is not started", async () => {
    const { workspace } = await opened()
    for (const id of ["", undefined, 5]) assert.include(await invalid(workspace.start({ id: id as string })), "id")
  })
})

describe("what is neither text nor bytes", () => {
  it("is no content", async () => {
    const { one, text } = await opened({ "a.txt": "old" })
    assert.include(await mistaken(one.edit("a.txt", (async () => "new") as never)), "too late")
    for (const content of [undefined, 5, {}, new Uint16Array(2)]) {
      assert.include(await mistaken(one.edit("a.txt", () => content as never)), '"a.txt"')
      assert.include(await mistaken(one.create("b.txt", content as never)), '"b.txt"')
    }
    assert.include(await mistaken(one.create("b.txt", null as never)), '"b.txt"')
    assert.strictEqual(text("a.txt"), "old")
  })

  it("is no path", async () => {
    const { one, workspace } = await opened()
    for (const path of [undefined, null, 5, {}]) {
      assert.include(await mistaken(one.observe(path as never)), "a path is a string or bytes")
      assert.include(await mistaken(one.acquire(path as never)), "a path is a string or bytes")
      assert.include(await mistaken(workspace.holderOf(path as never)), "a path is a string or bytes")
    }
    assert.include(await mistaken(one.acquire({ dir: "src" } as never)), "directory: path")
  })
})

describe("a patch", () => {
  it("that changes a file twice is refused before anything is staged", async () => {
    const { workspace, one, text } = await opened({ "a.txt": "old" })
    const twice = [
      { path: "b.txt", content: "1" },
      { path: "./b.txt", content: "2" }
    ]
    assert.include(await invalid(one.patch(twice)), '"b.txt" is changed twice')
    assert.include(await invalid(one.move("a.txt", "a.txt")), '"a.txt" is changed twice')
    assert.strictEqual(text("a.txt"), "old")
    assert.isEmpty(await workspace.kept.list())
  })

  it("of nothing writes nothing", async () => {
    const { one } = await opened()
    assert.isNull((await one.patch([])).intent)
  })
})

describe("a file that is not there", () => {
  it("is neither moved nor deleted", async () => {
    const { directory, one } = await opened()
    await one.observe("a.txt")
    for (const call of [() => one.move("a.txt", "b.txt"), () => one.delete("a.txt")]) {
      const reason = await reasonOf(call())
      assert.isTrue(reason instanceof NotAFile && reason.kind === "absent", String(reason))
    }
    // Nor is one that the task deleted itself.
    writeFileSync(join(directory, "c.txt"), "")
    await one.observe("c.txt")
    await one.delete("c.txt")
    assert.strictEqual(((await reasonOf(one.delete("c.txt"))) as NotAFile).kind, "absent")
  })
})
