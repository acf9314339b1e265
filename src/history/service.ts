// The history as a service: what tasks were, said and wrote, in a file of its own beside the store. No workspace need be open.
import { type Clock, Context, Effect, Latch, Layer, Option, Result, type Scope, Stream } from "effect"
import { type Step, step as protocolStep } from "../protocol/index.ts"
import { type Batches, makeBatches } from "./batches.ts"
import { type Database, openDatabase } from "./database.ts"
import type { NotUnderstood, TaskInStore, Unavailable } from "./errors.ts"
import { type Follower, makeFollower } from "./follow.ts"
import { makeImporter } from "./import.ts"
import { append, type AppendError, type ItemLimits, itemsOf, limitOf, replaceLast, streamsOf } from "./items.ts"
import { openJournal } from "./journal.ts"
import { linesOf } from "./lines.ts"
import { beyond, countTasks, listTasks, readsOf, runsOf, taskAt, treeOf, type Which, writersOf } from "./queries.ts"
import { replay } from "./replay.ts"
import { forget } from "./tasks.ts"
import type * as types from "./types.ts"

/** How a history is opened: the workspace's directory, and what is not to be as it is otherwise. */
export interface OpenHistory extends Partial<ItemLimits> {
  readonly directory: string
  /** Where the store lies, if not in the workspace. */
  readonly storeDir?: string | undefined
  /** How long another process may write before a call gives up, in ms; 5 seconds if it is not said. */
  readonly waitMs?: number
  /** How long what the store does may be gathered before the history follows, in ms; 50 if it is not said. Who asks does not wait for it. */
  readonly followMs?: number
  /** Another core, or another system: for tests that take something away, to see that it is missed. */
  readonly step?: Step
  readonly rowsPerSnapshot?: number
  readonly datasync?: (fd: number) => Promise<void>
}

/** Takes up listening to a store, and returns how to stop. */
type Listen = (listener: () => void) => () => void

export interface HistoryService {
  /** Appends an item to a stream of a task, and returns its number. It is on the disk then. */
  readonly append: (
    task: string,
    stream: string,
    item: types.NewItem
  ) => Effect.Effect<number, AppendError | Unavailable>
  /** Puts an item in the place of the stream's last one, such as a message that grows; `n`: which one that has to be. */
  readonly replaceLast: (
    task: string,
    stream: string,
    item: types.NewItem,
    n?: number
  ) => Effect.Effect<number, AppendError | Unavailable>
  readonly items: (task: string, stream: string, from?: types.ItemsFrom) => Effect.Effect<types.ItemPage, Unavailable>
  readonly streams: (task: string) => Effect.Effect<ReadonlyArray<types.StreamRecord>, Unavailable>
  /** What a task said, did and wrote, in order; on with `after`, the `ord` of the last entry. */
  readonly replay: (task: string, page?: types.Page) => Effect.Effect<ReadonlyArray<types.Entry>, Unavailable>
  readonly task: (task: string) => Effect.Effect<types.TaskRecord | undefined, Unavailable>
  readonly list: (filter?: types.TaskFilter, page?: types.Page) => Effect.Effect<types.TaskPage, Unavailable>
  /** All tasks, each with its children; or one. */
  readonly tree: (root?: string) => Effect.Effect<ReadonlyArray<types.TaskTree>, Unavailable>
  readonly counts: (filter?: types.TaskFilter) => Effect.Effect<types.Counts, Unavailable>
  readonly runs: (task: string) => Effect.Effect<ReadonlyArray<types.RunRecord>, Unavailable>
  /** The files that a task looked at, sorted; of one that was imported they are not known. */
  readonly reads: (task: string) => Effect.Effect<ReadonlyArray<string>, Unavailable>
  /** Who wrote bytes of this hash, or this file, under which approval; the last one first. Empty: it is not known. */
  readonly whoWrote: (
    which: Which,
    page?: Pick<types.Page, "limit">
  ) => Effect.Effect<ReadonlyArray<types.Writer>, Unavailable>
  /** Which tasks are more than is to be kept; none that is live, or whose result nobody took. They are deleted by their workspace. */
  readonly retention: (limits: types.Retention) => Effect.Effect<ReadonlyArray<string>, Unavailable>
  /** Removes a task that no store knows, for good: one that was imported, or that has only items. */
  readonly remove: (task: string) => Effect.Effect<void, TaskInStore | Unavailable>
  /** The history, or that of some tasks, as lines of JSON. */
  readonly export: (tasks?: ReadonlyArray<string>) => Stream.Stream<string, Unavailable>
  /** Takes in such lines: nothing twice, and nothing that was deleted here. */
  readonly import: (
    lines: Iterable<string> | AsyncIterable<string>
  ) => Effect.Effect<types.Imported, NotUnderstood | Unavailable>
  /** Follows the store's journal to its end; whoever asks for something does so first. */
  readonly catchUp: Effect.Effect<void, Unavailable>
  /** Follows a store that is open in this process, as long as the scope lives. */
  readonly follow: (listen: Listen) => Effect.Effect<void, never, Scope.Scope>
  readonly about: Effect.Effect<types.About, Unavailable>
}

/** What holds unless it is set. */
export const historyDefaults = {
  maxItemBytes: 16 * 1024 * 1024,
  maxTaskBytes: 1024 * 1024 * 1024,
  waitMs: 5_000,
  followMs: 50
} as const

/** Rows that are followed in one transaction, and those that an append waits for at most. */
const rowsAtOnce = 500
const rowsBeforeAppend = 50

/** Lines that are read, or taken in, at a time. */
const linesAtOnce = 200

const take = (lines: Iterator<string>, most: number): ReadonlyArray<string> => {
  const some: Array<string> = []
  while (some.length < most) {
    const line = lines.next()
    if (line.done === true) break
    some.push(line.value)
  }
  return some
}

const wallOf = (clock: Clock.Clock): number => clock.currentTimeMillisUnsafe()

const make = (database: Database, follower: Follower, batches: Batches, options: OpenHistory): HistoryService => {
  const { sql, onlyRead } = database
  const limits: ItemLimits = {
    maxItemBytes: options.maxItemBytes ?? historyDefaults.maxItemBytes,
    maxTaskBytes: options.maxTaskBytes ?? historyDefaults.maxTaskBytes
  }

  const catchUp: Effect.Effect<void, Unavailable> = Effect.clockWith((clock) => {
    const next: Effect.Effect<void, Unavailable> = Effect.suspend(() => {
      if (onlyRead || !follower.hasNews()) return Effect.void
      const advanced = database.write(() => Result.succeed(follower.advance(rowsAtOnce, wallOf(clock))))
      return Effect.flatMap(advanced, (more) => (more ? Effect.andThen(Effect.yieldNow, next) : Effect.void))
    })
    return next
  })

  /** Why the history could not be brought on when somebody asked last, if it could not. */
  let unwritten: string | undefined
  // Where nothing can be written, be it that the disk is full, what there is is told all the same.
  const asking = <A>(look: () => A): Effect.Effect<A, Unavailable> =>
    catchUp.pipe(
      Effect.match({
        onSuccess: () => undefined,
        onFailure: ({ message }) => message
      }),
      Effect.flatMap((why) => {
        unwritten = why
        return database.read(look)
      })
    )

  const saying = (say: (at: number) => Result.Result<number, AppendError>) =>
    Effect.clockWith((clock) => batches.add(() => say(wallOf(clock))))

  return {
    append: (task, stream, item) => saying((at) => append(sql, limits, task, stream, item, at)),
    replaceLast: (task, stream, item, n) => saying((at) => replaceLast(sql, limits, task, stream, item, n, at)),
    items: (task, stream, from = {}) => database.read(() => itemsOf(sql, task, stream, from)),
    streams: (task) => database.read(() => streamsOf(sql, task).map(({ stream, last }) => ({ stream, last }))),
    replay: (task, page = {}) => asking(() => replay(sql, task, page)),
    task: (task) => asking(() => taskAt(sql, task)),
    list: (filter = {}, page = {}) => asking(() => listTasks(sql, filter, page)),
    tree: (root) => asking(() => treeOf(sql, root)),
    counts: (filter = {}) => asking(() => countTasks(sql, filter)),
    runs: (task) => asking(() => runsOf(sql, task)),
    reads: (task) => asking(() => readsOf(sql, task)),
    whoWrote: (which, page = {}) => asking(() => writersOf(sql, which, limitOf(page.limit))),
    retention: (bounds) => Effect.clockWith((clock) => asking(() => beyond(sql, bounds, wallOf(clock)))),
    remove: (task) =>
      Effect.clockWith((clock) =>
        Effect.andThen(
          catchUp,
          database.write(() => forget(sql, task, wallOf(clock)))
        )
      ).pipe(Effect.tap(() => database.durable)),
    export: (tasks) =>
      Stream.unwrap(
        Effect.map(catchUp, () => {
          const lines = linesOf(sql, database.header, tasks)
          return Stream.paginate(undefined, () =>
            Effect.map(
              database.read(() => take(lines, linesAtOnce)),
              (some) => [some, some.length < linesAtOnce ? Option.none<undefined>() : Option.some(undefined)] as const
            )
          )
        })
      ),
    import: (lines) => {
      const importer = makeImporter(sql, database.header)
      const source = Symbol.asyncIterator in lines ? lines : Stream.toAsyncIterable(Stream.fromIterable(lines))
      return Stream.fromAsyncIterable(source, (error) => error).pipe(
        Stream.orDie,
        Stream.grouped(linesAtOnce),
        Stream.runForEach((some) => database.write(() => importer.take(some))),
        Effect.andThen(database.durable),
        Effect.map(() => importer.told())
      )
    },
    catchUp,
    follow: Effect.fnUntraced(function* (listen) {
      const news = yield* Latch.make()
      yield* Effect.addFinalizer(() => Effect.ignore(catchUp))
      yield* Effect.acquireRelease(
        Effect.sync(() => listen(() => news.openUnsafe())),
        (stop) => Effect.sync(stop)
      )
      const gathered = Effect.sleep(options.followMs ?? historyDefaults.followMs)
      const round = news.await.pipe(
        Effect.andThen(gathered),
        Effect.andThen(news.close),
        // What cannot be followed now is with the next row, or when somebody asks.
        Effect.andThen(Effect.ignore(catchUp))
      )
      yield* Effect.forkScoped(Effect.forever(round))
    }),
    about: asking(() => ({
      history: database.header.nonce,
      created: database.header.created,
      ...follower.about(),
      ...(unwritten === undefined ? {} : { behind: unwritten })
    }))
  }
}

/**
 * The service.
 *
 * @example
 * Effect.gen(function* () {
 *   const history = yield* History
 *   yield* history.append("docs", "messages", { json: { role: "user", text: "Write the docs" } })
 *   return yield* history.whoWrote({ path: "README.md" })
 * }).pipe(Effect.provide(History.layer({ directory: "." })))
 */
export class History extends Context.Service<History, HistoryService>()("leasehold/History") {
  /** Opens the history of a workspace; it is closed with the scope. Several processes may have it open. */
  static readonly open = Effect.fn("History.open")(function* (options: OpenHistory) {
    const { directory, storeDir, waitMs = historyDefaults.waitMs, datasync, step = protocolStep } = options
    const database = yield* openDatabase({ directory, storeDir, waitMs, datasync })
    const follower = yield* Effect.acquireRelease(
      Effect.sync(() => makeFollower(database.sql, openJournal(database.storeDir), step, options.rowsPerSnapshot)),
      (made) => Effect.sync(() => made.close())
    )
    // What the store did before stands before what is said, unless the history is far behind.
    const clock = yield* Effect.clockWith(Effect.succeed)
    const first = (): void => {
      if (follower.hasNews()) follower.advance(rowsBeforeAppend, wallOf(clock))
    }
    const batches = yield* Effect.acquireRelease(
      Effect.sync(() => makeBatches(database, first)),
      (made) => made.close
    )
    return make(database, follower, batches, options)
  })

  static readonly layer = (options: OpenHistory) => Layer.effect(History, History.open(options))
}
