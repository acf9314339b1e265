// Processes that run tasks are killed at any moment: what was acknowledged is so for whoever comes next. `make kills` is the long one.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { seedOf } from "../conformance/seed.ts"
import { killed } from "./killed.ts"

describe("processes that run tasks", () => {
  it.live(
    "are killed at any moment, and all that was acknowledged is there for the next one, which goes on with the rest",
    () =>
      Effect.gen(function* () {
        const seed = seedOf()
        const { problems, kills, wrote } = yield* killed({ seed, tasks: 40, kills: 5 })
        assert.deepStrictEqual(problems, [])
        assert.isAbove(kills, 1, `seed ${seed}`)
        assert.isAbove(wrote, 10, `seed ${seed}`)
      }),
    120_000
  )
})
