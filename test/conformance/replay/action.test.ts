import { assert, describe, it } from "@effect/vitest"
import { action, UndecodableArgs } from "../../../conformance/replay/action.ts"
import {
  anyValue,
  bool,
  int,
  literals,
  modelOrString,
  setOfValues,
  tupleOfValues
} from "../../../conformance/replay/codecs.ts"
import { stepped } from "../../../conformance/replay/driver.ts"
import { read } from "../../../conformance/tla/read.ts"
import { tuple } from "../../../conformance/tla/value.ts"

const argsOf = (text: string) => {
  const value = read(text)
  return value._tag === "tuple" ? value.elements : []
}

describe("a typed action", () => {
  const typed = action(
    [modelOrString, int, bool, literals(["read", "write"]), anyValue],
    (_: string, who: string, n: number, flag: boolean, mode: "read" | "write", rest) =>
      stepped(`${who} ${n + 1} ${flag ? "yes" : "no"} ${mode} ${rest.text}`)
  )

  it("gets decoded arguments", () => {
    assert.deepStrictEqual(typed.run("", argsOf('<<m1, 41, TRUE, "read", {2, 1}>>')), stepped("m1 42 yes read {1,2}"))
    assert.deepStrictEqual(typed.run("", argsOf('<<"m1", -1, FALSE, write, <<>>>>')), stepped("m1 0 no write <<>>"))
  })

  it("decodes each list of arguments once", () => {
    const once = action([setOfValues, tupleOfValues], (_: string, a, b) =>
      stepped(`${a.elements.length} ${b.elements.length}`)
    )
    const args = argsOf("<<{1}, <<1, 2>>>>")
    assert.deepStrictEqual(once.run("", args), stepped("1 2"))
    assert.deepStrictEqual(once.run("", args), once.run("", args))
  })

  const undecodable: ReadonlyArray<string> = [
    "<<1, 41, TRUE, read, 1>>",
    "<<m1, m2, TRUE, read, 1>>",
    "<<m1, 9007199254740993, TRUE, read, 1>>",
    "<<m1, 1, 1, read, 1>>",
    "<<m1, 1, TRUE, erase, 1>>",
    "<<m1, 1, TRUE, read>>",
    "<<m1, 1, TRUE, read, 1, 1>>"
  ]
  it.each(undecodable)("refuses %s", (text) => {
    assert.throws(() => typed.run("", argsOf(text)), UndecodableArgs, tuple(argsOf(text)).text.slice(2, 4))
  })
})
