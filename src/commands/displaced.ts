// What a command may overwrite is copied before it runs, so that it can be brought back: a command writes files in place, so that no hard link
// would keep what was in them. Copies are named by the hash of what they contain, and stay for the next command: so the first one costs as
// much as copying the files, and those after it as much as what changed between them. Where the file system shares bytes between files (btrfs, XFS) a copy
// costs neither time nor space, and there is no limit to its size. They are not synced: a loss of power may take them.
import { constants, copyFileSync, readdirSync, readFileSync, statSync, unlinkSync, utimesSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { type SystemError, systemErrorOf } from "../platform/errors.ts"
import { ifThere } from "../platform/files.ts"
import type { Content, Key } from "../protocol/index.ts"
import type { Change } from "./compare.ts"
import { type Entry, versionOf } from "./entries.ts"
import { isFresh, type Manifest } from "./manifest.ts"
import { type CopyOf, partSuffix } from "./tree-talk.ts"
import { copy } from "./tree-thread.ts"

/** Why a file was not copied: larger than is copied, no room for more, not read, changed meanwhile; or a code of the system's. */
export type NotKept = "TooLarge" | "Full" | "Unread" | "Changed" | (string & {})

export interface KeepOptions {
  /** An own directory, on the file system of the tree. */
  readonly into: string
  /** Which files; all if none is given. */
  readonly includes?: (key: Key) => boolean
  /** Up to which size a file is copied that cannot share its bytes, in bytes. 8 MB if none is given. */
  readonly fileLimit?: number
  /** How many bytes are copied for a command at most. 256 MB if none is given. */
  readonly limit?: number
}

export interface Keeping {
  /** Files whose content is kept. */
  readonly kept: number
  /** How many were copied for that, and how many bytes that do not share. The others were there. */
  readonly copied: number
  readonly bytes: number
  readonly notKept: ReadonlyMap<Key, NotKept>
}

const defaultFileLimit = 8 << 20
const defaultLimit = 256 << 20

/** How many are copied between two answers. */
const batch = 64

interface Wanted {
  readonly key: Key
  readonly entry: Entry
  readonly copy: CopyOf
}

class Keep {
  readonly #manifest: Manifest
  readonly #options: KeepOptions
  readonly #there: Set<string>
  readonly #notKept = new Map<Key, NotKept>()
  #kept = 0
  #copied = 0
  #bytes = 0

  constructor(manifest: Manifest, options: KeepOptions, there: Set<string>) {
    this.#manifest = manifest
    this.#options = options
    this.#there = there
  }

  /** Files that have to be copied; of those with one content all, so that one is if another has changed. */
  #wanted(): ReadonlyArray<Wanted> {
    const { includes, fileLimit = defaultFileLimit } = this.#options
    const wanted: Array<Wanted> = []
    for (const [key, entry] of this.#manifest.entries) {
      if (entry.type !== "file" || includes?.(key) === false) continue
      if (entry.content === null) this.#notKept.set(key, "Unread")
      else if (this.#there.has(entry.content)) this.#kept++
      else {
        const ifShared = entry.size > fileLimit
        const fresh = isFresh(entry, this.#manifest)
        wanted.push({ key, entry, copy: { name: entry.content, version: versionOf(entry), isFresh: fresh, ifShared } })
      }
    }
    return wanted
  }

  #note({ key, entry, copy }: Wanted, how: string): void {
    if (how === "shared" || how === "copied") {
      this.#there.add(copy.name)
      this.#kept++
      this.#copied++
      if (how === "copied") this.#bytes += entry.size
    } else
      this.#notKept.set(
        key,
        { none: "TooLarge", changed: "Changed", ENOENT: "Changed", ENOTDIR: "Changed" }[how] ?? how
      )
  }

  async #copyAll(some: ReadonlyArray<Wanted>, signal: AbortSignal): Promise<void> {
    const { limit = defaultLimit, into } = this.#options
    const fitting: Array<Wanted> = []
    const names = new Set<string>()
    let bytes = this.#bytes
    for (const one of some) {
      if (this.#there.has(one.copy.name) || names.has(one.copy.name)) continue
      // What shares its bytes takes none; whether it does is seen when it is tried.
      const isFull = bytes + one.entry.size > limit
      if (!isFull) bytes += one.entry.size
      names.add(one.copy.name)
      fitting.push(isFull ? { ...one, copy: { ...one.copy, ifShared: true } } : one)
    }
    const [keys, copies] = [fitting.map(({ key }) => key), fitting.map((one) => one.copy)]
    const { root } = this.#manifest
    const done = fitting.length === 0 ? [] : await copy({ root, keys, copies, into }, signal)
    fitting.forEach((one, n) => {
      const { fileLimit = defaultFileLimit } = this.#options
      const how = done[n] ?? "EIO"
      this.#note(one, how === "none" && one.entry.size <= fileLimit ? "Full" : how)
    })
    const tried = new Set(keys)
    for (const one of some) {
      if (tried.has(one.key)) continue
      // Of the same content as another one.
      if (this.#there.has(one.copy.name)) this.#kept++
      else await this.#copyAll([one], signal)
    }
  }

  async all(signal: AbortSignal): Promise<Keeping> {
    const wanted = this.#wanted()
    for (let from = 0; from < wanted.length && !signal.aborted; from += batch)
      await this.#copyAll(wanted.slice(from, from + batch), signal)
    return { kept: this.#kept, copied: this.#copied, bytes: this.#bytes, notKept: this.#notKept }
  }
}

const attemptAsync = <A>(call: string, run: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, SystemError> =>
  Effect.tryPromise({ try: run, catch: (error) => error }).pipe(
    Effect.catch((error) => Effect.suspend(() => Effect.fail(systemErrorOf(call, error))))
  )

/** Copies the files of a manifest that are not there yet. What could not be is told, not left out. */
export const keepDisplaced = (manifest: Manifest, options: KeepOptions): Effect.Effect<Keeping, SystemError> =>
  attemptAsync("copy", async (signal) => new Keep(manifest, options, new Set(await readdir(options.into))).all(signal))

/** A content that was at the key and is there no more. */
export interface Displaced {
  readonly key: Key
  readonly content: Content
  readonly modified: bigint
}

/** What the changes displaced, other files that still have it or not. */
export const displacedBy = (changes: ReadonlyArray<Change>): ReadonlyArray<Displaced> =>
  changes.flatMap((change) => {
    const { before, after } = change
    if (before?.type !== "file" || before.content === null || before.content === after?.content) return []
    const key = change.kind === "moved" ? change.from : change.key
    return [{ key, content: before.content, modified: before.modified }]
  })

/** Whether there are bytes of it. */
export const isKept = (into: string, content: Content): boolean =>
  ifThere(() => statSync(join(into, content)).isFile()) ?? false

/** The bytes; null if they were not kept. */
export const readKept = (into: string, content: Content): Buffer | null =>
  ifThere(() => readFileSync(join(into, content)))

let handed = 0

/**
 * Makes a file of its own of the bytes, beside them, that may be moved anywhere, with the time at which they were written; undefined if they
 * were not kept. Its name is in the directory of the copies.
 */
export const handOut = (into: string, { content, modified }: Displaced): string | undefined => {
  const name = `${content}${partSuffix}${process.pid}-${handed++}`
  const path = join(into, name)
  if (ifThere(() => copyFileSync(join(into, content), path, constants.COPYFILE_FICLONE) ?? true) === null)
    return undefined
  const seconds = Number(modified / 1_000_000n) / 1000
  utimesSync(path, seconds, seconds)
  return name
}

/** Removes all copies but these, and what is not whole: only while no command runs that needs others. */
export const forgetDisplaced = (into: string, needed: Iterable<Content> = []): void => {
  const names = new Set<string>(needed)
  for (const name of readdirSync(into)) if (!names.has(name)) ifThere(() => unlinkSync(join(into, name)))
}
