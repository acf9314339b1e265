import { assert, describe, it } from "@effect/vitest"
import { readCommitted } from "../../../../conformance/leasehold/corpora.ts"
import { lifecycle } from "../../../../conformance/leasehold/specifications.ts"
import { specParameters } from "../../../../conformance/leasehold/lifecycle/spec.generated.ts"
import { findGaps, makeMatrix } from "../../../../conformance/replay/matrix.ts"

describe("the corpora of the life of tasks", () => {
  const corpora = readCommitted().filter(({ specification }) => specification === lifecycle)

  it("have each action and each verdict, several times", () => {
    const models = corpora.map(({ info, graph }) => ({ name: info.model, graph }))
    const matrix = makeMatrix(models, Object.keys(specParameters))
    assert.deepStrictEqual(findGaps(matrix, { edgesPerAction: 10, statesPerVerdict: 5, exemptions: [] }), [])
  })

  it("allow what leads nowhere only where a bound is said to cut it", () => {
    for (const { info, graph, cuts } of corpora) {
      const cut = new Set<string>()
      for (const { edges, verdicts } of graph.states) {
        const taken = new Set(edges.map(({ label }) => label.text))
        for (const { label, verdict } of verdicts) {
          if (verdict === "ok" && !taken.has(label.text)) cut.add(label.action)
        }
      }
      assert.deepStrictEqual([...cut].toSorted(), [...cuts].toSorted(), info.model)
    }
  })
})
