// The last process: it settles what the dead left, and looks once more at all that was displaced.
import { Effect } from "effect"
import { openHost } from "../src/workspace/host.ts"
import { workspaceOn } from "../src/workspace/workspace.ts"
import { told } from "./children.ts"
import type { Plan } from "./plan.ts"
import { openOptions } from "./removals.ts"

const plan = told<Plan>()

const main = Effect.gen(function* () {
  const workspace = yield* workspaceOn(yield* openHost(openOptions(plan)))
  yield* workspace.gc()
  // What was settled just now has to wait for its own grace.
  yield* Effect.sleep(plan.graceMs + 50)
  yield* workspace.gc()
})

await Effect.runPromise(Effect.scoped(main))
