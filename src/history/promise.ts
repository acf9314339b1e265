// The history with promises. What it declares names nothing of Effect.
import { Cause, Effect, Exit, Scope, Stream } from "effect"
import { HistoryUnavailable } from "./errors.ts"
import { History as Effects, type HistoryService } from "./service.ts"
import type * as types from "./types.ts"

/** Every call takes a signal: if it is aborted while the call waits for others, the call is withdrawn. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** How a history is opened: the workspace's directory, and what is not to be as it is otherwise. */
export interface OpenHistory {
  readonly directory: string
  /** Where the store lies, if not in the workspace. */
  readonly storeDir?: string | undefined
  /** How long another process may write before a call gives up, in ms; 5 seconds if it is not said. */
  readonly waitMs?: number
  /** How large an item may be; 16 MiB if it is not said. */
  readonly maxItemBytes?: number
  /** How much all items of a task may be; 1 GiB if it is not said. */
  readonly maxTaskBytes?: number
}

/** What tasks were, said and wrote. It is open until it is closed. */
export interface History {
  /** Appends an item to a stream of a task, and tells its number. It is on the disk then. */
  readonly append: (task: string, stream: string, item: types.NewItem, options?: CallOptions) => Promise<number>
  /** Puts an item in the place of the stream's last one, such as a message that grows; `n`: which one that has to be. */
  readonly replaceLast: (
    task: string,
    stream: string,
    item: types.NewItem,
    options?: CallOptions & { readonly n?: number }
  ) => Promise<number>
  readonly items: (task: string, stream: string, from?: types.ItemsFrom & CallOptions) => Promise<types.ItemPage>
  readonly streams: (task: string, options?: CallOptions) => Promise<ReadonlyArray<types.StreamRecord>>
  /** What a task said, did and wrote, in order; on with `after`, the `ord` of the last entry. */
  readonly replay: (task: string, page?: types.Page & CallOptions) => Promise<ReadonlyArray<types.Entry>>
  readonly task: (task: string, options?: CallOptions) => Promise<types.TaskRecord | undefined>
  readonly list: (filter?: types.TaskFilter, page?: types.Page & CallOptions) => Promise<types.TaskPage>
  /** All tasks, each with its children; or one. */
  readonly tree: (root?: string, options?: CallOptions) => Promise<ReadonlyArray<types.TaskTree>>
  readonly counts: (filter?: types.TaskFilter, options?: CallOptions) => Promise<types.Counts>
  readonly runs: (task: string, options?: CallOptions) => Promise<ReadonlyArray<types.RunRecord>>
  /** The files that a task looked at, sorted; of one that was imported they are not known. */
  readonly reads: (task: string, options?: CallOptions) => Promise<ReadonlyArray<string>>
  /** Who wrote bytes of this hash, or this file, under which approval; the last one first. Empty: it is not known. */
  readonly whoWrote: (
    which: { readonly content: string } | { readonly path: string },
    page?: Pick<types.Page, "limit"> & CallOptions
  ) => Promise<ReadonlyArray<types.Writer>>
  /** Which tasks are more than is to be kept; none that is live, or whose result nobody took. They are deleted by their workspace. */
  readonly retention: (limits: types.Retention, options?: CallOptions) => Promise<ReadonlyArray<string>>
  /** Removes a task that no store knows, for good: one that was imported, or that has only items. */
  readonly remove: (task: string, options?: CallOptions) => Promise<void>
  /** The history, or that of some tasks, as lines of JSON. */
  readonly export: (tasks?: ReadonlyArray<string>) => AsyncIterable<string>
  /** Takes in such lines: nothing twice, and nothing that was deleted here. */
  readonly import: (lines: Iterable<string> | AsyncIterable<string>, options?: CallOptions) => Promise<types.Imported>
  readonly about: (options?: CallOptions) => Promise<types.About>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

const makeHistory = (service: HistoryService, scope: Scope.Closeable): History => {
  const underWay = new Set<Promise<unknown>>()
  let closing: Promise<void> | undefined

  const run = async <A, E>(effect: Effect.Effect<A, E>, { signal }: CallOptions = {}): Promise<A> => {
    if (closing !== undefined) throw new HistoryUnavailable({ reason: "Closed", detail: "" })
    signal?.throwIfAborted()
    const exit = Effect.runPromiseExit(effect, { signal })
    underWay.add(exit)
    const ended = await exit
    underWay.delete(exit)
    if (Exit.isSuccess(ended)) return ended.value
    throw Cause.hasInterruptsOnly(ended.cause) ? signal?.reason : Cause.squash(ended.cause)
  }

  /** What is under way comes to its end. */
  const close = (): Promise<void> =>
    (closing ??= Promise.all(underWay).then(() => Effect.runPromise(Scope.close(scope, Exit.void))))

  return {
    append: (task, stream, item, options) => run(service.append(task, stream, item), options),
    replaceLast: (task, stream, item, options) => run(service.replaceLast(task, stream, item, options?.n), options),
    items: (task, stream, from) => run(service.items(task, stream, from), from),
    streams: (task, options) => run(service.streams(task), options),
    replay: (task, page) => run(service.replay(task, page), page),
    task: (task, options) => run(service.task(task), options),
    list: (filter, page) => run(service.list(filter, page), page),
    tree: (root, options) => run(service.tree(root), options),
    counts: (filter, options) => run(service.counts(filter), options),
    runs: (task, options) => run(service.runs(task), options),
    reads: (task, options) => run(service.reads(task), options),
    whoWrote: (which, page) => run(service.whoWrote(which, page), page),
    retention: (limits, options) => run(service.retention(limits), options),
    remove: (task, options) => run(service.remove(task), options),
    export: (tasks) => Stream.toAsyncIterable(service.export(tasks)),
    import: (lines, options) => run(service.import(lines), options),
    about: (options) => run(service.about, options),
    close,
    [Symbol.asyncDispose]: close
  }
}

/**
 * Opens the history of a workspace, whether or not that is open anywhere.
 *
 * @example
 * await using history = await openHistory({ directory: "." })
 * await history.append("docs", "messages", { json: { role: "user", text: "Write the docs" } })
 * for (const { task, status } of (await history.list({ background: true })).tasks) console.log(task, status)
 */
export const openHistory = async (options: OpenHistory): Promise<History> => {
  const scope = Effect.runSync(Scope.make())
  try {
    return makeHistory(await Effect.runPromise(Scope.provide(Effects.open(options), scope)), scope)
  } catch (error) {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    throw error
  }
}
