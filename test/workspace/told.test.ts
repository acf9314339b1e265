// Which conflicts a task is told: those that the Promise face names, and no other.
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import * as effects from "../../src/effect.ts"
import * as promises from "../../src/index.ts"
import { conflictNames } from "../../src/protocol/index.ts"
import { toTask } from "../../src/workspace/told.ts"

describe("a conflict", () => {
  for (const name of conflictNames) {
    const isNamed = name in promises
    it.effect(
      `${name} is ${isNamed ? "an error of tasks, in both faces" : "none that a task can do anything about"}`,
      () =>
        Effect.gen(function* () {
          const exit = yield* Effect.exit(toTask(Effect.fail({ _tag: name })))
          assert.isTrue(Exit.isFailure(exit))
          if (Exit.isFailure(exit)) assert.strictEqual(Cause.hasDies(exit.cause), !isNamed)
          assert.strictEqual(name in effects, isNamed)
        })
    )
  }

  it.effect("is told apart from all other errors, which are told as they are", () =>
    Effect.gen(function* () {
      const error = new effects.StoreUnavailable({ reason: "Closed", detail: "" })
      assert.strictEqual(yield* Effect.flip(toTask(Effect.fail(error))), error)
    })
  )
})
