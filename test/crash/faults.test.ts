// That what crash.test.ts asks can be answered with no: without each of these rules it is, at some point.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { faults } from "./faults.ts"
import { kindNamed } from "./kinds.ts"
import { complaintsAt, pointsOf, type Point } from "./points.ts"

/** The first complaints, from the end on: there most was promised. */
const search = (points: ReadonlyArray<Point>, wanted: string): Effect.Effect<ReadonlyArray<string>, unknown> =>
  Effect.gen(function* () {
    const all: Array<string> = []
    for (let end = points.length; end > 0; end -= 2) {
      all.push(...(yield* complaintsAt(points.slice(Math.max(0, end - 2), end))))
      if (all.some((one) => one.includes(wanted))) break
    }
    return all
  })

describe("it is noticed if", () => {
  for (const { name, kind, by, complaint, before = "" } of faults) {
    it.live(
      name,
      () =>
        Effect.gen(function* () {
          const { points } = yield* pointsOf(kindNamed(kind), name)
          const found = yield* search(
            points.filter((point) => point.of === by && point.name.includes(before)),
            complaint
          )
          assert.include(found.join("\n"), complaint)
        }),
      60_000
    )
  }
})
