import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { approveAll } from "../../src/tasks/approval.ts"
import type { ExecError, Executed } from "../../src/tasks/exec.ts"
import type { Task } from "../../src/tasks/interface.ts"
import { openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { workspaceOn, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { fieldsOf } from "../phase7/support.ts"
import { directoryWith } from "../workspace/directory.ts"

const options = { ...defaults, storeDir: undefined, tendMs: 10 }

const approver = approveAll("test")

const openIn = (directory: string) =>
  Effect.gen(function* () {
    const host = yield* openHost({ ...options, directory })
    return { host, workspace: yield* workspaceOn(host, { approver }) }
  })

/** What is refused to a task that is revoked as soon as it is decided that it runs something, before that is begun. */
const revokedAtOnce = <A, E>(
  by: (here: WorkspaceService, elsewhere: WorkspaceService) => WorkspaceService,
  use: (task: Task, directory: string) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith({ "src/a.txt": "old" })
    const { host, workspace } = yield* openIn(directory)
    const elsewhere = yield* openIn(directory)
    const revoking = by(workspace, elsewhere.workspace)
    // Whoever listens is told before what was decided is acted upon.
    host.store.listen(({ entries }) => {
      if (entries.some((entry) => entry._tag === "Step" && entry.action._tag === "Exec"))
        Effect.runFork(revoking.tasks.revoke("builder", "enough"))
    })
    const refused = yield* Deferred.make<E, A>()
    yield* workspace.tasks.spawn({ id: "builder", allowWrites: true }, (task) =>
      Effect.flip(use(task, directory)).pipe(
        Effect.onExit((exit) => Deferred.done(refused, exit)),
        Effect.as("")
      )
    )
    const error = yield* Deferred.await(refused)
    return { error, hasRun: existsSync(join(directory, "src/ran")), holder: yield* workspace.holderOf("src/a.txt") }
  })

describe("what is revoked after it is decided that it runs, and before it does", () => {
  for (const [whose, by] of [
    ["this process", (here: WorkspaceService) => here],
    ["another one", (_: WorkspaceService, elsewhere: WorkspaceService) => elsewhere]
  ] as const)
    it.live(`is not run, when ${whose} revoked it, and its lease is given back`, () =>
      Effect.gen(function* () {
        const commands = yield* revokedAtOnce(by, (task) => task.exec({ run: { shell: "touch src/ran" } }))
        const tools = yield* revokedAtOnce(by, (task, directory) =>
          task.guardTool({ tool: "touch", run: Effect.sync(() => writeFileSync(join(directory, "src/ran"), "")) })
        )
        for (const { error, hasRun, holder } of [commands, tools]) {
          assert.strictEqual(error._tag, "CommandEnded")
          assert.isFalse(hasRun)
          assert.isUndefined(holder)
        }
      })
    )
})

describe("what is narrowed after a command is over, and before that is told", () => {
  it.live("counts as changed outside, and is written down", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "src/a.txt": "old" })
      const elsewhere = yield* openIn(directory)
      const host = yield* openHost({ ...options, directory, tendMs: 60_000, upkeepMs: 60_000 })
      const { refresh } = host.store
      // The last look at what others did, before the tree is compared.
      let isNarrowed = false
      const narrowed = Effect.suspend(() => {
        if (isNarrowed || !existsSync(join(directory, "src/ran"))) return Effect.void
        isNarrowed = true
        return elsewhere.workspace.tasks.narrow("builder", { write: { allow: ["docs/**"] } })
      })
      const store = { ...host.store, refresh: Effect.tap(refresh, () => Effect.orDie(narrowed)) }
      const workspace = yield* workspaceOn({ ...host, store }, { approver })
      const refused = yield* Deferred.make<ExecError, Executed>()
      const { result } = yield* workspace.tasks.spawn({ id: "builder", allowWrites: true }, (task) =>
        Effect.flip(task.exec({ run: { shell: "touch src/ran" } })).pipe(
          Effect.onExit((exit) => Deferred.done(refused, exit)),
          Effect.as("")
        )
      )
      assert.deepInclude(fieldsOf(yield* Deferred.await(refused)), { _tag: "ChangedOutside", keys: ["src/ran"] })
      const [command] = (yield* result).handOff.commands
      assert.deepStrictEqual(command?.changed, ["src/ran"])
      assert.isUndefined(yield* workspace.holderOf("src/a.txt"))
    })
  )
})
