// Commands of tasks: run under a lease of all that they may change, compared with the tree before them, and told of afterwards.
import { Effect, Exit, Result } from "effect"
import {
  type Command,
  type CommandError,
  type CommandId,
  freshCommandId,
  type Manifest,
  nameOfLeft,
  programOf,
  runContained,
  type RunOptions,
  type RunResult,
  takeManifest
} from "../commands/index.ts"
import type { SystemError } from "../platform/errors.ts"
import { type Audit, lifeOf, type Resource, type RunId, type TaskId } from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import { acquire } from "../store/recover.ts"
import type { Host } from "../workspace/host.ts"
import type { LeaseError } from "../workspace/leases.ts"
import type { Path, PathError, PathScope } from "../workspace/paths.ts"
import { attribute, type Attributed, watchWrites } from "./attribution.ts"
import { ChangedOutside, ProcessesLeft } from "./errors.ts"

export interface ExecOptions extends Omit<RunOptions, "cwd" | "id"> {
  /** The directory in which it is run, from the workspace's root; there if it is not said. */
  readonly cwd?: Path
  /** All that it may change; the whole scope of the task if it is not said. */
  readonly targets?: ReadonlyArray<PathScope>
}

/** What became of a command: its end, and what it changed. */
export interface Executed extends RunResult, Attributed {}

export type ExecError = LeaseError | PathError | CommandError | SystemError | ChangedOutside | ProcessesLeft

/** Where a command is run, from the workspace's root, and all that it may change. */
export interface Place {
  readonly cwd: string
  readonly resources: ReadonlyArray<Resource>
}

const unseen: Audit = { code: null, signal: null, changes: [], left: [] }

/** The program and its arguments. */
const wordsOf = (run: Command): ReadonlyArray<string> => {
  const { command, args = [] } = programOf(run)
  return [command, ...args]
}

export const makeExec = (host: Host) => {
  const { store, liveness, layout, publisher } = host
  // What did not change since the last command is not read again.
  let last: Manifest | undefined

  const manifest = Effect.suspend(() => takeManifest(layout.root, last)).pipe(
    Effect.tap((taken) =>
      Effect.sync(() => {
        last = taken
      })
    )
  )

  /** Leases all that the command may change, and says that it runs. */
  const begin = (run: RunId, command: CommandId, words: ReadonlyArray<string>, resources: ReadonlyArray<Resource>) =>
    publisher.settlingOthers(
      Effect.suspend(() =>
        store.transact((tx) => acquire(tx, liveness, { _tag: "Exec", run, command, words, resources }))
      )
    )

  /** It is over, and so is its lease. */
  const finish = (
    task: TaskId,
    run: RunId,
    how: "success" | "failure",
    audit: Audit,
    { changes, outside }: Attributed
  ) =>
    store.transact((tx): Result.Result<void> => {
      // Another process may have done so, if it took this one for dead.
      const leases = lifeOf(tx.state, task)?.command?.leases ?? []
      const changed = [...changes, ...outside].map(({ key }) => key)
      tx.step({ _tag: "Tell", task, how, changed, audit })
      for (const { resource, handle } of leases) tx.step({ _tag: "Release", run, resource, handle })
      return Result.succeed(undefined)
    })

  const exited = (task: TaskId): Effect.Effect<void, StoreError> =>
    store.transact((tx): Result.Result<void> => {
      tx.step({ _tag: "Exit", task })
      return Result.succeed(undefined)
    })

  /** Looks at what the command changed, writes that down, and gives its lease back. */
  const tellOf = Effect.fnUntraced(function* (
    task: TaskId,
    run: RunId,
    before: Manifest,
    writes: ReturnType<typeof watchWrites>,
    result: RunResult | undefined
  ) {
    const left = result?.left ?? []
    // Its lease stays as long as something of it may go on: whoever looks after tasks looks again.
    if (left.length > 0) return yield* new ProcessesLeft({ task, left: left.map(nameOfLeft) })
    yield* exited(task)
    const after = yield* manifest
    yield* store.refresh
    const found = attribute(store.state(), run, before, after, writes.isWritten)
    const didWell = result?.code === 0 && found.outside.length === 0
    const audit: Audit = {
      code: result?.code ?? null,
      signal: result?.signal ?? null,
      changes: [...found.changes, ...found.outside].map(({ key, base, content }) => ({ key, base, content })),
      left: []
    }
    yield* finish(task, run, didWell ? "success" : "failure", audit, found)
    return found
  })

  /** Nothing can be told of what it changed: that is no reason to keep its lease. */
  const abandon = (task: TaskId, run: RunId) =>
    Effect.andThen(exited(task), finish(task, run, "failure", unseen, { changes: [], outside: [] }))

  /** Runs a command of a task. If it is interrupted, all that the command started is ended, and what it changed is found, before that. */
  return (
    task: TaskId,
    run: RunId,
    options: ExecOptions,
    { cwd, resources }: Place
  ): Effect.Effect<Executed, ExecError> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const { cwd: _, targets: __, ...running } = options
        const id = freshCommandId()
        yield* restore(begin(run, id, wordsOf(options.run), resources))
        const writes = watchWrites(store)
        const told = Effect.gen(function* () {
          const before = yield* manifest
          const exit = yield* Effect.exit(restore(runContained({ ...running, id, cwd: `${layout.root}/${cwd}` })))
          const result = Exit.isSuccess(exit) ? exit.value : undefined
          return { exit, ...(yield* tellOf(task, run, before, writes, result)) }
        })
        const { exit, ...found } = yield* told.pipe(
          Effect.tapError((error) =>
            error._tag === "ProcessesLeft" ? Effect.void : Effect.ignore(abandon(task, run))
          ),
          Effect.ensuring(Effect.sync(() => writes.stop()))
        )
        if (Exit.isFailure(exit)) return yield* Effect.failCause(exit.cause)
        if (found.outside.length > 0)
          return yield* new ChangedOutside({ task, keys: found.outside.map(({ key }) => key), code: exit.value.code })
        return { ...exit.value, ...found }
      })
    )
}
