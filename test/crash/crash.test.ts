// Writes that are cut off: some points of each kind, chosen anew each time (in CI by a fixed seed). `make crashes` tries all of them.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { crashAgain } from "./crash.ts"
import { kindNamed, kinds } from "./kinds.ts"
import { chance, complaintsAt, pointsOf, sample } from "./points.ts"

const seed = process.env["CI"] === undefined ? Math.floor(Math.random() * 2 ** 32) : 20261123

/** How many crashes are tried of each kind of write, beside one loss of power. */
const tried = 2

/** ms; processes are started for each point. */
const patient = 60_000

const sound = (complaints: ReadonlyArray<string>): void => assert.deepStrictEqual(complaints, [], `seed ${seed}`)

describe("a write that is cut off", () => {
  kinds.forEach((kind, index) => {
    it.live(
      `leaves all or nothing: ${kind.name}`,
      () =>
        Effect.gen(function* () {
          const random = chance(seed + index)
          const { points } = yield* pointsOf(kind)
          const crashes = points.filter((point) => point.of === "crash")
          const losses = points.filter((point) => point.of === "power loss")
          sound(yield* complaintsAt([...sample(crashes, tried, random), ...sample(losses, 1, random)]))
        }),
      patient
    )
  })
})

describe("recovery that is cut off", () => {
  it.live(
    "is gone on with by the next process",
    () =>
      Effect.gen(function* () {
        const random = chance(seed)
        for (const mode of ["alone", "beside"] as const) {
          const again = 3 + Math.floor(random() * 12)
          const kind = kindNamed("refused, replaced again before it goes back")
          const { complaints } = yield* crashAgain(kind, 13 + Math.floor(random() * 6), again, mode)
          sound(complaints)
        }
      }),
    patient
  )
})
