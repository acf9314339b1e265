// What a task does in a workspace: it reads, takes leases, and writes what is built on what it read.
import { Effect, Result } from "effect"
import { hashOf } from "../platform/files.ts"
import { type Promises, promisesOf } from "../platform/report.ts"
import {
  Absent,
  type Content,
  file,
  type IntentId,
  type Key,
  observationOf,
  refuse,
  type Resource,
  type RunId,
  subtree,
  type TaskId
} from "../protocol/index.ts"
import { NotText, type OutsideChange, type Uncertain } from "../publish/errors.ts"
import type { Change, WriteError } from "../publish/publisher.ts"
import type { Host } from "./host.ts"
import { type Granted, type LeaseError, makeLeases } from "./leases.ts"
import { makeObserve, type Observation, type ObserveError } from "./observe.ts"
import type { Path, PathError, Target } from "./paths.ts"
import { bytesFor, textIn } from "./text.ts"

/** Text keeps the file's byte order mark and line ends; bytes are what they are. */
export type Contents = string | Uint8Array

/** What a lease is asked for: a file, or a directory with all beneath it. */
export type Scope = Path | { readonly directory: Path }

/** One file of a patch. */
export type PatchChange =
  | { readonly path: Path; readonly content: Contents }
  | { readonly path: Path; readonly delete: true }
  | { readonly path: Path; readonly moveTo: Path; readonly content?: Contents }

export interface WriteOptions {
  /** What the write is built on: the content of an observation. Without it, what the task observed last. */
  readonly base?: Content
  /** A file with several names (hard links) becomes one of its own. */
  readonly breakLinks?: boolean
}

export interface Written {
  readonly intent: IntentId
  /** What each file contains now. */
  readonly contents: ReadonlyMap<Key, Content>
  /** What holds for this write, see `doctor`. */
  readonly promise: Promises
}

/** A change that was made and not written: nothing is leased while somebody looks at it. */
export interface Prepared {
  readonly key: Key
  readonly path: Path
  /** What it is built on; null if there is no file. */
  readonly before: Uint8Array | null
  readonly base: Content
  readonly after: Uint8Array | null
  /** The hash of what is proposed: what was approved can be compared with what is written. */
  readonly digest: Content
}

export type TaskError = WriteError | ObserveError | LeaseError | PathError | NotText | OutsideChange | Uncertain

/** A lease that is held until it is released, expires, or its task ends. */
export interface Lease extends Granted {
  readonly renew: Effect.Effect<number, TaskError>
  /** Idempotent. */
  readonly release: Effect.Effect<void, TaskError>
}

export interface Task {
  readonly task: TaskId
  readonly run: RunId
  readonly observe: (path: Path) => Effect.Effect<Observation, TaskError>
  /** Writes a file that was observed. */
  readonly write: (path: Path, content: Contents, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /** Makes a file where there is none. */
  readonly create: (path: Path, content: Contents) => Effect.Effect<Written, TaskError>
  /** Removes a file that was observed. */
  readonly delete: (path: Path, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /** Moves a file that was observed to where there is none, as one. */
  readonly move: (from: Path, to: Path) => Effect.Effect<Written, TaskError>
  /** Changes several files, all or none. Each that is there was observed. */
  readonly patch: (changes: ReadonlyArray<PatchChange>, options?: WriteOptions) => Effect.Effect<Written, TaskError>
  /**
   * Observes, transforms and writes; begins anew with what is there if the file changed meanwhile. The transformation gets null if there
   * is no file, and removes the file by returning null.
   */
  readonly edit: (
    path: Path,
    transform: (content: string | null) => Contents | null,
    options?: { readonly retries?: number }
  ) => Effect.Effect<Written, TaskError>
  /** The same with bytes. */
  readonly editBytes: (
    path: Path,
    transform: (content: Uint8Array | null) => Contents | null,
    options?: { readonly retries?: number }
  ) => Effect.Effect<Written, TaskError>
  readonly prepare: (
    path: Path,
    transform: (content: string | null) => Contents | null
  ) => Effect.Effect<Prepared, TaskError>
  /** Writes what was prepared, or what became of it, if the file is still what it was built on. */
  readonly commit: (
    prepared: Prepared,
    options?: { readonly content?: Contents | null }
  ) => Effect.Effect<Written, TaskError>
  /** Fails if somebody else holds what overlaps it, or with `wait` waits for its turn. */
  readonly acquire: (scope: Scope, options?: { readonly wait?: boolean }) => Effect.Effect<Lease, TaskError>
  /** Gives back all that it holds; what it would do after that is refused. */
  readonly end: Effect.Effect<void, TaskError>
}

const isDirectory = (scope: Scope): scope is { readonly directory: Path } =>
  typeof scope === "object" && "directory" in scope

/** Conflicts that another look at the file may remove. */
const isWorthAnotherLook = (error: TaskError): boolean =>
  error._tag === "StaleBase" || error._tag === "OutsideChange" || error._tag === "NotObserved"

export const makeTasks = (host: Host) => {
  const { store, paths, publisher, options } = host
  const { observe, read } = makeObserve(host)
  const leases = makeLeases({
    store,
    liveness: host.liveness,
    pollMs: options.pollMs,
    settlingOthers: publisher.settlingOthers
  })

  const targetOf = (path: Path): Effect.Effect<Target, PathError> =>
    Effect.suspend(() => Effect.fromResult(paths.targetOf(path)))

  const resourceOf = (scope: Scope): Effect.Effect<Resource, PathError> =>
    isDirectory(scope)
      ? Effect.suspend(() => Effect.fromResult(Result.map(paths.directoryOf(scope.directory), subtree)))
      : Effect.map(targetOf(scope), ({ key }) => file(key))

  return (task: TaskId, run: RunId): Task => {
    const baseOf = (key: Key, chosen: Content | undefined): Effect.Effect<Content, TaskError> =>
      Effect.suspend(() => {
        const base = chosen ?? observationOf(store.state(), run, key)
        // The core would say so too, but has to be given some base.
        if (base === undefined) return Effect.fail(refuse("NotObserved", { run, key, base: Absent, observed: null }))
        return Effect.succeed(base)
      })

    /** The bytes to be written; text is made like what is there. */
    const bytesOf = (target: Target, base: Content, content: Contents): Effect.Effect<Uint8Array, TaskError> => {
      if (typeof content !== "string") return Effect.succeed(content)
      if (base === Absent) return Effect.succeed(bytesFor(content, undefined))
      // Whether that is what it is built on is decided later.
      return Effect.flatMap(read(target), (bytes) => {
        if (bytes !== null && textIn(bytes) === undefined) return Effect.fail(new NotText({ key: target.key }))
        return Effect.succeed(bytesFor(content, bytes ?? undefined))
      })
    }

    const publish = (changes: ReadonlyArray<Change>, breakLinks = false): Effect.Effect<Written, TaskError> =>
      publisher.write(run, task, changes, { breakLinks })

    const changeOf = Effect.fnUntraced(function* (path: Path, content: Contents | null, chosen?: Content) {
      const target = yield* targetOf(path)
      const base = yield* baseOf(target.key, chosen)
      const bytes = content === null ? null : yield* bytesOf(target, base, content)
      return { ...target, base, bytes } satisfies Change
    })

    const write: Task["write"] = Effect.fn("Task.write")(function* (path, content, { base, breakLinks } = {}) {
      return yield* publish([yield* changeOf(path, content, base)], breakLinks)
    })

    const creation = Effect.fnUntraced(function* (path: Path, content: Contents) {
      const target = yield* targetOf(path)
      const { content: found } = yield* observe(run, target)
      if (found !== Absent) {
        return yield* Effect.fail(
          refuse("StaleBase", { run, key: target.key, base: Absent, current: found, writer: null })
        )
      }
      return yield* changeOf(path, content, Absent)
    })

    const changesOf = Effect.fnUntraced(function* (change: PatchChange) {
      if ("delete" in change) return [yield* changeOf(change.path, null)]
      if (!("moveTo" in change)) {
        const { key } = yield* targetOf(change.path)
        const isKnown = observationOf(store.state(), run, key) !== undefined
        return [isKnown ? yield* changeOf(change.path, change.content) : yield* creation(change.path, change.content)]
      }
      const from = yield* targetOf(change.path)
      const { bytes } = yield* observe(run, from)
      const content = change.content ?? bytes ?? new Uint8Array()
      return [yield* changeOf(change.path, null), yield* creation(change.moveTo, content)]
    })

    const patch: Task["patch"] = Effect.fn("Task.patch")(function* (changes, { breakLinks } = {}) {
      const all: Array<Change> = []
      for (const change of changes) all.push(...(yield* changesOf(change)))
      return yield* publish(all, breakLinks)
    })

    const editBytes: Task["editBytes"] = (path, transform, { retries = options.retries } = {}) =>
      Effect.suspend(() => {
        const once = Effect.gen(function* () {
          const target = yield* targetOf(path)
          const { bytes, content: base } = yield* observe(run, target)
          const after = transform(bytes)
          if (after === null && bytes === null) {
            return { intent: "0.0" as IntentId, contents: new Map(), promise: promisesOf(host.report) }
          }
          return yield* publish([
            { ...target, base, bytes: after === null ? null : yield* bytesOf(target, base, after) }
          ])
        })
        const next = (left: number): Effect.Effect<Written, TaskError> =>
          Effect.catch(once, (error: TaskError) =>
            left > 0 && isWorthAnotherLook(error) ? next(left - 1) : Effect.fail(error)
          )
        return next(retries)
      })

    const ofText =
      (key: Path, transform: (content: string | null) => Contents | null) =>
      (bytes: Uint8Array | null): Contents | null => {
        const text = bytes === null ? null : textIn(bytes)
        if (text === undefined) throw new NotText({ key: String(key) as Key })
        return transform(text)
      }

    const notText = <A>(effect: Effect.Effect<A, TaskError>): Effect.Effect<A, TaskError> =>
      Effect.catchDefect(effect, (defect) => (defect instanceof NotText ? Effect.fail(defect) : Effect.die(defect)))

    const prepare: Task["prepare"] = (path, transform) =>
      notText(
        Effect.gen(function* () {
          const target = yield* targetOf(path)
          const { bytes, content: base } = yield* observe(run, target)
          const content = ofText(path, transform)(bytes)
          const after = content === null ? null : yield* bytesOf(target, base, content)
          const digest = after === null ? Absent : hashOf(after)
          return { key: target.key, path, before: bytes, base, after, digest }
        })
      )

    const acquire: Task["acquire"] = Effect.fn("Task.acquire")(function* (scope, { wait = false } = {}) {
      const resource = yield* resourceOf(scope)
      const granted = yield* wait ? leases.wait(run, resource) : leases.acquire(run, resource)
      return {
        ...granted,
        renew: leases.renew(run, resource),
        release: leases.release(run, resource, granted.handle)
      }
    })

    return {
      task,
      run,
      observe: (path) => Effect.flatMap(targetOf(path), (target) => observe(run, target)),
      write,
      create: (path, content) => Effect.flatMap(creation(path, content), (change) => publish([change])),
      delete: (path, { base } = {}) => Effect.flatMap(changeOf(path, null, base), (change) => publish([change])),
      move: (from, to) => patch([{ path: from, moveTo: to }]),
      patch,
      editBytes,
      edit: (path, transform, retries) => notText(editBytes(path, ofText(path, transform), retries)),
      prepare,
      commit: (prepared, { content = prepared.after } = {}) =>
        Effect.flatMap(changeOf(prepared.path, content, prepared.base), (change) => publish([change])),
      acquire,
      // Like its start it is on the disk before it is told.
      end: Effect.andThen(
        store.transact((tx) => tx.step({ _tag: "End", run })),
        store.durable
      )
    }
  }
}
