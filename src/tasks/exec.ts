// Commands of tasks, and tools of the host's that write files by themselves.
import { Effect, Result } from "effect"
import {
  type Command,
  type CommandError,
  commandTouches,
  nameOfLeft,
  programOf,
  type NoSandbox,
  runContained,
  type RunOptions,
  type RunResult,
  type Sandbox
} from "../commands/index.ts"
import {
  isRunning,
  mayRun,
  ownPathsOf,
  refuse,
  type Resource,
  type RunId,
  subtree,
  targetsIn,
  type TaskId,
  taskNotRunning,
  taskOf
} from "../protocol/index.ts"
import type { Host } from "../workspace/host.ts"
import { toTask } from "../workspace/told.ts"
import type { Path, PathError, PathScope } from "../workspace/paths.ts"
import { ChangedOutside } from "./errors.ts"
import { type Found, type GuardedError, type MakeGuarded, nothing } from "./guarded.ts"
import type { Task } from "./interface.ts"
import type { Noting } from "./noting.ts"

export interface ExecOptions extends Omit<RunOptions, "cwd" | "id"> {
  /** The directory in which it is run, from the workspace's root; there if it is not said. */
  readonly cwd?: Path
  /** All that it may change; the whole scope of the task if it is not said. */
  readonly targets?: ReadonlyArray<PathScope>
}

/** What became of a command: its end, and what it changed. */
export interface Executed extends RunResult, Found {}

export type ExecError = GuardedError | PathError | CommandError | ChangedOutside | NoSandbox

/** A tool of the host's that changes files by itself: a formatter, a notebook, a tool of another server. */
export interface ToolOptions<A, E, R> {
  readonly tool: string
  /** All that it may change; the whole scope of the task if it is not said. */
  readonly targets?: ReadonlyArray<PathScope>
  readonly run: Effect.Effect<A, E, R>
}

/** What a tool came to, and what it changed. */
export interface ToolRun<A> extends Found {
  readonly value: A
}

/** The program and its arguments. */
const wordsOf = (run: Command): ReadonlyArray<string> => {
  const { command, args = [] } = programOf(run)
  return [command, ...args]
}

export const makeExec = (
  { store, folds, layout, paths }: Host,
  { guarded }: MakeGuarded,
  sandbox: Sandbox["Service"],
  noting: Noting
) => {
  const targetsOf = (
    task: TaskId,
    targets: ReadonlyArray<PathScope> | undefined
  ): Effect.Effect<ReadonlyArray<Resource>, PathError> =>
    Effect.suspend(() =>
      targets === undefined
        ? Effect.succeed(targetsIn(taskOf(store.state(), task).scope, folds))
        : Effect.fromResult(Result.all(targets.map(paths.resourceOf)))
    )

  const checked = (task: TaskId, { outside }: Found, code: number | null): Effect.Effect<void, ChangedOutside> =>
    outside.length === 0
      ? Effect.void
      : Effect.fail(new ChangedOutside({ task, keys: outside.map(({ key }) => key), code }))

  /** Who may not write runs commands where nothing can be written: there is no lease, and nothing to compare. */
  const readOnly = Effect.fnUntraced(function* (task: TaskId, run: RunId, options: RunOptions) {
    const state = store.state()
    const words = wordsOf(options.run)
    if (!isRunning(state, run)) return yield* toTask(Effect.fail(taskNotRunning(state, run)))
    if (!mayRun(taskOf(state, task).scope, folds, { words }))
      return yield* refuse("CommandNotAllowed", { run, command: words.join(" ") })
    const program = yield* sandbox.wrap(options.run, { root: layout.root, cwd: options.cwd })
    const ended = yield* runContained({ ...options, run: program })
    yield* noting.command(task, { words, code: ended.code, changed: [] })
    return { ...ended, ...nothing }
  })

  const exec = Effect.fn("Task.exec")(function* (task: TaskId, run: RunId, options: ExecOptions) {
    const { cwd, targets, ...running } = options
    const place = cwd === undefined ? "." : (yield* Effect.fromResult(paths.resourceOf({ directory: cwd }))).path
    const { background, allowWrites } = taskOf(store.state(), task)
    if (background && !allowWrites) return yield* readOnly(task, run, { ...running, cwd: `${layout.root}/${place}` })
    const touched = commandTouches(options.run, options.environment)
    // What moves the tree, the index or the stash of a repository is about all of it, whatever it says.
    const sweeps = touched !== null && touched.parts.size > 0
    const { value, found } = yield* guarded(task, run, {
      as: { words: wordsOf(options.run), sweeps },
      resources: sweeps ? [subtree("")] : yield* targetsOf(task, targets),
      use: (id) => runContained({ ...running, id, cwd: `${layout.root}/${place}` }),
      endOf: ({ code, signal, left }) => ({ didWell: code === 0, code, signal, left: left.map(nameOfLeft) })
    })
    yield* checked(task, found, value.code)
    return { ...value, ...found }
  })

  const guardTool = Effect.fn("Task.guardTool")(function* <A, E, R>(
    task: TaskId,
    run: RunId,
    { tool, targets, run: use }: ToolOptions<A, E, R>
  ) {
    const context = yield* Effect.context<R>()
    const { value, found } = yield* guarded(task, run, {
      as: { tool },
      resources: yield* targetsOf(task, targets),
      use: () => Effect.provideContext(use, context),
      endOf: () => ({ didWell: true, code: null, signal: null, left: [] })
    })
    yield* checked(task, found, null)
    return { value, ...found }
  })

  const commitPaths = (task: TaskId) => Effect.map(store.refresh, () => ownPathsOf(store.state(), task))

  return (task: TaskId, run: RunId): Pick<Task, "exec" | "guardTool" | "commitPaths"> => ({
    exec: (options) => exec(task, run, options),
    guardTool: (options) => guardTool(task, run, options),
    commitPaths: commitPaths(task)
  })
}
