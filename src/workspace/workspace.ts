// A workspace: one directory that several tasks write, in this process and in others.
import { Context, Effect, Layer, Queue, Schedule, type Scope, Stream } from "effect"
import {
  holderOf,
  type Lease as LeaseOfState,
  leasesOf,
  type Mode,
  type Resource,
  runOf,
  type RunId,
  type TaskId,
  taskOf,
  taskOfRun
} from "../protocol/index.ts"
import type { Report } from "../platform/report.ts"
import type { Collected } from "../publish/reaper.ts"
import type { Kept } from "../publish/kept.ts"
import type { StoreError } from "../store/errors.ts"
import { journalLines } from "../store/journal.ts"
import type { StoreService } from "../store/store.ts"
import { eventsOf, type WorkspaceEvent } from "./events.ts"
import { type Host, openHost, type OpenOptions } from "./host.ts"
import type { TaskError } from "./interface.ts"
import type { Unavailable } from "../history/errors.ts"
import type { HistoryService } from "../history/service.ts"
import type { Attachment, LifeError, Session, Tasks } from "../tasks/interface.ts"
import { makeRunner, type Runner, type RunnerOptions } from "../tasks/runner.ts"
import type { TaskOptions } from "./profile.ts"
import type { FencingToken } from "./leases.ts"
import { checked, GcLimits, type InvalidOptions, type OpenWorkspace, optionsOf } from "./options.ts"
import type { Path, PathError } from "./paths.ts"
import { makeTasks } from "./task.ts"
import { keptUp, upkeep } from "./upkeep.ts"

/** A lease, as others see it. Times are ms of the system's monotonic clock (`process.hrtime`). */
export interface HeldLease extends FencingToken {
  readonly resource: Resource
  readonly task: TaskId
  readonly run: RunId
  readonly title: string
  readonly mode: Mode
  readonly since: number
  readonly expires: number
}

export interface WorkspaceService {
  /** Its directory, without symbolic links. */
  readonly root: string
  /** What this machine and the file system do, and what can be promised by that; `describeReport` tells it to people. */
  readonly doctor: Report
  /**
   * Begins a run of a task that its host goes on with by itself: a new task, or one that was interrupted. The run ends with the scope.
   * `TaskRunning` if another one runs. One in the background waits here, to be approved if it is to write, and for a slot.
   */
  readonly start: (
    options: TaskOptions,
    attachment?: Attachment
  ) => Effect.Effect<Session, LifeError | TaskError, Scope.Scope>
  /** All tasks, whichever process they run in: to start them, to look at them, to answer, and to end them. */
  readonly tasks: Tasks
  /** What tasks were, said and wrote; it is opened when it is first asked for. */
  readonly history: Effect.Effect<HistoryService, Unavailable>
  /** Who holds a file. The answer is out of date as soon as it is given: it is for showing, not for acting upon. */
  readonly holderOf: (path: Path) => Effect.Effect<HeldLease | undefined, StoreError | PathError>
  /** What a task holds, the oldest lease first. The answer is for showing, too. */
  readonly leasesOf: (task: string) => Effect.Effect<ReadonlyArray<HeldLease>, StoreError>
  /**
   * From now on, by all processes; what others did is seen a little later. Ends when the workspace is closed, and fails when all leases are
   * lost with the store.
   */
  readonly events: Stream.Stream<WorkspaceEvent, StoreError>
  /** All rows that are kept, as lines of JSON of which the first is a header; see JournalHeader and JournalLine. */
  readonly journal: Stream.Stream<string, StoreError>
  /** What programs outside Leasehold wrote, and a write displaced that could not put it back. */
  readonly kept: {
    readonly list: Effect.Effect<ReadonlyArray<Kept>>
    readonly read: (name: string) => Effect.Effect<Uint8Array | null>
    /** Lets go of the bytes, for good. */
    readonly release: (name: string) => Effect.Effect<void>
  }
  /**
   * Looks at once for what is otherwise looked for now and then: the dead, what is left to settle, and what is staged and no more needed.
   * What was kept aside stays.
   *
   * @example
   * workspace.gc({ maxWrites: 1_000, budgetMs: 50 })
   */
  readonly gc: (limits?: GcLimits) => Effect.Effect<Collected, StoreError | InvalidOptions>
}

const shown = ({ state: stateOf, generationNonce }: StoreService, lease: LeaseOfState): HeldLease => {
  const { resource, run, token, since, expires } = lease
  const state = stateOf()
  const task = taskOfRun(state, run)!
  const { title, background } = taskOf(state, task)
  const mode = background ? "background" : "foreground"
  return { resource, task, run, title, mode, generation: state.generation, generationNonce, token, since, expires }
}

/** Who is asked what tasks may do. */
export type Deciders = Pick<RunnerOptions, "approver" | "questions" | "sandbox">

/** What follows the workspace's events, and is told when there will be no more. */
type Followers = Set<Effect.Effect<unknown>>

const make = (host: Host, followers: Followers, { start, tasks, history }: Runner): WorkspaceService => {
  const { store, paths, mustBeOpen, kept } = host

  const events = Stream.callback<WorkspaceEvent, StoreError>(
    Effect.fnUntraced(function* (queue) {
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          const end = Queue.end(queue)
          followers.add(end)
          const stop = store.listen((row, orders) => {
            Queue.offerAllUnsafe(queue, eventsOf(store, row, orders))
          })
          return () => {
            stop()
            followers.delete(end)
          }
        }),
        (stop) => Effect.sync(stop)
      )
      // What other processes did is looked for as long as somebody listens.
      const looking = Effect.repeat(store.refresh, Schedule.spaced(host.options.pollMs))
      yield* Effect.raceFirst(store.gone, looking).pipe(
        Effect.catch((error) => Queue.fail(queue, error)),
        Effect.forkScoped
      )
    })
  )

  return {
    root: host.layout.root,
    doctor: host.report,
    start,
    tasks,
    history,
    holderOf: Effect.fn("Workspace.holderOf")(function* (path) {
      const { key } = yield* Effect.flatMap(mustBeOpen, () => Effect.fromResult(paths.targetOf(path)))
      yield* store.refresh
      const lease = holderOf(store.state(), key)
      return lease === undefined ? undefined : shown(store, lease)
    }),
    leasesOf: (task) =>
      Effect.map(store.refresh, () => {
        const state = store.state()
        const run = runOf(state, task as TaskId)
        return run === undefined ? [] : leasesOf(state, run).map((lease) => shown(store, lease))
      }),
    events,
    journal: journalLines(store, host.header),
    kept: {
      list: Effect.sync(() => kept.list()),
      read: (name) => Effect.sync(() => kept.read(name)),
      release: (name) => Effect.sync(() => kept.release(name))
    },
    gc: Effect.fn("Workspace.gc")(function* (limits: GcLimits = {}) {
      return yield* upkeep(host, yield* checked(GcLimits, limits))
    })
  }
}

/** A workspace on an instance of its own, which it keeps up as long as the scope lives. */
export const workspaceOn = Effect.fnUntraced(function* (
  host: Host,
  deciders: Deciders = {},
  followers: Followers = new Set()
) {
  yield* keptUp(host)
  return make(host, followers, yield* makeRunner({ host, files: makeTasks(host), ...deciders }))
})

/** Opens a workspace on what is given, and nothing else. */
export const openWith = Effect.fnUntraced(function* (options: OpenOptions & Deciders) {
  const followers: Followers = new Set()
  // Last of all, when everything was told.
  yield* Effect.addFinalizer(() => Effect.all(followers))
  return yield* workspaceOn(yield* openHost(options), options, followers)
})

/**
 * The service.
 *
 * @example
 * Effect.gen(function* () {
 *   const workspace = yield* Workspace
 *   const task = yield* workspace.start({ id: "docs" })
 *   yield* task.edit("README.md", (before) => `${before ?? ""}More.\n`)
 * }).pipe(Effect.scoped, Effect.provide(Workspace.layer({ directory: "." })))
 */
export class Workspace extends Context.Service<Workspace, WorkspaceService>()("leasehold/Workspace") {
  /** Opens a workspace; it is closed with the scope. Several processes may have one directory open, and one process several times. */
  static readonly open = Effect.fn("Workspace.open")(function* (options: OpenWorkspace) {
    return yield* openWith(yield* optionsOf(options))
  })

  static readonly layer = (options: OpenWorkspace) => Layer.effect(Workspace, Workspace.open(options))
}
