/** A sample of the path cover, through real instances on real files. All of it: `make conform-service`. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { serviceParts } from "../../../../conformance/leasehold/service/instance.ts"
import { noticeFaults } from "../../../../conformance/leasehold/service/notice.ts"
import { failureText, replayedLine } from "../../../../conformance/leasehold/service/page.ts"
import { replayService } from "../../../../conformance/leasehold/service/replay.ts"
import { specParameters } from "../../../../conformance/leasehold/spec.generated.ts"
import { seedOf } from "../../seed.ts"
import { models } from "../graphs.ts"

const seed = seedOf()

describe("the service", () => {
  it.live(
    "does what the specification says, with every kind of step and refusal that the corpus has",
    () =>
      Effect.gen(function* () {
        const replayed = yield* replayService(models, { parts: serviceParts, seed, refusals: 4, walks: 12 })
        assert.deepStrictEqual(
          replayed.failures.slice(0, 3).map((failure) => failureText(failure, seed)),
          []
        )
        assert.deepStrictEqual(replayed.missing, [], `seed ${seed}`)
        assert.deepStrictEqual([...replayed.actions.keys()].toSorted(), Object.keys(specParameters).toSorted())
        // Whoever opens a workspace as programs do takes it for what the specification says that it is.
        const called = new Set(replayed.models.flatMap(({ wholes }) => [...wholes.keys()]))
        assert.includeMembers([...called], ["open and close", "lose power, open and close"], `seed ${seed}`)
        console.log(replayedLine(replayed))
      }),
    120_000
  )

  it.live(
    "is noticed to do something else, for each seeded fault",
    () =>
      Effect.gen(function* () {
        const noticed = yield* noticeFaults(models, { seed: 1 })
        assert.isAtLeast(noticed.length, 6)
        assert.deepStrictEqual(
          noticed.flatMap(({ name, by }) => (by === undefined ? [name] : [])),
          []
        )
      }),
    120_000
  )
})
