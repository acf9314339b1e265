import { assert, describe, it } from "@effect/vitest"
import { grouped, inSeconds, makeConsole } from "../../../conformance/cli/console.ts"

/** A stream that keeps what is written to it: what a console uses of one, and nothing more. */
const makeStream = (properties: { readonly isTTY?: boolean; readonly columns?: number }) => {
  const written: Array<string> = []
  const stream = { ...properties, write: (text: string) => written.push(text) > 0 }
  return { written, console: makeConsole(stream as unknown as NodeJS.WriteStream) }
}

const clear = "\r\u001b[K"

describe("a console", () => {
  it("writes whole lines to a log, and no status", () => {
    const { written, console } = makeStream({})
    console.status("1/2 models")
    console.line("ok")
    console.status("")
    console.line("done")
    assert.deepStrictEqual(written, ["ok\n", "done\n"])
  })

  it("replaces its status on a terminal, and clears it before a line", () => {
    const { written, console } = makeStream({ isTTY: true, columns: 40 })
    console.line("first")
    console.status("1/2")
    console.status("2/2")
    console.line("ok")
    console.line("done")
    assert.deepStrictEqual(written, ["first\n", `${clear}1/2`, `${clear}2/2`, `${clear}ok\n`, "done\n"])
  })

  it("leaves nothing of a status that ended", () => {
    const { written, console } = makeStream({ isTTY: true })
    console.status("1/2")
    console.status("")
    console.line("done")
    assert.deepStrictEqual(written, [`${clear}1/2`, clear, "done\n"])
  })

  it("keeps a status on one row, or it could not be replaced", () => {
    const narrow = makeStream({ isTTY: true, columns: 10 })
    narrow.console.status("0123456789")
    assert.deepStrictEqual(narrow.written, [`${clear}012345678`])
    const unknown = makeStream({ isTTY: true })
    unknown.console.status("x".repeat(100))
    assert.deepStrictEqual(unknown.written, [`${clear}${"x".repeat(79)}`])
  })

  it("shows figures that people can read", () => {
    assert.deepStrictEqual([grouped(1_234_567), grouped(12), inSeconds(3.26)], ["1,234,567", "12", "3.3 s"])
  })
})
