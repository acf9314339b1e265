import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const mainOf = fileURLToPath(new URL("main-of.ts", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the entry point in a process of its own; Ctrl-C once it waits. */
const run = (ending: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mainOf, ending])
    const said = { stdout: "", stderr: "" }
    child.stdout.on("data", (chunk: Buffer) => {
      said.stdout += chunk.toString()
      if (ending === "interrupted") child.kill("SIGINT")
    })
    child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, ...said }))
  })

describe("an entry point", () => {
  it("that ends well says nothing of its own", async () => {
    assert.deepStrictEqual(await run("well"), { code: 0, stdout: "done\n", stderr: "" })
  })

  it("ends when all that it printed has been read", async () => {
    const child = spawn(process.execPath, [mainOf, "long"])
    await once(child.stderr, "data")
    let length = 0
    for await (const chunk of child.stdout) length += (chunk as Buffer).length
    assert.strictEqual(length, 400_000)
  })

  it("tells an expected error in its message, once and without a trace", async () => {
    assert.deepStrictEqual(await run("expected"), {
      code: 1,
      stdout: "",
      stderr: "\nThe manifest is missing. Make it.\n"
    })
  })

  it("tells an error that is no Error too", async () => {
    const { code, stderr } = await run("text")
    assert.strictEqual(code, 1)
    assert.include(stderr, "only a text")
  })

  it("shows where a defect comes from", async () => {
    const { code, stderr } = await run("defect")
    assert.strictEqual(code, 1)
    assert.include(stderr, "TypeError: a bug of ours")
    assert.match(stderr, /main-of\.ts:\d+/)
    assert.strictEqual(stderr.split("a bug of ours").length, 2)
  })

  it("says nothing where it is interrupted", async () => {
    assert.deepStrictEqual(await run("interrupted"), { code: 130, stdout: "waiting\n", stderr: "" })
  })
})
