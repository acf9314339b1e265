// The life of tasks, with bodies and calls that are promises.
import { Effect } from "effect"
import { refuse, type RunId } from "../protocol/index.ts"
import type * as lives from "../tasks/interface.ts"
import { type Calls, type Runs, within } from "./calls.ts"
import { iterate } from "./events.ts"
import { makeFiles } from "./files.ts"
import type { ToolOptions } from "./command-types.ts"
import type { Files } from "./types.ts"
import type { Attachment, Body, SpawnOptions, Spawned, Task, Tasks } from "./task-types.ts"

const mustBeFunction = (name: string, given: unknown): void => {
  if (typeof given !== "function") throw new TypeError(`${name} is a function`)
}

/** What an aborted signal says, and every call after it. */
const stopping = (run: RunId): Error => refuse("TaskNotRunning", { run, reason: "Stopping" })

/** A body that is a promise as one that is an effect. */
const bodyOf =
  (calls: Calls, body: Body): lives.Body =>
  (task) =>
    calls.bodies.run(
      async (signal) => body(makeTask(calls, within(calls, signal), task), { signal }),
      () => stopping(task.run)
    )

const makeSpawned = (calls: Runs, spawned: lives.Spawned): Spawned => ({
  task: spawned.task,
  status: (options) => calls.run(spawned.status, options),
  result: (options) => calls.run(spawned.result, options, "waits"),
  cancel: (reason, options) => calls.run(spawned.cancel(reason), options, "decides"),
  get overlaps() {
    return spawned.overlaps
  }
})

const spawning =
  (all: Calls, calls: Runs, spawn: lives.Tasks["spawn"]): Tasks["spawn"] =>
  async ({ signal, ...options }: SpawnOptions, body) => {
    mustBeFunction("what a task does", body)
    return makeSpawned(calls, await calls.run(spawn(options, bodyOf(all, body)), { signal }, "decides"))
  }

/** `all`: those of the workspace, which bodies belong to; `calls`: those of this task. */
export const makeLife = (all: Calls, calls: Runs, task: lives.Task): Omit<Task, keyof Files> => ({
  spawn: spawning(all, calls, task.spawn),
  join: (options) => calls.run(task.join, options, "waits"),
  acknowledge: (child, options) => calls.run(task.acknowledge(child), options, "decides"),
  ask: (question, options) => calls.run(task.ask(question), options, "waits"),
  // What a command changed is told also if the call is withdrawn: so that ends the command, and is no end of the call before that.
  exec: ({ signal, ...options }) => calls.run(task.exec(options), { signal }, "waits"),
  guardTool: ({ signal, run, ...options }) =>
    calls.run(task.guardTool({ ...options, run: toolOf(run) }), { signal }, "waits"),
  commitPaths: (options) => calls.run(task.commitPaths, options),
  report: (report) => Effect.runSync(task.report(report))
})

/** A tool that is a promise: if it is interrupted it is told so, and waited for. */
const toolOf = <A>(run: ToolOptions<A>["run"]): Effect.Effect<A, unknown> =>
  Effect.callback<A, unknown>((resume) => {
    const controller = new AbortController()
    const settled = (async () => run({ signal: controller.signal }))().then(
      (value) => resume(Effect.succeed(value)),
      (error: unknown) => resume(Effect.fail(error))
    )
    return Effect.promise(() => {
      controller.abort()
      return settled
    })
  })

const makeTask = (all: Calls, calls: Runs, task: lives.Task): Task => ({
  ...makeFiles(calls, task),
  ...makeLife(all, calls, task)
})

export const makeTasks = (calls: Calls, tasks: lives.Tasks): Tasks => ({
  spawn: spawning(calls, calls, tasks.spawn),
  resume: async (task, body, options) => {
    mustBeFunction("what a task does", body)
    return makeSpawned(calls, await calls.run(tasks.resume(task, bodyOf(calls, body)), options, "decides"))
  },
  list: (options) => calls.run(tasks.list, options),
  writers: (options) => calls.run(tasks.writers, options),
  pending: (options) => calls.run(tasks.pending, options),
  approve: (request, by, { signal, ...options } = {}) =>
    // An id is a plain string here.
    calls.run(tasks.approve(request as Parameters<lives.Tasks["approve"]>[0], by, options), { signal }, "decides"),
  deny: (task, reason, options) => calls.run(tasks.deny(task, reason), options, "decides"),
  revoke: (task, reason, options) => calls.run(tasks.revoke(task, reason), options, "decides"),
  narrow: (task, scope, options) => calls.run(tasks.narrow(task, scope), options, "decides"),
  questions: (options) => calls.run(tasks.questions, options),
  answer: (task, answer, options) => calls.run(tasks.answer(task, answer), options, "decides"),
  cancel: (task, reason, options) => calls.run(tasks.cancel(task, reason), options, "decides"),
  delete: (task, options) => calls.run(tasks.delete(task), options, "decides"),
  displaced: (content, options) => calls.run(tasks.displaced(content), options),
  handOff: (task, options) => calls.run(tasks.handOff(task), options),
  retain: (limits, options) => calls.run(tasks.retain(limits), options, "decides"),
  subscribe: (task, options) => iterate(tasks.subscribe(task), options)
})

/** An attachment whose answers are promises, or plain. */
export const attachmentOf = ({ cancel, isAlive }: Attachment = {}): lives.Attachment => {
  for (const [name, given] of Object.entries({ cancel, isAlive })) if (given !== undefined) mustBeFunction(name, given)
  return {
    ...(cancel === undefined ? {} : { cancel: (reason: string) => Effect.promise(async () => cancel(reason)) }),
    ...(isAlive === undefined ? {} : { isAlive: Effect.promise(async () => Boolean(await isAlive())) })
  }
}
