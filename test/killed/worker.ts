// A process that runs tasks until all are over: node worker.ts <directory> <seed> <tasks> <whether it decides, too>. It goes on with what it finds.
import { Effect, Fiber } from "effect"
import { Workspace } from "../../src/workspace/workspace.ts"
import { begin, type World } from "./bodies.ts"
import { deciding } from "./deciding.ts"
import { planOf } from "./plan.ts"
import { say } from "./said.ts"

const [directory, seed, tasks, decides] = process.argv.slice(2)

/** So many roots are under way at a time. */
const roots = 6

const main = Effect.gen(function* () {
  const workspace = yield* Workspace.open({ directory: directory!, tendMs: 10, pollMs: 5, upkeepMs: 50, graceMs: 200 })
  const world: World = { workspace, plan: planOf(Number(seed), Number(tasks)), say, scope: yield* Effect.scope }
  if (decides === "true") yield* Effect.forkScoped(deciding(workspace, world.plan, say))
  yield* Effect.forEach(
    world.plan.filter(({ parent }) => parent === null),
    (planned) =>
      Effect.gen(function* () {
        const told = yield* begin(world, planned, workspace.tasks.spawn)
        if (told !== undefined) yield* Fiber.join(told)
      }),
    { concurrency: roots, discard: true }
  )
  say({ t: "over" })
})

await Effect.runPromise(Effect.scoped(main))
process.exit()
