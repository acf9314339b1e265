// Which conflicts a task is told, or who looks after it: those that the faces name, and no other.
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import * as effects from "../../src/effect.ts"
import * as promises from "../../src/index.ts"
import { conflictNames } from "../../src/protocol/index.ts"
import { toLife } from "../../src/tasks/told.ts"
import { toTask } from "../../src/workspace/told.ts"

describe("a conflict", () => {
  for (const name of conflictNames) {
    const isNamed = name in promises
    it.effect(
      `${name} is ${isNamed ? "an error of tasks, in both faces" : "none that a task can do anything about"}`,
      () =>
        Effect.gen(function* () {
          const told = yield* Effect.forEach([toTask, toLife], (to) => Effect.exit(to(Effect.fail({ _tag: name }))))
          const isTold = told.some((exit) => Exit.isFailure(exit) && !Cause.hasDies(exit.cause))
          assert.strictEqual(isTold, isNamed)
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
