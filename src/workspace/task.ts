// What a task does in a workspace: it reads, takes leases, and writes what is built on what it read.
import { Effect } from "effect"
import { hashOf } from "../platform/files.ts"
import { promisesOf } from "../platform/report.ts"
import {
  Absent,
  type Content,
  type Key,
  observationOf,
  refuse,
  type Resource,
  type RunId,
  type TaskId
} from "../protocol/index.ts"
import { NotAFile, NotText } from "../publish/errors.ts"
import type { Change } from "../publish/publisher.ts"
import type { StoreUnavailable } from "../store/errors.ts"
import type { Host } from "./host.ts"
import type { Contents, Files, PatchChange, Prepared, TaskError, Transform, Written } from "./interface.ts"
import { makeLeases } from "./leases.ts"
import { merged } from "./merge.ts"
import { makeObserve } from "./observe.ts"
import { InvalidOptions } from "./options.ts"
import type { Path, PathError, PathScope, Target } from "./paths.ts"
import { bytesFor, mustBeContents, textIn } from "./text.ts"
import { toTask } from "./told.ts"

/** What a file becomes, given its bytes. */
type Become = (target: Target, before: Uint8Array | null) => Effect.Effect<Contents | null, TaskError>

const ofBytes =
  (transform: Transform<Uint8Array>): Become =>
  (_, before) =>
    Effect.sync(() => transform(before))

const ofText =
  (transform: Transform): Become =>
  ({ key }, before) =>
    Effect.suspend(() => {
      const text = before === null ? null : textIn(before)
      return text === undefined ? Effect.fail(new NotText({ key })) : Effect.sync(() => transform(text))
    })

const asText = (content: Contents): string | undefined => (typeof content === "string" ? content : textIn(content))

/** Conflicts that another look at the file may remove. */
const isWorthAnotherLook = (error: TaskError): boolean =>
  error._tag === "StaleBase" || error._tag === "OutsideChange" || error._tag === "NotObserved"

export const makeTasks = (host: Host) => {
  const { store, paths, mustBeOpen, publisher, options } = host
  const observing = makeObserve(host)
  const leases = makeLeases({
    store,
    liveness: host.liveness,
    pollMs: options.pollMs,
    settlingOthers: publisher.settlingOthers
  })

  const targetOf = (path: Path): Effect.Effect<Target, PathError | StoreUnavailable> =>
    Effect.flatMap(mustBeOpen, () => Effect.fromResult(paths.targetOf(path)))

  const resourceOf = (scope: PathScope): Effect.Effect<Resource, PathError | StoreUnavailable> =>
    Effect.flatMap(mustBeOpen, () => Effect.fromResult(paths.resourceOf(scope)))

  const observe = (run: RunId, target: Target) => toTask(observing.observe(run, target))

  return (task: TaskId, run: RunId): Files => {
    const baseOf = (key: Key, chosen: Content | undefined): Effect.Effect<Content, TaskError> =>
      Effect.suspend(() => {
        const base = chosen ?? observationOf(store.state(), run, key)
        // The core would say so too, but has to be given some base.
        if (base === undefined) return Effect.fail(refuse("NotObserved", { run, key, base: Absent, observed: null }))
        return Effect.succeed(base)
      })

    /** The bytes to be written; text is made like what is there. */
    const bytesOf = (target: Target, base: Content, content: Contents): Effect.Effect<Uint8Array, TaskError> => {
      mustBeContents(target.key, content)
      if (typeof content !== "string") return Effect.succeed(content)
      if (base === Absent) return Effect.succeed(bytesFor(content, undefined))
      // Whether that is what it is built on is decided later.
      return Effect.flatMap(toTask(observing.read(target)), (bytes) => {
        if (bytes !== null && textIn(bytes) === undefined) return Effect.fail(new NotText({ key: target.key }))
        return Effect.succeed(bytesFor(content, bytes ?? undefined))
      })
    }

    const publish = (changes: ReadonlyArray<Change>, breakLinks = false): Effect.Effect<Written, TaskError> =>
      toTask(publisher.write(run, task, changes, { breakLinks }))

    const changeOf = Effect.fnUntraced(function* (path: Path, content: Contents | null, chosen?: Content) {
      const target = yield* targetOf(path)
      const base = yield* baseOf(target.key, chosen)
      if (content === null && base === Absent) return yield* new NotAFile({ key: target.key, kind: "absent" })
      const bytes = content === null ? null : yield* bytesOf(target, base, content)
      return { ...target, base, bytes } satisfies Change
    })

    const write: Files["write"] = Effect.fn("Task.write")(function* (path, content, { base, breakLinks } = {}) {
      return yield* publish([yield* changeOf(path, content, base)], breakLinks)
    })

    const creation = Effect.fnUntraced(function* (path: Path, content: Contents) {
      const target = yield* targetOf(path)
      mustBeContents(target.key, content)
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
      if (bytes === null) return yield* new NotAFile({ key: from.key, kind: "absent" })
      const content = change.content ?? bytes
      return [yield* changeOf(change.path, null), yield* creation(change.moveTo, content)]
    })

    /** Nobody can say which of two changes of one file is meant. */
    const mustDiffer = Effect.fnUntraced(function* (changes: ReadonlyArray<PatchChange>) {
      const seen = new Set<Key>()
      for (const change of changes) {
        for (const path of "moveTo" in change ? [change.path, change.moveTo] : [change.path]) {
          const { key } = yield* targetOf(path)
          if (seen.has(key))
            return yield* new InvalidOptions({
              detail: `${JSON.stringify(key)} is changed twice. Make one change of it`
            })
          seen.add(key)
        }
      }
    })

    const nothing: Written = { intent: null, contents: new Map(), promise: promisesOf(host.report) }

    const patch: Files["patch"] = Effect.fn("Task.patch")(function* (changes, { breakLinks } = {}) {
      yield* mustDiffer(changes)
      const all: Array<Change> = []
      for (const change of changes) all.push(...(yield* changesOf(change)))
      return all.length === 0 ? nothing : yield* publish(all, breakLinks)
    })

    /** Observes a file, and says what it is to become. */
    const changed = Effect.fnUntraced(function* (path: Path, become: Become) {
      const target = yield* targetOf(path)
      const { bytes: before, content: base } = yield* observe(run, target)
      const content = yield* become(target, before)
      const bytes = content === null ? null : yield* bytesOf(target, base, content)
      return { ...target, base, bytes, before }
    })

    const editing = (path: Path, become: Become, retries = options.retries): Effect.Effect<Written, TaskError> => {
      const once = Effect.flatMap(changed(path, become), ({ before, ...change }) =>
        before === null && change.bytes === null ? Effect.succeed(nothing) : publish([change])
      )
      const next = (left: number): Effect.Effect<Written, TaskError> =>
        Effect.catch(once, (error: TaskError) =>
          left > 0 && isWorthAnotherLook(error) ? next(left - 1) : Effect.fail(error)
        )
      return next(retries)
    }

    const prepare: Files["prepare"] = (path, transform) =>
      Effect.map(changed(path, ofText(transform)), ({ key, base, bytes, before }) => {
        const digest = bytes === null ? Absent : hashOf(bytes)
        return { key, path, before, base, after: bytes, digest }
      })

    /** Makes the change that was prepared on what is there now; if both changed the same, it is refused as it was before. */
    const merging = (prepared: Prepared, content: Contents, refused: TaskError): Become => {
      const [base, ours] = [prepared.before ?? new Uint8Array(), content].map(asText)
      return (_, now) => {
        const theirs = now === null ? undefined : textIn(now)
        const all =
          base === undefined || ours === undefined || theirs === undefined ? undefined : merged(base, ours, theirs)
        return all === undefined ? Effect.fail(refused) : Effect.succeed(all)
      }
    }

    const commit: Files["commit"] = (prepared, { content = prepared.after, merge = false } = {}) => {
      const asItIs = Effect.flatMap(changeOf(prepared.path, content, prepared.base), (change) => publish([change]))
      if (!merge || content === null) return asItIs
      return Effect.catch(asItIs, (error: TaskError) =>
        isWorthAnotherLook(error) ? editing(prepared.path, merging(prepared, content, error)) : Effect.fail(error)
      )
    }

    const acquire: Files["acquire"] = Effect.fn("Task.acquire")(function* (scope, { wait = false } = {}) {
      const resource = yield* resourceOf(scope)
      const granted = yield* toTask(wait ? leases.wait(run, resource) : leases.acquire(run, resource))
      return {
        ...granted,
        renew: toTask(leases.renew(run, resource)),
        release: leases.release(run, resource, granted.handle),
        lost: leases.lost(run, granted)
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
      edit: (path, transform, { retries } = {}) => editing(path, ofText(transform), retries),
      editBytes: (path, transform, { retries } = {}) => editing(path, ofBytes(transform), retries),
      prepare,
      commit,
      acquire
    }
  }
}
