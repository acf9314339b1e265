/** What a model means: what it does not use changes nothing for it. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeTlc } from "../tlc/support.ts"
import { diff, patience, spec } from "./support.ts"

/** A counter to the limit that the configuration puts in the place of the specification's own. */
const counter = ({ limit = "1", own = "2", unused = "3" }) => [
  "EXTENDS Naturals",
  "VARIABLE x",
  `Limit == ${limit}`,
  `OwnLimit == ${own}`,
  `Unused == ${unused}`,
  "Init == x = 0",
  "Up == x < Limit /\\ x' = x + 1",
  "Next == Up"
]

/** What changed in the text, and the verdict where the model had to be looked at. */
const became = (head: Parameters<typeof counter>[0], ...config: ReadonlyArray<string>) =>
  Effect.map(diff(spec(counter({}), ...config), spec(counter(head), ...config)), ({ text, models, unaffected }) => {
    assert.strictEqual(models.length + unaffected.length, 1)
    return [...text.map(({ key }) => key), models[0]?.verdict ?? "unaffected"]
  })

describeTlc("a model", () => {
  it.live(
    "is not affected by a change of what it does not use, and of what has another definition in its place",
    () =>
      Effect.gen(function* () {
        const override = "CONSTANT Limit <- OwnLimit"
        assert.deepStrictEqual(yield* became({ unused: "4" }), ["Unused", "unaffected"])
        assert.deepStrictEqual(yield* became({ limit: "4" }, override), ["Limit", "unaffected"])
        assert.deepStrictEqual(yield* became({ own: "4" }, override), ["OwnLimit", "extends"])
        assert.deepStrictEqual(yield* became({ limit: "4" }), ["Limit", "extends"])
        assert.deepStrictEqual(yield* became({ own: "4" }), ["OwnLimit", "unaffected"])
      }),
    patience
  )
})
