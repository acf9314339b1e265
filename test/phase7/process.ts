/** A process that has the workspace open that it is told: what it sees, holds and decides there. */
import { Deferred, Effect, Exit, Scope } from "effect"
import type { Lease } from "../../src/workspace/interface.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { serve } from "../promise/serve.ts"

const scope = Effect.runSync(Scope.make())
const workspace = await Effect.runPromise(
  Scope.provide(Workspace.open({ directory: process.argv[2]!, tendMs: 10, pollMs: 5, upkeepMs: 20 }), scope)
)
const { tasks } = workspace
const leases = new Map<string, Lease>()
const writers = new Map<string, Promise<void>>()

/** What it came to, or the name of its error. */
const answer = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E, Scope.Scope>) =>
  Effect.runPromise(
    Effect.match(Scope.provide(effect, scope), {
      onSuccess: (value) => value ?? "done",
      onFailure: ({ _tag }) => _tag
    })
  )

serve({
  /** A foreground task that holds a file. */
  acquire: (task: string, path: string) =>
    answer(
      Effect.gen(function* () {
        const session = yield* workspace.start({ id: task })
        leases.set(path, yield* session.acquire(path))
      })
    ),
  release: (path: string) => answer(leases.get(path)!.release),
  edit: (task: string, path: string, text: string) =>
    answer(
      Effect.gen(function* () {
        const session = yield* workspace.start({ id: task })
        yield* session.edit(path, () => text)
        yield* session.end
      })
    ),
  /** A task that goes on until it is ended, once it wrote. */
  spawn: async (task: string, path: string) => {
    const wrote = Deferred.makeUnsafe<void>()
    const spawned = await answer(
      tasks.spawn({ id: task, background: true, allowWrites: true, timeoutMs: null }, (self) =>
        Effect.gen(function* () {
          yield* self.edit(path, () => task)
          yield* Deferred.succeed(wrote, undefined)
          return yield* Effect.never
        })
      )
    )
    writers.set(task, Effect.runPromise(Deferred.await(wrote)))
    return typeof spawned === "string" ? spawned : "spawned"
  },
  wrote: (task: string) => writers.get(task)!.then(() => "wrote"),
  statuses: () =>
    answer(Effect.map(tasks.list, (all) => Object.fromEntries(all.map(({ task, status }) => [task, status])))),
  pending: () =>
    answer(Effect.map(tasks.pending, (all) => all.map(({ task, text, digest }) => ({ task, text, digest })))),
  /** Approves what is pending now, with another digest if one is given. */
  approve: (task: string, by: string, digest?: string) =>
    answer(
      Effect.flatMap(tasks.pending, (all) => {
        const request = all.find((one) => one.task === task)
        if (request === undefined) return Effect.fail({ _tag: "NotPending" })
        return tasks.approve({ ...request, digest: digest ?? request.digest }, by)
      })
    ),
  deny: (task: string, reason: string) => answer(tasks.deny(task, reason)),
  revoke: (task: string, reason: string) => answer(tasks.revoke(task, reason)),
  cancel: (task: string) => answer(tasks.cancel(task)),
  questions: () => answer(Effect.map(tasks.questions, (all) => all.map(({ task, question }) => [task, question.text]))),
  reply: (task: string, text: string | null) => answer(tasks.answer(task, text)),
  holder: (path: string) => answer(Effect.map(workspace.holderOf(path), (lease) => lease?.task ?? null)),
  close: () => Effect.runPromise(Scope.close(scope, Exit.void)).then(() => "closed")
})
