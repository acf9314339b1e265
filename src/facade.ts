// The interface of Phase 7a, `leasehold/facade`: a lock for each file, for hosts that expect it. It is made of the same leases as everything
// else, so what it locks nobody else leases or writes, in whatever process.
//
//  - Nothing waits. Who cannot have a lock at once is told `false`, and nothing has changed.
//  - A lock is had or not: to acquire it again is true, and lets it stand for its whole time again; one release frees it.
//  - An owner is one running instance of a task. What another process locks for a task of the same id is not this one's: it is refused as
//    long as that runs, and its locks are neither shown to be nor released as one's own. So give each instance an id of its own.
import { randomBytes } from "node:crypto"
import { resolve } from "node:path"
import { Cause, Effect, Exit, Result, Scope } from "effect"
import {
  type Conflict,
  file,
  type Handle,
  holderOf,
  type Key,
  leaseAt,
  leasesOf,
  type Order,
  runOf,
  type RunId,
  type Task,
  type TaskId,
  taskOfRun
} from "./protocol/index.ts"
import type { FencingToken } from "./promise/words.ts"
import { everything } from "./scope/index.ts"
import { isStoreError, type StoreError, StoreUnavailable } from "./store/errors.ts"
import { acquire, begin } from "./store/recover.ts"
import type { Transaction } from "./store/transaction.ts"
import { type Host, openHost } from "./workspace/host.ts"
import { defaults } from "./workspace/options.ts"
import { keptUp } from "./workspace/upkeep.ts"

export type { FencingToken } from "./promise/words.ts"

/** A lock that is gone though its holder did not release it: it was held longer than `maxHoldMs`, or the store was removed. */
export interface LostLock extends FencingToken {
  /** As it was given to `acquireLock`. */
  readonly filePath: string
  readonly taskId: string
}

export interface FileLockManagerOptions {
  /** The workspace. */
  readonly directory: string
  /** Where the store lies, if not in the workspace. */
  readonly storeDir?: string
  /** How long a lock may be held, in ms; 2 minutes if it is not said. A workspace keeps what it was made with. */
  readonly maxHoldMs?: number
  /** How often locks whose time is over are looked for, in ms; 2 seconds if it is not said. */
  readonly upkeepMs?: number
  /** Told, some time after `maxHoldMs`, of each lock of this manager that was taken away. */
  readonly onLost?: (lost: LostLock) => void
}

/** Paths are absolute, or relative to the workspace; what leads out of it is thrown, as is a store that cannot be asked. */
export interface FileLockManager {
  /** Whether the task has the file's lock now. */
  readonly acquireLock: (filePath: string, taskId: string) => boolean
  /** Does nothing if the task does not hold it. */
  readonly releaseLock: (filePath: string, taskId: string) => void
  readonly releaseAllLocks: (taskId: string) => void
  /** For showing; whoever acts upon it is too late. */
  readonly getLockHolder: (filePath: string) => string | undefined
  /** By which others tell this acquisition of the lock from earlier and later ones; undefined if the task does not hold it here. */
  readonly getFencingToken: (filePath: string, taskId: string) => FencingToken | undefined
  /** As they were given to `acquireLock`. */
  readonly getLockedFiles: (taskId: string) => Array<string>
  /** Releases all locks of this manager. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

interface Lock {
  readonly filePath: string
  readonly fence: FencingToken
  readonly handle: Handle
}

interface Running {
  readonly run: RunId
  readonly locks: Map<Key, Lock>
}

/** How long another process may decide meanwhile before a lock counts as not to be had, in ms. */
const patience = 2

const profileOf = (taskId: string): Task => ({
  background: false,
  allowWrites: false,
  scope: everything,
  title: taskId
})

const makeManager = (host: Host, scope: Scope.Closeable, options: FileLockManagerOptions): FileLockManager => {
  const { store, liveness, paths, layout } = host
  const running = new Map<string, Running>()
  let isClosed = false

  const valueOf = <A, E>(exit: Exit.Exit<A, E>): A => {
    if (Exit.isSuccess(exit)) return exit.value
    throw Cause.squash(exit.cause)
  }

  const ask = <A>(effect: Effect.Effect<A, StoreError>): A => valueOf(Effect.runSyncExit(effect))

  /** What comes of it if it is decided now; undefined if another process goes on deciding. */
  const now = <A, E>(deciding: Effect.Effect<A, E>): Exit.Exit<A, E> | undefined => {
    const since = performance.now()
    do {
      const fiber = Effect.runFork(deciding)
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return exit
      // It waits for the store's lock. It must not decide later what is answered now.
      fiber.interruptUnsafe()
    } while (performance.now() - since < patience)
    return undefined
  }

  /** Decides now, or not at all. */
  const decide = <A>(body: (tx: Transaction) => Result.Result<A, Conflict>): A | undefined => {
    const exit = now(Effect.result(store.transact(body)))
    if (exit === undefined) return undefined
    const result = valueOf(exit)
    if (Result.isSuccess(result)) return result.success
    if (isStoreError(result.failure)) throw result.failure
    return undefined
  }

  /** Decides now, or as soon as another process lets it. */
  const decideSoon = (body: (tx: Transaction) => void): void => {
    const deciding = store.transact((tx): Result.Result<void> => {
      body(tx)
      return Result.succeed(undefined)
    })
    const exit = now(deciding)
    if (exit !== undefined) valueOf(exit)
    else Effect.runFork(Effect.ignore(deciding))
  }

  const bases = [layout.root, resolve(options.directory)]

  const keyOf = (filePath: string): Key => {
    if (isClosed) throw new StoreUnavailable({ reason: "Closed", detail: "" })
    const base = bases.find((directory) => filePath.startsWith(directory === "/" ? "/" : `${directory}/`))
    const relative = base === undefined ? filePath : filePath.slice(base.length).replace(/^\/+/, "")
    return valueOf(Effect.runSyncExit(Effect.fromResult(paths.targetOf(relative)))).key
  }

  const ownOf = (taskId: string): Running =>
    running.get(taskId) ?? { run: `${taskId}/${randomBytes(4).toString("hex")}` as RunId, locks: new Map() }

  const acquireLock = (filePath: string, taskId: string): boolean => {
    const resource = file(keyOf(filePath))
    const key = resource.path as Key
    const own = ownOf(taskId)
    const { run, locks } = own
    const lock = locks.get(key)
    const granted = decide((tx): Result.Result<ReadonlyArray<Order>, Conflict> => {
      if (lock !== undefined && leaseAt(tx.state, resource)?.token === lock.fence.token)
        return tx.step({ _tag: "Renew", run, resource })
      if (!running.has(taskId)) {
        const session = { task: taskId as TaskId, run, host: host.host, profile: profileOf(taskId), narrows: false }
        const begun = begin(tx, liveness, session)
        if (Result.isFailure(begun)) return begun
      }
      return acquire(tx, liveness, { _tag: "Acquire", run, resource })
    })
    if (granted === undefined) return false
    running.set(taskId, own)
    const { generation } = store.state()
    const { generationNonce } = store
    for (const order of granted) {
      if (order._tag !== "Granted") continue
      const { token, handle } = order
      locks.set(key, { filePath, fence: { generation, generationNonce, token }, handle })
    }
    return true
  }

  const releaseLock = (filePath: string, taskId: string): void => {
    const key = keyOf(filePath)
    const own = running.get(taskId)
    const lock = own?.locks.get(key)
    if (own === undefined || lock === undefined) return
    own.locks.delete(key)
    decideSoon((tx) => tx.step({ _tag: "Release", run: own.run, resource: file(key), handle: lock.handle }))
  }

  const releaseAllLocks = (taskId: string): void => {
    const own = running.get(taskId)
    if (own === undefined) return
    running.delete(taskId)
    decideSoon((tx) => tx.step({ _tag: "End", run: own.run }))
  }

  const getLockHolder = (filePath: string): string | undefined => {
    const key = keyOf(filePath)
    ask(store.refresh)
    const lease = holderOf(store.state(), key)
    return lease === undefined ? undefined : taskOfRun(store.state(), lease.run)
  }

  const getFencingToken = (filePath: string, taskId: string): FencingToken | undefined => {
    const key = keyOf(filePath)
    ask(store.refresh)
    return running.get(taskId)?.locks.get(key)?.fence
  }

  const getLockedFiles = (taskId: string): Array<string> => {
    const own = running.get(taskId)
    ask(store.refresh)
    if (own !== undefined) return [...own.locks.values()].map(({ filePath }) => filePath)
    const run = runOf(store.state(), taskId as TaskId)
    if (run === undefined) return []
    return leasesOf(store.state(), run).flatMap(({ resource }) => (resource.kind === "file" ? [resource.path] : []))
  }

  const lose = (run: RunId, isLost: (lock: Lock) => boolean): void => {
    for (const [taskId, { run: own, locks }] of running) {
      if (own !== run) continue
      for (const [key, lock] of locks) {
        if (!isLost(lock)) continue
        locks.delete(key)
        // Not within the decision of whoever found out.
        queueMicrotask(() => options.onLost?.({ filePath: lock.filePath, taskId, ...lock.fence }))
      }
    }
  }

  const loseAll = (): void => {
    for (const { run } of running.values()) lose(run, () => true)
  }

  const stop = store.listen((_, orders) => {
    for (const order of orders) {
      if (order._tag === "Lost") lose(order.run, ({ fence }) => fence.token === order.token)
      if (order._tag === "Interrupted") lose(order.run, () => true)
    }
  })

  const close = async (): Promise<void> => {
    if (isClosed) return
    isClosed = true
    stop()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }

  // With the store all locks of this manager are gone.
  Effect.runFork(Scope.provide(Effect.forkScoped(Effect.catch(store.gone, () => Effect.sync(loseAll))), scope))

  return {
    acquireLock,
    releaseLock,
    releaseAllLocks,
    getLockHolder,
    getFencingToken,
    getLockedFiles,
    close,
    [Symbol.asyncDispose]: close
  }
}

/** Opens a workspace for locks; several processes may have it open. */
export const openFileLockManager = async (options: FileLockManagerOptions): Promise<FileLockManager> => {
  const { directory, storeDir, maxHoldMs = defaults.leaseMs, upkeepMs = defaults.upkeepMs } = options
  const scope = Effect.runSync(Scope.make())
  const opening = Effect.gen(function* () {
    const host = yield* openHost({ ...defaults, leaseMs: maxHoldMs, upkeepMs, directory, storeDir })
    yield* keptUp(host)
    return makeManager(host, scope, options)
  })
  return Effect.runPromise(Scope.provide(opening, scope).pipe(Effect.onError(() => Scope.close(scope, Exit.void))))
}
