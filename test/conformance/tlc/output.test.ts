import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { splitter, type Message } from "../../../conformance/tlc/messages.ts"
import { check, describeTlc } from "./support.ts"

const lines = [
  "EXTENDS Naturals, TLC",
  "VARIABLE x",
  "Init == x \\in 1..100000",
  "Next == x < 0 /\\ x' = x",
  "Show == PrintT(ToString(x))"
]
const config = "INIT Init\nNEXT Next\nINVARIANT Show\nCHECK_DEADLOCK FALSE\n"

describeTlc("a specification that prints 100,000 lines", () => {
  it.effect("has them all read, in order", () =>
    Effect.gen(function* () {
      let next = 1
      let wrong = 0
      const onOutput = (line: string) => {
        if (line !== `"${next++}"`) wrong++
      }
      const result = yield* check("Many", lines, config, { onOutput })
      assert.strictEqual(wrong, 0)
      assert.strictEqual(next, 100_001)
      assert.strictEqual(result.outputLines, 100_000)
      assert.strictEqual(result.counts?.initial, 100_000)
    })
  )

  it.effect("waits for a slow reader", () =>
    Effect.gen(function* () {
      let pending = 0
      let overlaps = 0
      const onOutput = (line: string) => {
        if (pending > 0) overlaps++
        if (!line.endsWith('000"')) return undefined
        pending++
        return new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => void pending--)
      }
      const result = yield* check("Many", lines, config, { onOutput })
      assert.strictEqual(overlaps, 0)
      assert.strictEqual(result.outputLines, 100_000)
    })
  )
})

describe("the splitter", () => {
  const split = (text: string) => {
    const messages: Array<Message> = []
    const parser: Array<string> = []
    const output: Array<string> = []
    const line = splitter({
      onMessage: (message) => void messages.push(message),
      onParserLine: (text) => void parser.push(text),
      onOutput: (text) => void output.push(text)
    })
    for (const each of text.split("\n")) void line(each)
    return { messages, parser, output }
  }

  it("tells messages, the parser's lines and the specification's from each other", () => {
    const { messages, parser, output } = split(
      [
        "@!@!@STARTMSG 2220:0 @!@!@",
        "Starting SANY...",
        "@!@!@ENDMSG 2220 @!@!@",
        "Parsing file /S.tla",
        "@!@!@STARTMSG 2219:0 @!@!@",
        "SANY finished.",
        "@!@!@ENDMSG 2219 @!@!@",
        '"printed"',
        "@!@ printed too"
      ].join("\n")
    )
    assert.deepStrictEqual(
      messages.map((message) => message.text),
      ["Starting SANY...", "SANY finished."]
    )
    assert.deepStrictEqual(parser, ["Parsing file /S.tla"])
    assert.deepStrictEqual(output, ['"printed"', "@!@ printed too"])
  })

  it("takes a message inside a message for a part of it", () => {
    const { messages, output } = split(
      [
        "@!@!@STARTMSG 1000:1 @!@!@",
        "The exception was a tlc2.tool.ConfigFileException",
        ": @!@!@STARTMSG 5006:0 @!@!@",
        "TLC found an error in the configuration file at line 4",
        "@!@!@ENDMSG 5006 @!@!@",
        "@!@!@ENDMSG 1000 @!@!@",
        '"after"'
      ].join("\n")
    )
    assert.lengthOf(messages, 1)
    assert.deepInclude(messages[0], { code: 1000, severity: 1, inner: [5006] })
    assert.include(messages[0]?.text, "at line 4")
    assert.deepStrictEqual(output, ['"after"'])
  })
})
