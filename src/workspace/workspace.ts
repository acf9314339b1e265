// A workspace: one directory that several tasks write, in this process and in others.
import { randomBytes } from "node:crypto"
import { Context, Effect, Layer, Queue, Result, Schedule, Schema, type Scope, Stream } from "effect"
import {
  holderOf,
  type Lease as HeldLease,
  leasesOf,
  type Order,
  type Region,
  type RunId,
  subtree,
  taskOf,
  TaskId,
  type Task as Profile
} from "../protocol/index.ts"
import type { Report } from "../platform/report.ts"
import type { Kept } from "../publish/kept.ts"
import type { Row } from "../store/entry.ts"
import type { StoreError } from "../store/errors.ts"
import { journalLines } from "../store/journal.ts"
import { type Host, openHost } from "./host.ts"
import { defaults, WorkspaceOptions } from "./options.ts"
import type { Path, PathError } from "./paths.ts"
import { makeTasks, type Task, type TaskError } from "./task.ts"
import { keepUp, upkeep } from "./upkeep.ts"

/** What a task may do. Everything is allowed in the foreground unless it is said otherwise. */
export interface TaskOptions {
  readonly id: string
  readonly title?: string
  readonly background?: boolean
  /** Says something about tasks in the background only. */
  readonly allowWrites?: boolean
  readonly reads?: typeof Region.Type
  readonly writes?: typeof Region.Type
}

/** Something that happened in the workspace, in any process. */
export interface WorkspaceEvent {
  readonly row: Row
  readonly orders: ReadonlyArray<Order>
}

export interface WorkspaceService {
  /** Without symbolic links. */
  readonly root: string
  /** What this machine and the file system do, and what can be promised by that; `describeReport` tells it to people. */
  readonly doctor: Report
  /** Starts a run of a task; it ends with the scope. */
  readonly start: (options: TaskOptions) => Effect.Effect<Task, TaskError, Scope.Scope>
  /** Who holds a file. The answer is out of date as soon as it is given: it is for showing, not for acting upon. */
  readonly holderOf: (path: Path) => Effect.Effect<HeldLease | undefined, StoreError | PathError>
  readonly leasesOf: (run: RunId) => Effect.Effect<ReadonlyArray<HeldLease>, StoreError>
  /** From now on, by all processes; what others did is seen a little later. Fails when all leases are lost with the store. */
  readonly events: Stream.Stream<WorkspaceEvent, StoreError>
  /** All rows that are kept, as lines of JSON of which the first is a header; see JournalHeader and JournalLine. */
  readonly journal: Stream.Stream<string, StoreError>
  readonly kept: {
    readonly list: Effect.Effect<ReadonlyArray<Kept>>
    readonly read: (name: string) => Effect.Effect<Uint8Array | null>
    /** Lets go of the bytes, for good. */
    readonly release: (name: string) => Effect.Effect<void>
  }
  /** Looks at once for what is otherwise looked for now and then: the dead, what is left to settle, and what is staged and no more needed. */
  readonly gc: Effect.Effect<void, StoreError>
}

const everything = [subtree("")]

const profileOf = (options: TaskOptions): Profile => ({
  background: options.background ?? false,
  allowWrites: options.allowWrites ?? false,
  reads: options.reads ?? everything,
  writes: options.writes ?? options.reads ?? everything,
  title: options.title ?? options.id
})

const make = (host: Host): WorkspaceService => {
  const { store, paths, kept } = host
  const tasks = makeTasks(host)

  const start = (options: TaskOptions): Effect.Effect<Task, TaskError, Scope.Scope> =>
    Effect.acquireRelease(
      Effect.suspend(() => {
        const task = Schema.decodeUnknownSync(TaskId)(options.id)
        const run = `${options.id}/${randomBytes(4).toString("hex")}` as RunId
        return store
          .transact((tx) => {
            const profile = profileOf(options)
            if (JSON.stringify(taskOf(tx.state, task)) !== JSON.stringify(profile)) tx.task(task, profile)
            return tx.step({ _tag: "Start", run, task, host: host.host })
          })
          .pipe(Effect.andThen(store.durable), Effect.as(tasks(task, run)))
      }),
      // It may have ended before.
      ({ end }) => Effect.ignore(end)
    )

  const events = Stream.callback<WorkspaceEvent, StoreError>(
    Effect.fnUntraced(function* (queue) {
      yield* Effect.acquireRelease(
        Effect.sync(() => store.listen((row, orders) => Queue.offerUnsafe(queue, { row, orders }))),
        (stop) => Effect.sync(stop)
      )
      // What other processes did is looked for as long as somebody listens.
      const looking = Effect.repeat(store.refresh, Schedule.spaced(host.options.pollMs))
      yield* Effect.race(store.gone, looking).pipe(
        Effect.catch((error) => Queue.fail(queue, error)),
        Effect.forkScoped
      )
    })
  )

  return {
    root: host.layout.root,
    doctor: host.report,
    start,
    holderOf: (path) =>
      Effect.andThen(
        store.refresh,
        Effect.suspend(() =>
          Effect.fromResult(Result.map(paths.targetOf(path), ({ key }) => holderOf(store.state(), key)))
        )
      ),
    leasesOf: (run) => Effect.map(store.refresh, () => leasesOf(store.state(), run)),
    events,
    journal: journalLines(store, host.header),
    kept: {
      list: Effect.sync(() => kept.list()),
      read: (name) => Effect.sync(() => kept.read(name)),
      release: (name) => Effect.sync(() => kept.release(name))
    },
    gc: upkeep(host)
  }
}

/** A workspace on an instance of its own, which it keeps up as long as the scope lives. */
export const workspaceOn = Effect.fnUntraced(function* (host: Host) {
  if (!host.onlyRead) {
    yield* upkeep(host)
    yield* keepUp(host)
  }
  return make(host)
})

/** How a workspace is opened: a directory, and whatever is not to be as in `defaults`. */
export interface OpenWorkspace extends Partial<WorkspaceOptions> {
  readonly directory: string
  /** Where the store lies, if not in the workspace: a directory on a local file system. */
  readonly storeDir?: string
}

export class Workspace extends Context.Service<Workspace, WorkspaceService>()("leasehold/Workspace") {
  /** Opens a workspace; it is closed with the scope. */
  static readonly open = Effect.fn("Workspace.open")(function* ({ directory, storeDir, ...given }: OpenWorkspace) {
    const options = yield* Schema.decodeUnknownEffect(WorkspaceOptions, { onExcessProperty: "error" })({
      ...defaults,
      ...given
    })
    return yield* workspaceOn(yield* openHost({ ...options, directory, storeDir }))
  })

  static readonly layer = (options: OpenWorkspace) => Layer.effect(Workspace, Workspace.open(options))
}
