import { assert, describe, it } from "@effect/vitest"
import { findGaps, makeMatrix, renderMatrix } from "../../../conformance/replay/matrix.ts"
import { lockDriver, lockGraph } from "../lock.ts"

const graph = lockGraph()
const actions = [...Object.keys(lockDriver.actions), "Burn"]
const matrix = makeMatrix(
  [
    { name: "one", graph },
    { name: "two", graph }
  ],
  actions
)

describe("the coverage matrix", () => {
  it("counts transitions of actions and states of verdicts, for each model", () => {
    assert.strictEqual(
      renderMatrix(matrix),
      [
        "                     one  two  total",
        "Acquire                8    8     16",
        "Burn                   0    0      0",
        "Look                  12   12     24",
        "Raise                 10   10     20",
        "Release                8    8     16",
        "  Acquire Held         8    8     16",
        "  Acquire ok           4    4      8",
        "  Raise NotHolder     12   12     24",
        "  Raise ok             8    8     16",
        "  Release NotHolder   12   12     24",
        "  Release ok           8    8     16"
      ].join("\n")
    )
  })

  it("names rows below the threshold, and exemptions that are not needed, unknown or without reason", () => {
    const exemptions = [
      { name: "Burn", reason: "only in the large model" },
      { name: "Look", reason: "needless" },
      { name: "Fly", reason: "unknown" },
      { name: "Acquire ok", reason: "" }
    ]
    const gaps = findGaps(matrix, { edgesPerAction: 17, statesPerVerdict: 10, exemptions })
    assert.deepStrictEqual(
      gaps.map(({ kind, name, found }) => [kind, name, found]),
      [
        ["too-few", "Acquire", 16],
        ["needless-exemption", "Look", 24],
        ["too-few", "Release", 16],
        ["unknown-exemption", "Fly", 0],
        ["exemption-without-reason", "Acquire ok", 0]
      ]
    )
    assert.deepStrictEqual(findGaps(matrix, { edgesPerAction: 0, statesPerVerdict: 1, exemptions: [] }), [])
  })
})
