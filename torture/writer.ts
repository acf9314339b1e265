// A writer: a process that opens the workspace and writes until as many writes as it owes are acknowledged.
import { Worker } from "node:worker_threads"
import { Effect } from "effect"
import { openHost } from "../src/workspace/host.ts"
import { workspaceOn } from "../src/workspace/workspace.ts"
import { told } from "./children.ts"
import { openLog, type WriterEntry } from "./log.ts"
import { disturbance } from "./pauses.ts"
import { logsOf, type Plan } from "./plan.ts"
import { makeRandom } from "./random.ts"
import { openOptions } from "./removals.ts"
import { makeWork } from "./work.ts"

/** What a writer is told: its name, which no other process had before, and how many writes it owes. */
export interface WriterTask {
  readonly plan: Plan
  readonly name: string
  readonly spies: boolean
  readonly owes: number
}

const { plan, name, spies, owes } = told<WriterTask>()

const random = makeRandom(plan.seed, name)
const log = openLog<WriterEntry>(logsOf(plan), name)

if (spies) new Worker(new URL("./spy.ts", import.meta.url), { workerData: plan }).unref()

const main = Effect.gen(function* () {
  const about = disturbance(plan, makeRandom(plan.seed, `${name} calls`), spies)
  const workspace = yield* workspaceOn(yield* openHost({ ...openOptions(plan), about }))
  const task = yield* workspace.start({ id: name })
  const work = makeWork(task, name, plan.holds, random, log)
  for (let done = 0; done < owes;) if (yield* work) done += 1
})

await Effect.runPromise(Effect.scoped(main))
