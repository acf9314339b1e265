/** A sample of the walks through the life of tasks, by real stores. All of them: `make conform-service`. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { specParameters } from "../../../../conformance/leasehold/lifecycle/spec.generated.ts"
import { noticeLifeFaults } from "../../../../conformance/leasehold/service/lives/faults.ts"
import { lifeFailureText, livesLine } from "../../../../conformance/leasehold/service/lives/page.ts"
import { replayLives } from "../../../../conformance/leasehold/service/lives/replay.ts"
import { lifeParts } from "../../../../conformance/leasehold/service/lives/world.ts"
import { seedOf } from "../../seed.ts"
import { lifeGraphs } from "../graphs.ts"

const seed = seedOf()

describe("stores that carry the life of tasks", () => {
  it.live(
    "say what the specification says, to who decides, who follows and who comes anew",
    () =>
      Effect.gen(function* () {
        const replayed = yield* replayLives(lifeGraphs, { parts: lifeParts, seed, refusals: 2, walks: 5 })
        assert.deepStrictEqual(
          replayed.failures.slice(0, 3).map((failure) => lifeFailureText(failure, seed)),
          []
        )
        assert.deepStrictEqual([...replayed.actions.keys()].toSorted(), Object.keys(specParameters).toSorted())
        assert.isAbove(replayed.offered, 20, `seed ${seed}`)
        console.log(livesLine(replayed))
      }),
    120_000
  )

  it.live(
    "are noticed to lose something, for each seeded fault",
    () =>
      Effect.gen(function* () {
        const noticed = yield* noticeLifeFaults(lifeGraphs, 1)
        assert.isAtLeast(noticed.length, 8)
        assert.deepStrictEqual(
          noticed.flatMap(({ name, by }) => (by === undefined ? [name] : [])),
          []
        )
      }),
    120_000
  )
})
