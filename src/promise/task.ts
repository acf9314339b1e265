// A task whose calls are promises, over one whose calls are effects.
import { Effect, Exit, Scope } from "effect"
import type { Session } from "../tasks/interface.ts"
import type * as effects from "../workspace/interface.ts"
import type { Calls } from "./calls.ts"
import type { Lease, Prepared, Task, WriteOptions } from "./types.ts"

const makeLease = (calls: Calls, lease: effects.Lease): Lease => {
  let { expires } = lease
  let lost: AbortController | undefined
  return {
    resource: lease.resource,
    generation: lease.generation,
    generationNonce: lease.generationNonce,
    token: lease.token,
    get expires() {
      return expires
    },
    get lost() {
      if (lost !== undefined) return lost.signal
      const controller = new AbortController()
      lost = controller
      Effect.runFork(lease.lost).addObserver((exit) => {
        if (Exit.isSuccess(exit)) controller.abort(exit.value)
      })
      return controller.signal
    },
    renew: async (options) => (expires = await calls.run(lease.renew, options)),
    release: (options) => calls.run(lease.release, options),
    [Symbol.asyncDispose]: async () => {
      if (!calls.closed) await calls.run(lease.release)
    }
  }
}

// Hashes are plain strings here. One that is none is no file's, and refused as such.
const asWriteOptions = (options: WriteOptions = {}): effects.WriteOptions => options as effects.WriteOptions
const asPrepared = (prepared: Prepared): effects.Prepared => prepared as effects.Prepared

/** `scope`: its run's, which ends with it. */
export const makeTask = (calls: Calls, task: Session, scope: Scope.Closeable): Task => {
  const end = task.end.pipe(
    Effect.catchTag("TaskNotRunning", () => Effect.void),
    Effect.andThen(Scope.close(scope, Exit.void))
  )
  return {
    task: task.task,
    run: task.run,
    observe: (path, options) => calls.run(task.observe(path), options),
    write: (path, content, options) => calls.run(task.write(path, content, asWriteOptions(options)), options),
    create: (path, content, options) => calls.run(task.create(path, content), options),
    delete: (path, options) => calls.run(task.delete(path, asWriteOptions(options)), options),
    move: (from, to, options) => calls.run(task.move(from, to), options),
    patch: (changes, options) => calls.run(task.patch(changes, asWriteOptions(options)), options),
    edit: (path, transform, options) => calls.run(task.edit(path, transform, options), options),
    editBytes: (path, transform, options) => calls.run(task.editBytes(path, transform, options), options),
    prepare: (path, transform, options) => calls.run(task.prepare(path, transform), options),
    commit: (prepared, options) => calls.run(task.commit(asPrepared(prepared), options), options),
    acquire: async (scope, options) =>
      makeLease(
        calls,
        await calls.run(task.acquire(scope, options), options, options?.wait === true ? "waits" : "works")
      ),
    end: (options) => calls.run(end, options),
    [Symbol.asyncDispose]: async () => {
      if (!calls.closed) await calls.run(end)
    }
  }
}
