// The files of a task, with calls that are promises.
import { Effect, Exit } from "effect"
import type * as effects from "../workspace/interface.ts"
import type { Runs } from "./calls.ts"
import type { Files, Lease, Prepared, WriteOptions } from "./types.ts"

/** A signal that is aborted with what the effect comes to. */
export const signalOf = (effect: Effect.Effect<unknown, unknown>): AbortSignal => {
  const controller = new AbortController()
  Effect.runFork(effect).addObserver((exit) => {
    if (Exit.isSuccess(exit)) controller.abort(exit.value)
  })
  return controller.signal
}

const makeLease = (calls: Runs, lease: effects.Lease): Lease => {
  let { expires } = lease
  let lost: AbortSignal | undefined
  return {
    resource: lease.resource,
    generation: lease.generation,
    generationNonce: lease.generationNonce,
    token: lease.token,
    get expires() {
      return expires
    },
    get lost() {
      return (lost ??= signalOf(lease.lost))
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

export const makeFiles = (calls: Runs, task: effects.Files): Files => ({
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
    makeLease(calls, await calls.run(task.acquire(scope, options), options, options?.wait === true ? "waits" : "works"))
})
