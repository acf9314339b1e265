// What a task may not do, and does all the same: each has to be refused. And a child that may, so that there is one that is over.
import { Deferred, Effect } from "effect"
import type { Task, Tasks } from "../src/tasks/interface.ts"
import type { Written } from "../src/workspace/interface.ts"
import type { Added, Own } from "./log.ts"
import { forbidden, ours } from "./plan.ts"
import type { Random } from "./random.ts"

/** Makes one attempt, and logs it; true if it was acknowledged. */
export type Attempt = (
  op: string,
  adds: ReadonlyArray<Added>,
  own: ReadonlyArray<Own>,
  write: Effect.Effect<Written, { readonly _tag: string; readonly message: string }>
) => Effect.Effect<boolean>

export const makeTrespass = (
  task: Task,
  tasks: Tasks,
  random: Random,
  attempt: Attempt,
  line: () => string
): Effect.Effect<boolean> => {
  const adding = (op: string, self: Task): Effect.Effect<boolean> => {
    const [file, added] = [random.pick(ours), line()]
    return attempt(
      op,
      [[file, added]],
      [],
      self.edit(file, (before) => `${before ?? ""}${added}\n`)
    )
  }

  const outside = Effect.suspend(() => attempt("outside", [], [], task.create(forbidden(line()), "")))

  /** A child adds a line, and is over; whoever kept hold of it then adds another one. */
  const child = Effect.gen(function* () {
    const [held, adds, mayNot] = [yield* Deferred.make<Task>(), yield* Deferred.make<boolean>(), random.chance(0.5)]
    yield* task.spawn(
      { id: line(), allowWrites: true, scope: { write: { allow: ["ours/**"] } }, timeoutMs: null },
      (self: Task) =>
        Effect.gen(function* () {
          yield* Deferred.succeed(held, self)
          const done = yield* adding("child", self)
          if (mayNot) {
            yield* tasks.revoke(self.task, "for torture")
            yield* adding("revoked", self)
          }
          yield* Deferred.succeed(adds, done)
        })
    )
    yield* task.join
    yield* adding("late", yield* Deferred.await(held))
    return yield* Deferred.await(adds)
  })

  return Effect.suspend(() => (random.chance(0.5) ? outside : child)).pipe(
    Effect.catch((error) => attempt("child", [], [], Effect.fail(error)))
  )
}
