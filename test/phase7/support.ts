// What the rows of Phase 7 are shown on: workspaces in this process, and one in a process of its own.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import type { TaskView } from "../../src/tasks/interface.ts"
import { approveAll } from "../../src/tasks/approval.ts"
import type { OpenWorkspace } from "../../src/workspace/options.ts"
import { Workspace, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { otherProcess } from "../promise/support.ts"
import { directoryWith } from "../workspace/directory.ts"

/** Others are looked at often, so that a test does not wait for them. */
const often = { tendMs: 10, pollMs: 5, upkeepMs: 20 }

export const approving = { approver: approveAll("test") }

export const openIn = (directory: string, options: Partial<OpenWorkspace> = {}) =>
  Workspace.open({ directory, ...often, ...options })

/** A workspace in a directory with these files. */
export const opened = (files: Readonly<Record<string, string>> = {}, options: Partial<OpenWorkspace> = {}) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith(files)
    const workspace = yield* openIn(directory, options)
    return { directory, workspace, text: (name: string): string => readFileSync(join(directory, name), "utf8") }
  })

/** A process of its own that has the workspace open; see process.ts for what it can be asked. */
export const secondProcess = (directory: string) =>
  Effect.promise(() => otherProcess(join(import.meta.dirname, "process.ts"), directory))

const again = <A, E>(look: Effect.Effect<A, E>, holds: (seen: A) => boolean): Effect.Effect<A, E> =>
  Effect.flatMap(look, (seen) =>
    holds(seen) ? Effect.succeed(seen) : Effect.andThen(Effect.sleep(5), again(look, holds))
  )

/** Completes with the task once this holds of it. */
export const untilTask = (
  workspace: WorkspaceService,
  task: string,
  holds: (view: TaskView) => boolean
): Effect.Effect<TaskView> =>
  again(
    Effect.map(workspace.tasks.list, (all) => all.find((view) => view.task === task)),
    (view) => view !== undefined && holds(view)
  ).pipe(
    Effect.map((view) => view!),
    Effect.orDie
  )

export const untilStatus = (workspace: WorkspaceService, task: string, status: TaskView["status"]) =>
  untilTask(workspace, task, (view) => view.status === status)

export const untilFile = (path: string): Effect.Effect<boolean> =>
  again(
    Effect.sync(() => existsSync(path)),
    (is) => is
  )

/** How far each task is, by its id. */
export const statusesIn = (workspace: WorkspaceService) =>
  Effect.map(workspace.tasks.list, (all) => Object.fromEntries(all.map(({ task, status }) => [task, status])))

/** What it says, with nothing of its type. */
export const fieldsOf = (told: object | undefined): Readonly<Record<string, unknown>> => ({ ...told })

export const sh = (shell: string) => ({ run: { shell } })

/** The name of what it fails with. */
export const refusal = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(effect), ({ _tag }) => _tag)

/** A workspace that is closed when the test says so. */
export const closable = (directory: string, options: Partial<OpenWorkspace> = {}) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const workspace = yield* Scope.provide(openIn(directory, options), scope)
    return { workspace, close: Scope.close(scope, Exit.void) }
  })
