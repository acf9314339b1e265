import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { readCorpus } from "../../../conformance/corpus/read.ts"
import { writeCorpus } from "../../../conformance/corpus/write.ts"
import { tableNames } from "../../../conformance/corpus/format.ts"
import { valuesOf } from "../../../conformance/graph/graph.ts"
import type { Verdicts } from "../../../conformance/graph/graph.ts"
import { anyGraph } from "../graph/arbitrary.ts"
import { lockGraph } from "../lock.ts"
import { propertyOptions } from "../seed.ts"

const info = { model: "MCLock", spec: "sha256:00", bounds: "2 clients, count up to 3", tlc: "2.18" }
const hint = "regenerate it with `make corpus`"
const toy = writeCorpus(info, lockGraph())

const faultOf = (text: string): string => {
  const result = readCorpus(text, hint)
  assert.isTrue(Result.isFailure(result), "a damaged corpus was read")
  if (Result.isSuccess(result)) return ""
  assert.include(result.failure.message, hint)
  return result.failure.message
}

describe("a corpus", () => {
  it("reads back as the graph that was written", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const text = writeCorpus(info, graph)
        const corpus = Result.getOrThrow(readCorpus(text, hint))
        assert.deepStrictEqual(corpus, { info, graph })
        assert.strictEqual(writeCorpus(corpus.info, corpus.graph), text)
      }),
      propertyOptions()
    )
  })

  it("is the same text for the same graph, line by line", () => {
    assert.strictEqual(writeCorpus(info, lockGraph()), toy)
    assert.include(toy, "# states 12\n# transitions 38\n# initial 1\n")
    assert.match(toy, /^part Raise [0-9a-f]{2}\n NotHolder c1,1 c1,2 c2,1 c2,2$/m)
    assert.match(toy, /^verdicts [0-9a-f]{4} [0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2}$/m)
    assert.match(toy, /^[0-9a-f]{10}! [0-9a-f.]+ [0-9a-f]{4} \| Acquire,c1>[0-9a-f]{10} /m)
  })

  it("writes what several vectors say about a request once", () => {
    assert.strictEqual(toy.match(/^part Acquire /gm)?.length, 2)
    assert.strictEqual(toy.match(/^part Raise /gm)?.length, 3)
    assert.strictEqual(toy.match(/^verdicts /gm)?.length, 3)
  })

  it("changes one part, the vectors that have it and their states, if a verdict changes", () => {
    const graph = lockGraph()
    const changed = new Map<Verdicts, Verdicts>()
    const otherwise = (verdicts: Verdicts): Verdicts => {
      const known = changed.get(verdicts)
      const made = verdicts.map((one) => (one.label.text === "Raise(c2,2)" ? { ...one, verdict: "Never" } : one))
      changed.set(verdicts, known ?? made)
      return known ?? made
    }
    const states = graph.states.map((state) => ({
      ...state,
      verdicts: valuesOf(graph, state)["holder"]!.text === "c1" ? otherwise(state.verdicts) : state.verdicts
    }))
    const before = new Set(toy.split("\n"))
    const lines = writeCorpus(info, { ...graph, states }).split("\n")
    // The part's title and its two verdicts, the vector, and the states in which c1 holds the lock.
    assert.strictEqual(lines.filter((line) => !before.has(line)).length, 3 + 1 + 4)
  })

  it("takes longer names where short ones collide", () => {
    const names = tableNames(Array.from({ length: 2000 }, (_, i) => `${i}`), 4)
    assert.strictEqual(new Set(names).size, 2000)
    assert.isTrue(names[0]!.length > 4)
    assert.strictEqual(tableNames(["one"], 2)[0]!.length, 2)
  })
})

describe("a damaged corpus", () => {
  it("is refused when empty, or not a corpus", () => {
    assert.include(faultOf(""), "empty")
    assert.include(faultOf("\n"), "empty")
    assert.include(faultOf("hello\n"), "not a corpus of this version")
  })

  it("is refused wherever it is cut off", () => {
    for (let length = 0; length < toy.length; length += 7) faultOf(toy.slice(0, length))
    faultOf(toy.slice(0, -1))
  })

  it("is refused with any line missing or repeated", () => {
    const lines = toy.split("\n").slice(0, -1)
    lines.forEach((line, i) => {
      faultOf(`${lines.toSpliced(i, 1).join("\n")}\n`)
      faultOf(`${lines.toSpliced(i, 0, line).join("\n")}\n`)
    })
  })

  const edits: ReadonlyArray<readonly [what: string, from: RegExp, to: string, fault: string]> = [
    ["another count", /# transitions 38/, "# transitions 37", "promises 37 transitions, the file has 38"],
    ["a changed value", /^value count (\w+) 3$/m, "value count $1 4", "changed by hand"],
    ["a changed verdict", /^ NotHolder c1,1/m, " Held c1,1", "changed by hand"],
    ["another part", /^(verdicts \w+ \w+) \w+/m, "$1 0f", "unknown part 'Raise 0f'"],
    ["a part of another vector", /^(verdicts \w+ )(\w+)( [^]*verdicts \w+ )(?!\2)(\w+)/m, "$1$4$3$4", "by hand"],
    ["a part left out", /^(verdicts \w+ \w+) \w+/m, "$1", "changed by hand"],
    ["a part taken away", /^(verdicts \w+ \w+) \w+/m, "$1 -", "changed by hand"],
    ["a part twice in a vector", /^(verdicts \w+ \w+)( \w+)/m, "$1$2$2", "changed by hand"],
    ["parts in another order", /^(verdicts \w+)( \S+)( \S+)/m, "$1$3$2", "unknown part"],
    ["an empty part", /^(part Acquire) \w+\n( .*\n)+/m, "$1 e3\n", "changed by hand"],
    ["a part of another request", /^part Raise/m, "part Rise", "changed by hand"],
    ["a part without a name", /^part Raise \w+/m, "part Raise", "changed by hand"],
    ["unknown verdicts", /(! \S+) \w+ \|/, "$1 0000 |", "unknown verdicts '0000'"],
    ["an unknown value", /(! )\w+/, "$1zz", "unknown value 'zz'"],
    ["an unknown target", /Look>[0-9a-f]+/, "Look>0000000000", "unknown state '0000000000'"],
    ["an unknown variable", /^value count/m, "value amount", "unknown variable amount"],
    ["another id", /^[0-9a-f]{10} /m, "0000000000 ", "changed by hand"],
    ["a broken argument", /Acquire,c1>/, "Acquire,<<c1>", "expected '>>'"],
    ["a dropped edge", / Look>[0-9a-f]+/, "", "promises 38 transitions, the file has 37"],
    ["a dropped mark of initial states", /!/, "", "no initial"]
  ]
  it.each(edits)("is refused with %s", (_what, from, to, fault) => {
    assert.match(toy, from)
    assert.include(faultOf(toy.replace(from, to)), fault)
  })
})
