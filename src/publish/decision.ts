// The decision of a write: all guards in one transaction, on what each file contains at that moment.
import { Effect, Result } from "effect"
import { codeOf } from "../platform/files.ts"
import {
  Absent,
  type Conflict,
  type Content,
  file,
  grantOf,
  type Handle,
  type HostId,
  type IntentId,
  type Key,
  type Part,
  type RunId,
  taskOfRun
} from "../protocol/index.ts"
import type { StoreError } from "../store/errors.ts"
import type { Liveness } from "../store/liveness.ts"
import { acquire, isHeld } from "../store/recover.ts"
import type { StoreService } from "../store/store.ts"
import type { Transaction } from "../store/transaction.ts"
import type { StagedPart } from "./sidecars.ts"
import { type FileError, fileErrorOf, translated } from "./translate.ts"
import type { Tree } from "./tree.ts"

/** A file has to be hashed before the transaction can look at it. */
class TooLarge {
  readonly at: Pick<StagedPart, "key" | "path">
  constructor(at: Pick<StagedPart, "key" | "path">) {
    this.at = at
  }
}

/** A write that was decided; its gate is entered. */
export interface Decided {
  readonly id: IntentId
  /** The leases that were taken for it alone. */
  readonly handles: ReadonlyArray<readonly [Key, Handle]>
}

export interface DeciderOptions {
  readonly host: HostId
  readonly store: StoreService
  readonly liveness: Liveness
  readonly tree: Tree
}

/** Decides on the staged parts of a write; the locks of the gates of its keys are held. */
export const makeDecider = ({ host, store, liveness, tree }: DeciderOptions) => {
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
      const grant = grantOf(tx.state, taskOfRun(tx.state, run)!)?.digest ?? null
      const orders = tx.step({ _tag: "Decide", run, grant, parts: [first!, ...rest] })
      if (Result.isFailure(orders)) return Result.fail(orders.failure)
      const order = orders.success.find(({ _tag }) => _tag === "Decided")
      if (order?._tag !== "Decided") throw new Error("a decision without an order")
      tx.must({ _tag: "EnterGate", host, key: keys[0]! })
      return Result.succeed({ id: order.intent, handles })
    }
  }

  /** Decides, looking at large files beforehand. */
  const decided = (
    run: RunId,
    parts: ReadonlyArray<StagedPart>
  ): Effect.Effect<Decided, Conflict | StoreError | FileError> => {
    const looked = new Map<Key, Content>()
    const body = decide(run, parts, looked)
    const once: Effect.Effect<Decided, Conflict | StoreError | FileError> = store.transact(body).pipe(
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
    return once
  }

  const lookAt = (path: Key): Effect.Effect<Content, unknown> =>
    Effect.suspend(() => {
      const place = tree.placeOf(path)
      if (place === null) return Effect.succeed(Absent)
      return tree.look(place.directory, place.name).pipe(
        Effect.map((seen) => seen?.content ?? Absent),
        Effect.ensuring(Effect.sync(() => place.close()))
      )
    })

  return decided
}
