// A writer: a process that opens the workspace and writes until as many writes as it owes are acknowledged.
import { Worker } from "node:worker_threads"
import { Deferred, Effect } from "effect"
import { approveAll } from "../src/tasks/approval.ts"
import type { Task, Tasks } from "../src/tasks/interface.ts"
import { openHost } from "../src/workspace/host.ts"
import { workspaceOn } from "../src/workspace/workspace.ts"
import { told } from "./children.ts"
import { openLog, type WriterEntry } from "./log.ts"
import { disturbance } from "./pauses.ts"
import { logsOf, type Plan, scopeOf } from "./plan.ts"
import { makeRandom } from "./random.ts"
import { openOptions } from "./removals.ts"
import { makeWork } from "./work.ts"

/** What a writer is told. */
export interface WriterTask {
  readonly plan: Plan
  /** Names its task, which one process after the other goes on with. */
  readonly place: string
  /** No other process had it before. */
  readonly name: string
  readonly spies: boolean
  /** How many writes it owes; and whether nobody owes any after it, so that its task is done. */
  readonly owes: number
  readonly isLast: boolean
}

const { plan, place, name, spies, owes, isLast } = told<WriterTask>()

const random = makeRandom(plan.seed, name)
const log = openLog<WriterEntry>(logsOf(plan), name)

if (spies) new Worker(new URL("./spy.ts", import.meta.url), { workerData: plan }).unref()

/** Children of those that were killed before are brought to their end. */
const adopt = Effect.fnUntraced(function* (tasks: Tasks, parent: Task) {
  for (const { task, status, parent: above } of yield* tasks.list)
    if (above === parent.task && status === "interrupted") yield* tasks.resume(task, () => Effect.void)
  yield* parent.join
})

const main = Effect.gen(function* () {
  const about = disturbance(plan, makeRandom(plan.seed, `${name} calls`), spies)
  const host = yield* openHost({ ...openOptions(plan), about })
  const { tasks } = yield* workspaceOn(host, { approver: approveAll("the torture") })
  const written = yield* Deferred.make<void, unknown>()
  const body = (task: Task) =>
    Effect.gen(function* () {
      yield* adopt(tasks, task)
      const work = makeWork(task, tasks, name, plan, random, log)
      for (let done = 0; done < owes;) if (yield* work) done += 1
    }).pipe(
      Effect.onExit((exit) => Deferred.done(written, exit)),
      // Until the workspace is closed: then it is interrupted, and the next one goes on with it.
      Effect.andThen(isLast ? Effect.void : Effect.never)
    )
  const spawned = yield* Effect.catchTag(tasks.resume(place, body), "NotInterrupted", () =>
    tasks.spawn({ id: place, background: true, allowWrites: true, scope: scopeOf(place), timeoutMs: null }, body)
  )
  yield* Deferred.await(written)
  if (isLast) yield* spawned.result
})

await Effect.runPromise(Effect.scoped(main))
