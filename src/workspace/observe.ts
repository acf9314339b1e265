// Reading a file, whole and as it is at one moment: a file that is being saved in place is seen half by whoever does not look twice.
import { closeSync, fstatSync } from "node:fs"
import { Effect, Result } from "effect"
import { at, hashOf, type OpenFile, openFile, readAll, versionOf, writerOf } from "../platform/files.ts"
import { isChanging, largeBytes } from "../platform/hashing.ts"
import { pause } from "../platform/pause.ts"
import { Absent, type ActionOf, type Conflict, type Content, type Key, refuse, type RunId } from "../protocol/index.ts"
import { WriterUnknown } from "../publish/errors.ts"
import { type FileError, fileErrorOf } from "../publish/translate.ts"
import type { Place } from "../publish/tree.ts"
import type { StoreError } from "../store/errors.ts"
import type { Uncertain } from "../publish/errors.ts"
import type { Host } from "./host.ts"
import type { Target } from "./paths.ts"
import { textIn } from "./text.ts"

/** What a task read, and may build a write on. */
export interface Observation {
  readonly key: Key
  /** The hash of the bytes, or "absent". */
  readonly content: Content
  /** Null: there is no file. */
  readonly bytes: Uint8Array | null
  /** Undefined: there is no file, or it is not text. Without a byte order mark, and with "\n" at the end of lines if all end in CR LF. */
  readonly text: string | undefined
}

/** Text is made of the bytes when it is asked for: of a large file that takes long. */
const observation = (key: Key, content: Content, bytes: Uint8Array | null): Observation => {
  let text: { readonly is: string | undefined } | undefined
  return {
    key,
    content,
    bytes,
    get text() {
      text ??= { is: bytes === null ? undefined : textIn(bytes) }
      return text.is
    }
  }
}

/** It changed while it was read, or somebody writes it. */
const notQuiet = "notQuiet" as const

interface Read {
  readonly bytes: Buffer
  readonly content: Content
  readonly version: string
}

export type ObserveError = Conflict | StoreError | FileError | Uncertain

/** What observing needs of a host. */
interface ObserveOptions extends Pick<Host, "native" | "tree" | "store" | "hasher"> {
  readonly publisher: Pick<Host["publisher"], "settlingOthers">
  readonly options: Pick<Host["options"], "quietRetries" | "unknownWriters">
}

export const makeObserve = (host: ObserveOptions) => {
  const { native, tree, store, hasher, publisher, options } = host

  /** A large file, if it is still the one that was opened. */
  const readLarge = ({ directory, name }: Place, { stat }: OpenFile) =>
    Effect.tryPromise({ try: () => hasher.read(at(directory, name)), catch: (error) => error }).pipe(
      Effect.map((read) => (read.version === versionOf(stat) ? read : notQuiet)),
      Effect.catch((error) => (isChanging(error) ? Effect.succeed(notQuiet) : Effect.fail(error)))
    )

  const readSmall = (file: OpenFile): Pick<Read, "bytes" | "content"> => {
    const bytes = readAll(file)
    return { bytes, content: hashOf(bytes) }
  }

  /** Reads by one descriptor: who writes before, what, and whether anything changed meanwhile. */
  const readOnce = (target: Target): Effect.Effect<Read | null | typeof notQuiet, FileError> =>
    Effect.gen(function* () {
      const place = tree.placeOf(target.path)
      if (place === null) return null
      try {
        const file = openFile(place.directory, place.name)
        if (file === null) return null
        try {
          const before = writerOf(native, file)
          if (before === "writer") return notQuiet
          if (before === "unknown" && options.unknownWriters === "refuse") throw new WriterUnknown({ key: target.key })
          const found = file.stat.size >= largeBytes ? yield* readLarge(place, file) : readSmall(file)
          if (found === notQuiet) return notQuiet
          const { bytes, content } = found
          const version = versionOf(fstatSync(file.fd, { bigint: true }))
          if (version !== versionOf(file.stat) || writerOf(native, file) === "writer") return notQuiet
          hasher.remember(version, content)
          return { bytes, content, version }
        } finally {
          closeSync(file.fd)
        }
      } finally {
        place.close()
      }
    }).pipe(
      Effect.catchDefect((defect) => Effect.fail(defect)),
      Effect.catch((error) => Effect.suspend(() => Effect.fail(fileErrorOf(target.key, error))))
    )

  const read = (target: Target): Effect.Effect<Read | null, FileError | Conflict> => {
    const next = (attempt: number): Effect.Effect<Read | null, FileError | Conflict> =>
      Effect.flatMap(readOnce(target), (seen) => {
        if (seen !== notQuiet) return Effect.succeed(seen)
        if (attempt >= options.quietRetries) return Effect.fail(refuse("BeingWritten", { key: target.key }))
        return Effect.andThen(pause(attempt), next(attempt + 1))
      })
    return next(0)
  }

  /** In the transaction: it is still what was read. */
  const isStill = (target: Target, before: Read | null): boolean => {
    const place = tree.placeOf(target.path)
    if (place === null) return before === null
    try {
      const file = openFile(place.directory, place.name)
      if (file === null) return before === null
      closeSync(file.fd)
      return versionOf(file.stat) === before?.version
    } finally {
      place.close()
    }
  }

  /** A file is being written: that is said only if nothing else refuses the run to read it, such as a write that is to be settled. */
  const refusedFirst = (run: RunId, key: Key): Effect.Effect<never, Conflict | StoreError> =>
    Effect.flatMap(
      store.transact((tx) => tx.step({ _tag: "Observe", run, key, found: Absent, beingWritten: true })),
      () => Effect.die(new Error("a file that is being written was shown"))
    )

  const observe = (run: RunId, target: Target): Effect.Effect<Observation, ObserveError> =>
    Effect.gen(function* () {
      const { key } = target
      const seen = yield* read(target).pipe(Effect.catchTag("BeingWritten", () => refusedFirst(run, key)))
      const found = seen?.content ?? Absent
      const action: ActionOf<"Observe"> = { _tag: "Observe", run, key, found, beingWritten: false }
      const isTold = yield* store.transact((tx): Result.Result<boolean, Conflict> => {
        if (!isStill(target, seen)) return Result.succeed(false)
        return Result.map(tx.step(action), () => true)
      })
      if (!isTold) return yield* observe(run, target)
      return observation(key, found, seen?.bytes ?? null)
    })

  return {
    /** What is there, without a promise of anything. */
    read: (target: Target): Effect.Effect<Uint8Array | null, FileError | Conflict> =>
      Effect.map(read(target), (seen) => seen?.bytes ?? null),
    observe: (run: RunId, target: Target): Effect.Effect<Observation, ObserveError> =>
      publisher.settlingOthers(observe(run, target))
  }
}
