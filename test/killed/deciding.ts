// Whoever decides: approves and denies what is pending, and answers what is asked, until it is interrupted.
import { Effect } from "effect"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import type { Planned } from "./plan.ts"
import type { Say } from "./said.ts"

export const answerTo = (task: string): string => `answer to ${task}`

export const deciding = ({ tasks }: WorkspaceService, plan: ReadonlyArray<Planned>, say: Say) => {
  const kinds = new Map(plan.map(({ id, kind }) => [id, kind]))
  /** Somebody else was first, or it is over: that is for its next process. */
  const unlessLate = <A, E>(effect: Effect.Effect<A, E>, told: () => void) => Effect.ignore(Effect.map(effect, told))
  const round = Effect.gen(function* () {
    for (const request of yield* tasks.pending) {
      const { task, digest } = request
      yield* kinds.get(task) === "denied"
        ? unlessLate(tasks.deny(task, "by plan"), () => say({ t: "denied", task }))
        : unlessLate(tasks.approve(request, "by plan"), () => say({ t: "approved", task, digest }))
    }
    for (const { task } of yield* tasks.questions)
      yield* unlessLate(tasks.answer(task, answerTo(task)), () => say({ t: "answered", task }))
    yield* Effect.sleep(10)
  })
  return Effect.forever(round)
}
