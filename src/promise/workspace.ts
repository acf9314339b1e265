// A workspace whose calls are promises.
import { Effect, Exit, Scope, Stream } from "effect"
import { describeReport } from "../platform/report.ts"
import { defaults } from "../workspace/options.ts"
import type { WorkspaceService } from "../workspace/workspace.ts"
import { Calls } from "./calls.ts"
import { iterate } from "./events.ts"
import { attachmentOf, makeTasks } from "./life.ts"
import { makeSession } from "./session.ts"
import type { Attachment, TaskOptions } from "./task-types.ts"
import type { Workspace } from "./types.ts"
import type { CallOptions } from "./words.ts"

const makeWorkspace = (calls: Calls, service: WorkspaceService, scope: Scope.Closeable, closeMs: number): Workspace => {
  const { doctor } = service
  let closing: Promise<void> | undefined

  const start = (options: TaskOptions, attachment: Attachment | undefined) =>
    Effect.gen(function* () {
      const attached = attachmentOf(attachment)
      const ofTask = yield* Scope.fork(scope)
      const session = yield* Scope.provide(service.start(options, attached), ofTask).pipe(
        Effect.onError(() => Scope.close(ofTask, Exit.void))
      )
      return makeSession(calls, session, ofTask)
    })

  const close = (deadlineMs: number): Promise<void> =>
    (closing ??= calls.close(deadlineMs).then(() => Effect.runPromise(Scope.close(scope, Exit.void))))

  return {
    root: service.root,
    doctor: { ring2: doctor.ring2, powerLoss: doctor.powerLoss, lines: describeReport(doctor) },
    start: (options, attachment) =>
      calls.run(start(options, attachment), options, options.background === true ? "waits" : "works"),
    tasks: makeTasks(calls, service.tasks),
    holderOf: (path, options) => calls.run(service.holderOf(path), options),
    leasesOf: (task, options) => calls.run(service.leasesOf(task), options),
    events: (options) => iterate(service.events, options),
    journal: () => Stream.toAsyncIterable(service.journal),
    kept: {
      list: (options) => calls.run(service.kept.list, options),
      read: (name, options) => calls.run(service.kept.read(name), options),
      release: (name, options) => calls.run(service.kept.release(name), options)
    },
    gc: ({ signal, ...limits } = {}) => calls.run(service.gc(limits), { signal }),
    close: ({ deadlineMs = closeMs } = {}) => close(deadlineMs),
    [Symbol.asyncDispose]: () => close(closeMs)
  }
}

/** A workspace of promises, over one that is opened by the effect. */
export const promised = async (
  opening: Effect.Effect<WorkspaceService, unknown, Scope.Scope>,
  { signal, closeMs = defaults.closeMs }: CallOptions & { readonly closeMs?: number | undefined } = {}
): Promise<Workspace> => {
  const calls = new Calls()
  const scope = Effect.runSync(Scope.make())
  try {
    return makeWorkspace(calls, await calls.run(Scope.provide(opening, scope), { signal }), scope, closeMs)
  } catch (error) {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    throw error
  }
}
