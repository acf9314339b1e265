// Where the system has no exchange, and nothing else that renames without replacing, both are made of several calls: one who dies
// between them leaves what the next one brings to an end.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { weakSystem } from "./faults.ts"
import { kindNamed } from "./kinds.ts"
import { complaintsAt, pointsOf } from "./points.ts"

describe("without the system's renames a write that is cut off", () => {
  for (const name of ["replace", "create", "delete", "move", "patch refused, its second file replaced meanwhile"]) {
    it.live(
      `leaves all or nothing: ${name}`,
      () =>
        Effect.gen(function* () {
          const { points } = yield* pointsOf(kindNamed(name), weakSystem)
          const within = points.filter((point) => point.of === "crash" && /\((rename|unlink)\)/.test(point.name))
          assert.deepStrictEqual(yield* complaintsAt(within), [])
        }),
      60_000
    )
  }
})
