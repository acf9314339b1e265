// Writes, from the content to the answer: staged, decided in one transaction, made visible in the gates of their keys, settled in
// another transaction. From the decision on it is not interrupted. What another process left half-way is settled the same way.
import { Context, Effect, Result } from "effect"
import { systemErrorOf } from "../platform/errors.ts"
import { codeOf } from "../platform/files.ts"
import type { Hasher } from "../platform/hashing.ts"
import type { Promises } from "../platform/report.ts"
import {
  Absent,
  type Conflict,
  type Content,
  file,
  firstOpen,
  type GateBusy,
  type Handle,
  type HostId,
  intentOf,
  type IntentId,
  type Key,
  type Part,
  refuse,
  type RunId,
  type State,
  type TaskId,
  Unsettled
} from "../protocol/index.ts"
import { isStoreError, type StoreError } from "../store/errors.ts"
import type { Liveness } from "../store/liveness.ts"
import { acquire, isHeld, reapDead } from "../store/recover.ts"
import type { StoreService } from "../store/store.ts"
import type { Transaction } from "../store/transaction.ts"
import { CrossMount, OutsideChange, Uncertain } from "./errors.ts"
import type { GateStopped, makeGate, Settled } from "./gate.ts"
import { NothingToPutBack } from "./gate-session.ts"
import type { Gates, HeldGates } from "./gates.ts"
import { type Sidecars, type StagedIntent, type StagedPart, textOf } from "./sidecars.ts"
import type { Staged, StageOptions } from "./stage.ts"
import { failed, type Tree } from "./tree.ts"
import { fileErrorOf, type FileError } from "./translate.ts"
import { pause } from "../platform/pause.ts"

/** One file of a write. */
export interface Change {
  readonly key: Key
  /** Where it is: the key, in the letters that the file system has. */
  readonly path: Key
  readonly base: Content
  /** Null: it is deleted. */
  readonly bytes: Uint8Array | null
}

export interface Published {
  readonly intent: IntentId
  readonly contents: ReadonlyMap<Key, Content>
  /** What holds for this write: the workspace's promises, unless it was not known who else writes one of its files. */
  readonly promise: Promises
}

export type WriteError = Conflict | StoreError | FileError | OutsideChange | Uncertain

/**
 * Told what became of a write that was decided, as soon as that is known. Who is interrupted meanwhile has no answer to return, and no
 * other way to tell.
 */
export const Told = Context.Reference<(answer: Result.Result<Published, WriteError>) => void>("leasehold/Told", {
  defaultValue: () => () => undefined
})

export interface PublisherOptions {
  readonly host: HostId
  readonly store: StoreService
  readonly liveness: Liveness
  readonly tree: Tree
  readonly hasher: Hasher
  readonly sidecars: Sidecars
  readonly gates: Gates
  readonly gate: ReturnType<typeof makeGate>
  readonly stage: (options: StageOptions) => Effect.Effect<Staged, unknown>
  readonly unstage: (name: string) => void
  /** How long somebody else may be in a gate before this one gives up, in ms. */
  readonly gateWaitMs: number
  readonly promises: Promises
}

/** A file has to be hashed before the transaction can look at it. */
class TooLarge {
  readonly at: Pick<Change, "key" | "path">
  constructor(at: Pick<Change, "key" | "path">) {
    this.at = at
  }
}

interface Decided {
  readonly id: IntentId
  readonly handles: ReadonlyArray<readonly [Key, Handle]>
}

export const makePublisher = (options: PublisherOptions) => {
  const { host, store, liveness, tree, sidecars, gates, gate } = options
  let names = 0
  const freshName = (): string => `${host}.${(names += 1)}`

  const translated =
    (key: Key) =>
    <A>(effect: Effect.Effect<A, unknown>): Effect.Effect<A, FileError> =>
      Effect.mapError(effect, (error) => fileErrorOf(key, error))

  const tryGates = (keys: ReadonlyArray<Key>): Effect.Effect<HeldGates | undefined, StoreError> =>
    Effect.try({ try: () => gates.take(keys), catch: (error) => error }).pipe(
      Effect.catch((error) =>
        Effect.suspend(() => Effect.fail(isStoreError(error) ? error : systemErrorOf("open a gate", error)))
      )
    )

  /** Takes the gates of all keys; waits for whoever is in one, but not for ever. */
  const takeGates = (keys: ReadonlyArray<Key>): Effect.Effect<HeldGates, GateBusy | StoreError> =>
    Effect.suspend(() => {
      const since = performance.now()
      const next = (attempt: number): Effect.Effect<HeldGates, GateBusy | StoreError> =>
        Effect.flatMap(tryGates(keys), (held): Effect.Effect<HeldGates, GateBusy | StoreError> => {
          if (held !== undefined) return Effect.succeed(held)
          if (performance.now() - since > options.gateWaitMs) {
            const busy = keys.find((key) => firstOpen(store.state(), key)?.gate !== undefined) ?? keys[0]!
            const holder = firstOpen(store.state(), busy)?.gate?.host ?? ("another process" as HostId)
            return Effect.fail(refuse("GateBusy", { key: busy, host: holder }))
          }
          return Effect.andThen(pause(attempt), next(attempt + 1))
        })
      return next(0)
    })

  const inGates = <A, E>(keys: ReadonlyArray<Key>, use: (held: HeldGates) => Effect.Effect<A, E>) =>
    Effect.acquireUseRelease(takeGates(keys), use, (held) => Effect.sync(() => held.giveBack()))

  /** Makes what was done in the gate known, and what follows with it. */
  const settle = (id: IntentId, key: Key, settled: Settled, then: (tx: Transaction) => void) =>
    store.transact((tx): Result.Result<void, "NotInGate"> => {
      const intent = firstOpen(tx.state, key)
      if (intent?.id !== id || intent.gate?.host !== host) return Result.fail("NotInGate")
      for (const action of settled.actions) tx.must(action)
      then(tx)
      return Result.succeed(undefined)
    })

  /** Nothing of the intent is left, and nobody has to know of it. If that cannot be told, whoever comes next does. */
  const drop = (id: IntentId, then: (tx: Transaction) => void): Effect.Effect<void> =>
    Effect.ignore(
      store.transact((tx): Result.Result<void> => {
        tx.gone(id)
        then(tx)
        return Result.succeed(undefined)
      })
    )

  /** From the gate to the answer. */
  const finish = Effect.fnUntraced(function* (
    state: State,
    id: IntentId,
    staged: ReadonlyArray<StagedPart>,
    then: (tx: Transaction) => void
  ) {
    const keys = staged.map(({ key }) => key)
    const uncertain = (cause: unknown) =>
      new Uncertain({ intent: id, keys, cause: cause instanceof Error ? cause.message : String(cause) })
    const settled = yield* gate(state, id, staged).pipe(
      // There is nothing left to settle: what is at the key stays, for whoever reads it next.
      Effect.tapError(({ cause }: GateStopped) => (cause instanceof NothingToPutBack ? drop(id, then) : Effect.void)),
      Effect.mapError(({ cause }) => uncertain(cause))
    )
    yield* settle(id, keys[0]!, settled, then).pipe(
      Effect.mapError((error) => uncertain(error === "NotInGate" ? "another process declared this one dead" : error))
    )
    return settled
  })

  /**
   * In the transaction that decides: what each key contains now. Only to refuse early, since in the gate it is looked at again: so what a
   * large file was seen to contain just before will do, even if it has no version that lasts, as while somebody writes it.
   */
  const foundAt = ({ key, path }: StagedPart, looked: ReadonlyMap<Key, Content>): Content | TooLarge => {
    const place = tree.placeOf(path)
    if (place === null) return Absent
    try {
      const known = tree.recall(place.directory, place.name)
      if (known !== undefined) return known
      const seen = tree.glance(place.directory, place.name)
      if (seen === "large") return looked.get(key) ?? new TooLarge({ key, path })
      return seen?.content ?? Absent
    } finally {
      place.close()
    }
  }

  const decide = (
    run: RunId,
    parts: ReadonlyArray<StagedPart>,
    looked: ReadonlyMap<Key, Content>
  ): ((tx: Transaction) => Result.Result<Decided, Conflict | TooLarge>) => {
    const keys = parts.map(({ key }) => key)
    return (tx) => {
      const handles: Array<readonly [Key, Handle]> = []
      for (const key of keys) {
        if (isHeld(tx.state, run, key)) continue
        const granted = acquire(tx, liveness, { _tag: "Acquire", run, resource: file(key) })
        if (Result.isFailure(granted)) return Result.fail(granted.failure)
        for (const order of granted.success) if (order._tag === "Granted") handles.push([key, order.handle])
      }
      const decided: Array<Part & { readonly found: Content }> = []
      for (const part of parts) {
        const { key, base, content, inode } = part
        const found = foundAt(part, looked)
        if (found instanceof TooLarge) return Result.fail(found)
        decided.push({ key, base, content, inode, found })
      }
      const [first, ...rest] = decided
      const orders = tx.step({ _tag: "Decide", run, parts: [first!, ...rest] })
      if (Result.isFailure(orders)) return Result.fail(orders.failure)
      const order = orders.success.find(({ _tag }) => _tag === "Decided")
      if (order?._tag !== "Decided") throw new Error("a decision without an order")
      tx.must({ _tag: "EnterGate", host, key: keys[0]! })
      return Result.succeed({ id: order.intent, handles })
    }
  }

  /** Decides, looking at large files beforehand and settling what others left. */
  const decided = Effect.fnUntraced(function* (run: RunId, parts: ReadonlyArray<StagedPart>) {
    const looked = new Map<Key, Content>()
    const body = decide(run, parts, looked)
    const once: Effect.Effect<Decided, Conflict | StoreError | FileError | Uncertain> = store.transact(body).pipe(
      Effect.catchDefect((defect) => (codeOf(defect) === "" ? Effect.die(defect) : Effect.fail(defect))),
      Effect.catch((error): typeof once => {
        if (error instanceof TooLarge) {
          const { key, path } = error.at
          return Effect.flatMap(translated(key)(lookAt(path)), (content) => {
            looked.set(key, content)
            return once
          })
        }
        if (error instanceof Error && codeOf(error) !== "" && !("_tag" in error)) {
          return Effect.fail(fileErrorOf(parts[0]!.key, error))
        }
        return Effect.fail(error as Conflict | StoreError)
      })
    )
    return yield* once
  })

  const lookAt = (path: Key): Effect.Effect<Content, unknown> =>
    Effect.suspend(() => {
      const place = tree.placeOf(path)
      if (place === null) return Effect.succeed(Absent)
      return tree.look(place.directory, place.name).pipe(
        Effect.map((seen) => seen?.content ?? Absent),
        Effect.ensuring(Effect.sync(() => place.close()))
      )
    })

  /** Stages all of them. `names`: what may lie there from then on, whether that is done, fails or is interrupted. */
  const stageAll = Effect.fnUntraced(function* (
    changes: ReadonlyArray<Change>,
    breakLinks: boolean,
    names: Array<string>
  ) {
    const parts: Array<StagedPart> = []
    for (const { key, path, base, bytes } of changes) {
      const name = freshName()
      if (bytes === null) {
        parts.push({ key, path, base, content: Absent, inode: null, name })
        continue
      }
      names.push(name)
      const place = yield* translated(key)(Effect.try({ try: () => tree.placeOf(path), catch: (error) => error }))
      const { content, inode } = yield* options
        .stage({ key, place, bytes, name, breakLinks })
        .pipe(translated(key), Effect.ensuring(Effect.sync(() => place?.close())))
      parts.push({ key, path, base, content, inode, name })
    }
    return parts
  })

  /** What the writer is told of a write that was refused after it was decided. */
  const refusalOf = (id: IntentId, changes: ReadonlyArray<Change>, settled: Settled): OutsideChange | FileError => {
    const { key, base } = changes[0]!
    // A file that something is mounted on is busy.
    if (settled.code === "EBUSY") return new CrossMount({ key })
    if (settled.code !== undefined) return fileErrorOf(key, failed("exchange", settled.code))
    return new OutsideChange({
      key,
      intent: id,
      reason: settled.reason ?? "OutsideChange",
      base,
      found: settled.found ?? null,
      kept: [...settled.kept]
    })
  }

  const answerOf = (
    id: IntentId,
    changes: ReadonlyArray<Change>,
    parts: ReadonlyArray<StagedPart>,
    settled: Settled
  ): Result.Result<Published, OutsideChange | FileError> =>
    settled.published
      ? Result.succeed({
          intent: id,
          contents: new Map(parts.map(({ key, content }) => [key, content])),
          promise: { ...options.promises, ring2: options.promises.ring2 && settled.knewWriters }
        })
      : Result.fail(refusalOf(id, changes, settled))

  const tell = (answer: Result.Result<Published, WriteError>) =>
    Effect.map(Told, (told) => {
      told(answer)
    })

  /**
   * Gives a decided write its sidecar. It comes after the decision, so that whoever finds a sidecar knows that there was one: if its number
   * is one that the store has not given out, the store has forgotten it. If it cannot be given one, it was not decided.
   */
  const place = (id: IntentId, key: Key, sidecar: () => void, then: (tx: Transaction) => void) =>
    translated(key)(Effect.try({ try: sidecar, catch: (error) => error })).pipe(Effect.tapError(() => drop(id, then)))

  /** Where nothing can be staged or locked any more the store may be gone as well: then that is what happened. */
  const isStanding = ({ _tag }: { readonly _tag: string }): Effect.Effect<void, StoreError> =>
    _tag === "SystemFailed" ? store.transact((): Result.Result<void> => Result.succeed(undefined)) : Effect.void

  /** `names`: what lies staged that no sidecar tells of, at any moment. */
  const stageAndWrite = Effect.fnUntraced(function* (
    run: RunId,
    task: TaskId,
    changes: ReadonlyArray<Change>,
    breakLinks: boolean,
    names: Array<string>
  ) {
    const parts = yield* stageAll(changes, breakLinks, names)
    const keys = changes.map(({ key }) => key)
    const text = textOf({ run, task, parts })
    const temporary = freshName()
    names.push(temporary)
    const prepared = yield* translated(keys[0]!)(
      Effect.try({ try: () => sidecars.prepare(temporary, text), catch: (error) => error })
    )

    // While it waits for a gate or the store it may be interrupted; once it is decided it may not.
    const once = Effect.uninterruptibleMask((restore) =>
      Effect.acquireUseRelease(
        restore(takeGates(keys)),
        () =>
          Effect.gen(function* () {
            const { id, handles } = yield* restore(decided(run, parts))
            const giveBack = (tx: Transaction): void => {
              for (const [key, handle] of handles) {
                // It may have expired meanwhile: then there is nothing to give back.
                tx.step({ _tag: "Release", run, resource: file(key), handle })
              }
            }
            const sidecar = (): void => {
              sidecars.place(id, text, prepared)
              names.length = 0
            }
            return yield* place(id, keys[0]!, sidecar, giveBack).pipe(
              Effect.andThen(Effect.suspend(() => finish(store.state(), id, parts, giveBack))),
              Effect.map((settled) => answerOf(id, changes, parts, settled)),
              Effect.tap(tell),
              Effect.tapError((error) => tell(Result.fail(error)))
            )
          }),
        (held) => Effect.sync(() => held.giveBack())
      )
    )
    return yield* Effect.fromResult(yield* settlingOthers(once))
  })

  /** Writes some files, all or none. What was staged and not decided goes, whatever it ends with. */
  const write = (
    run: RunId,
    task: TaskId,
    changes: ReadonlyArray<Change>,
    { breakLinks }: { readonly breakLinks: boolean }
  ) =>
    Effect.suspend(() => {
      const names: Array<string> = []
      const discard = Effect.sync(() => names.forEach(options.unstage))
      return stageAndWrite(run, task, changes, breakLinks, names).pipe(
        Effect.tapError(isStanding),
        Effect.onError(() => discard)
      )
    })

  /** Enters the gate of an intent that somebody left, whose locks are held; undefined if there is nothing left to do. */
  const enter = (key: Key, id: IntentId) =>
    store.transact((tx): Result.Result<StagedIntent | undefined, Conflict> => {
      const holder = firstOpen(tx.state, key)?.gate?.host
      if (firstOpen(tx.state, key)?.id !== id) return Result.succeed(undefined)
      const sidecar = sidecars.read(id)
      if (sidecar === undefined) {
        tx.gone(id)
        return Result.succeed(undefined)
      }
      if (holder === host) return Result.succeed(sidecar)
      if (holder !== undefined && !reapDead(tx, liveness, holder)) {
        return Result.fail(refuse("GateBusy", { key, host: holder }))
      }
      const intent = firstOpen(tx.state, key)!
      if (sidecar.judged !== intent.judged || sidecar.turned !== intent.turned) tx.marks(sidecar)
      return Result.map(tx.step({ _tag: "EnterGate", host, key }), () => sidecar)
    })

  /** The same for what nobody settles just now; whoever is in a gate is not waited for. */
  const settleLeft = (key: Key): Effect.Effect<void, Conflict | StoreError | Uncertain> =>
    Effect.suspend(() => {
      const keys = firstOpen(store.state(), key)?.parts.map((part) => part.key)
      if (keys === undefined) return Effect.void
      return Effect.flatMap(tryGates(keys), (held) => {
        held?.giveBack()
        return held === undefined ? Effect.void : settleKey(key)
      })
    })

  /** Settles whatever was decided on the key and is not settled, the oldest first. */
  const settleKey = (key: Key): Effect.Effect<void, Conflict | StoreError | Uncertain> =>
    Effect.suspend(() => {
      const intent = firstOpen(store.state(), key)
      if (intent === undefined) return Effect.void
      const keys = intent.parts.map((part) => part.key)
      const once = Effect.uninterruptible(
        Effect.gen(function* () {
          const left = yield* enter(key, intent.id)
          if (left !== undefined) yield* finish(store.state(), intent.id, left.parts, () => undefined)
        })
      )
      return inGates(keys, () => once).pipe(Effect.andThen(store.refresh), Effect.andThen(settleKey(key)))
    })

  /** Does it again once the write that is in its way is settled. */
  const settlingOthers = <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | Conflict | StoreError | Uncertain, R> =>
    effect.pipe(
      Effect.catch((error): Effect.Effect<A, E | Conflict | StoreError | Uncertain, R> => {
        if (!(error instanceof Unsettled)) return Effect.fail(error)
        const key = intentOf(store.state(), error.intent)?.parts[0]?.key
        return Effect.andThen(key === undefined ? Effect.void : settleKey(key), settlingOthers(effect))
      })
    )

  return {
    write,
    settleKey,
    settleLeft,
    settlingOthers,
    /** The first and the last transaction of a stay in a gate: for whoever takes the steps between them one by one. */
    stay: { enter, settle }
  }
}

export type Publisher = Omit<ReturnType<typeof makePublisher>, "stay">
