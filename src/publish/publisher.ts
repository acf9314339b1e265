// Writes, from the content to the answer: staged, decided in one transaction, made visible in the gates of their keys, settled in
// another transaction. From the decision on it is not interrupted. What was staged is synced meanwhile, and is on the disk before it is
// visible.
import { Context, Effect, Result } from "effect"
import type { Promises } from "../platform/report.ts"
import {
  Absent,
  type Conflict,
  type Content,
  file,
  type IntentId,
  type Key,
  type RunId,
  type TaskId
} from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Transaction } from "../store/transaction.ts"
import { type DeciderOptions, makeDecider } from "./decision.ts"
import { CrossMount, OutsideChange, type Uncertain } from "./errors.ts"
import type { Settled } from "./gate.ts"
import { makeSettler, type SettlerOptions } from "./settler.ts"
import { type StagedPart, textOf } from "./sidecars.ts"
import type { Staged, StageOptions } from "./stage.ts"
import { stagedName } from "./staging.ts"
import { type FileError, fileErrorOf, translated } from "./translate.ts"
import { failed } from "./tree.ts"

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

/** What a write leaves behind if it comes to nothing. */
interface Traces {
  /** What lies staged that no sidecar tells of, at any moment. */
  readonly names: Array<string>
  /** What is synced in the background: no call returns before it is over. */
  readonly syncs: Array<Staged["synced"]>
}

export interface PublisherOptions extends SettlerOptions, DeciderOptions {
  readonly stage: (options: StageOptions) => Effect.Effect<Staged, unknown>
  readonly unstage: (name: string) => void
  readonly promises: Promises
}

export const makePublisher = (options: PublisherOptions) => {
  const { host, store, tree, sidecars } = options
  const { takeGates, finish, drop, settleKey, settleLeft, settlingOthers, stay } = makeSettler(options)
  const decided = makeDecider(options)
  let names = 0
  const freshName = (): string => stagedName(host, (names += 1))

  /**
   * Stages all of them. `names`: what may lie there from then on, whether that is done, fails or is interrupted; `syncs`: what goes on in the
   * background then.
   */
  const stageAll = Effect.fnUntraced(function* (
    changes: ReadonlyArray<Change>,
    breakLinks: boolean,
    { names, syncs }: Traces
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
      const { content, inode, synced } = yield* options
        .stage({ key, place, bytes, name, breakLinks })
        .pipe(translated(key), Effect.ensuring(Effect.sync(() => place?.close())))
      parts.push({ key, path, base, content, inode, name })
      syncs.push(synced)
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

  const stageAndWrite = Effect.fnUntraced(function* (
    run: RunId,
    task: TaskId,
    changes: ReadonlyArray<Change>,
    breakLinks: boolean,
    traces: Traces
  ) {
    const { names, syncs } = traces
    const parts = yield* stageAll(changes, breakLinks, traces)
    const synced = Effect.all(syncs, { discard: true })
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
              Effect.andThen(Effect.suspend(() => finish(store.state(), id, parts, synced, giveBack))),
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
      const traces: Traces = { names: [], syncs: [] }
      const quiet = Effect.suspend(() =>
        Effect.forEach(traces.syncs, (synced) => Effect.ignore(synced), { discard: true })
      )
      const discard = Effect.sync(() => traces.names.forEach(options.unstage))
      return stageAndWrite(run, task, changes, breakLinks, traces).pipe(
        Effect.tapError(isStanding),
        Effect.ensuring(quiet),
        Effect.onError(() => discard)
      )
    })

  return {
    write,
    settleKey,
    settleLeft,
    settlingOthers,
    stay
  }
}

export type Publisher = Omit<ReturnType<typeof makePublisher>, "stay">
