// All that is in a tree at about one time, with hashes; taken before a command and after it, they tell what it did. Only what is hidden
// (.leasehold) is not in it. What changes while it is taken may be in it as it was before or after that.
import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs"
import { Effect } from "effect"
import { attempt, type SystemError, systemErrorOf } from "../platform/errors.ts"
import { showsChanges } from "../platform/file-systems.ts"
import { mountOf } from "../platform/mounts.ts"
import type { Content, Key } from "../protocol/index.ts"
import { type Entry, type Row, versionOf } from "./entries.ts"
import { hash, walk } from "./tree-thread.ts"

export interface Manifest {
  readonly root: string
  /** By name, relative to the root. A byte that is no UTF-8 stands as a lone surrogate, as in all keys. */
  readonly entries: ReadonlyMap<Key, Entry>
  /** What could not be read, with the code of why: what it contains, or what is in it, is not known. */
  readonly unknown: ReadonlyMap<Key, string>
  /** When taking it was begun, in ns since 1970. */
  readonly begun: bigint
  /** Whether times of change can be relied on there. */
  readonly tellsChanges: boolean
  /** How many files were read. */
  readonly hashed: number
}

/** By how much the clock of a file system may be behind: a tick of the slowest kernel is 10 ms. */
const tickNs = 20_000_000n

/** How many files are hashed between two answers. */
const batch = 256

/** Whether a change since it was read might not show in its times. */
export const isFresh = ({ changed }: Entry, { begun, tellsChanges }: Manifest): boolean =>
  !tellsChanges || changed >= begun - tickNs

/**
 * The hash that a file had, if the file cannot have changed since. A change shows in the time of change, unless it was made within the same
 * tick in which the file was read: so what was changed just before the manifest was taken is read again.
 */
const recall = (previous: Manifest | undefined, [key, entry]: Row): Content | null => {
  const known = previous?.entries.get(key)
  if (previous === undefined || known === undefined) return null
  const isSame = known.type === entry.type && versionOf(known) === versionOf(entry)
  return isSame && !isFresh(known, previous) ? known.content : null
}

const now = (): bigint => BigInt(Date.now()) * 1_000_000n

const placeOf = (root: string): Pick<Manifest, "tellsChanges"> & { readonly device: string } => {
  const fd = openSync(root, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return { tellsChanges: showsChanges(mountOf(fd)), device: `${fstatSync(fd, { bigint: true }).dev}:` }
  } finally {
    closeSync(fd)
  }
}

const take = async (root: string, previous: Manifest | undefined, signal: AbortSignal): Promise<Manifest> => {
  const begun = now()
  const { tellsChanges, device } = placeOf(root)
  const entries = new Map<Key, Entry>()
  const toHash: Array<Key> = []
  const problem = await walk(root, signal, (rows) => {
    for (const row of rows) {
      const [key, entry] = row
      // Of what is mounted within the tree nothing is known.
      const content = entry.type === "file" && entry.identity.startsWith(device) ? recall(previous, row) : null
      entries.set(key, content === null ? entry : { ...entry, content })
      if (entry.type === "file" && content === null) toHash.push(key)
    }
  })
  if (problem !== null) throw Object.assign(new Error(`reading ${root}`), { code: problem })
  for (let from = 0; from < toHash.length && !signal.aborted; from += batch) {
    const keys = toHash.slice(from, from + batch)
    const hashes = await hash({ root, keys }, signal)
    keys.forEach((key, n) => {
      const found = hashes[n]!
      if (typeof found !== "string") entries.set(key, found)
      else if (found === "ENOENT" || found === "ENOTDIR") entries.delete(key)
      else entries.set(key, { ...entries.get(key)!, problem: found })
    })
  }
  const unknown = new Map<Key, string>()
  for (const [key, { problem }] of entries) if (problem !== null) unknown.set(key, problem)
  return { root, entries, unknown, begun, tellsChanges, hashed: toHash.length }
}

/** Takes a manifest of the tree; what did not change since `previous` was taken is not read again. */
export const takeManifest = (directory: string, previous?: Manifest): Effect.Effect<Manifest, SystemError> =>
  Effect.gen(function* () {
    const root = yield* attempt("open", () => realpathSync(directory))
    return yield* Effect.tryPromise({
      try: (signal) => take(root, previous?.root === root ? previous : undefined, signal),
      catch: (error) => error
    }).pipe(Effect.catch((error) => Effect.suspend(() => Effect.fail(systemErrorOf("read", error)))))
  })
