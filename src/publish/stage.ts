// Staging: the whole new content is written, under a name of its own, before anything is decided, and is on the disk before it becomes
// visible. The staged file is what becomes visible, so it has the owner, the mode and the attributes that the file has, or that one made
// there would have.
import { closeSync, constants, fstatSync, openSync, type BigIntStats } from "node:fs"
import { Effect } from "effect"
import type { Calls, Name } from "../platform/calls.ts"
import { at, codeOf, hashOf, ifThere, inodeOf, openFile, versionOf } from "../platform/files.ts"
import { type Hasher, largeBytes } from "../platform/hashing.ts"
import type { Native } from "../platform/native.ts"
import type { Sync } from "../platform/sync.ts"
import type { Content, InodeId, Key } from "../protocol/index.ts"
import { CannotKeepMetadata, HardLinked } from "./errors.ts"
import type { StagedPart } from "./sidecars.ts"
import type { Place } from "./tree.ts"

export interface Staged {
  readonly name: string
  readonly inode: InodeId
  readonly content: Content
  /** Waits until it is on the disk; that has begun already. */
  readonly synced: Effect.Effect<void, unknown>
}

export interface StageOptions {
  readonly key: Key
  /** Where it will be visible; null if its directory is not there yet. */
  readonly place: Place | null
  readonly bytes: Uint8Array
  /** A name in the staging directory that nobody else uses. */
  readonly name: string
  /** A file of several names becomes a file of its own. */
  readonly breakLinks: boolean
}

/** How much is written before others get their turn, in bytes. */
const chunkBytes = 4 << 20

// A file without a name, that gets what a directory gives to those made in it: its group, and its default access control list.
const O_TMPFILE = 0o20200000

const permissions = 0o777n

/** What is asked of the file that is replaced. */
interface Model {
  readonly stat: BigIntStats
  readonly attributes: ReadonlyMap<string, Buffer>
}

// Set by the kernel or a security module, each time anew.
const isOwn = (name: string): boolean => name.startsWith("user.") || name.startsWith("system.posix_acl")

export const makeStage = (native: Native | undefined, calls: Calls, sync: Sync, hasher: Hasher, stage: number) => {
  const modelOf = ({ key, place, breakLinks }: StageOptions): Model | undefined => {
    const file = place === null ? null : openFile(place.directory, place.name)
    if (file === null) return undefined
    try {
      const links = Number(file.stat.nlink)
      if (links > 1 && !breakLinks) throw new HardLinked({ key, links })
      const attributes = native?.attributes(file.fd) ?? new Map<string, Buffer>()
      return { stat: file.stat, attributes: typeof attributes === "string" ? new Map() : attributes }
    } finally {
      closeSync(file.fd)
    }
  }

  const keepOwner = (key: Key, fd: number, { stat }: Model): void => {
    const made = fstatSync(fd, { bigint: true })
    if (made.uid === stat.uid && made.gid === stat.gid) return
    try {
      calls.chown(fd, Number(stat.uid), Number(stat.gid))
    } catch (error) {
      const what = made.uid === stat.uid ? "group" : "owner"
      throw new CannotKeepMetadata({ key, what, detail: codeOf(error) })
    }
  }

  const keepAttributes = (key: Key, fd: number, { attributes }: Model): void => {
    for (const [name, value] of attributes) {
      if (!isOwn(name)) continue
      const refused = calls.setAttribute(fd, name, value)
      if (refused !== undefined)
        throw new CannotKeepMetadata({ key, what: "attributes", detail: `${name}: ${refused}` })
    }
  }

  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL

  /** A new file as one would be that is made at the place. */
  const createLike = ({ place, name }: StageOptions, target: Name): number => {
    if (place !== null && native !== undefined) {
      try {
        const fd = calls.create({ directory: place.directory, name: "." }, O_TMPFILE | constants.O_RDWR, 0o666)
        try {
          calls.link(fd, { directory: stage, name })
        } catch (error) {
          closeSync(fd)
          throw error
        }
        return fd
      } catch (error) {
        // Not every file system has files without a name.
        if (!["EOPNOTSUPP", "ENOTSUP", "EISDIR", "ENOENT", "EINVAL"].includes(codeOf(error))) throw error
      }
    }
    return calls.create(target, flags, 0o666)
  }

  /** Undefined model: there is nothing to be like. The mode comes last: writing takes special bits away, which is as it should be. */
  const prepare = (options: StageOptions, target: Name): number => {
    const model = modelOf(options)
    if (model === undefined) return createLike(options, target)
    const fd = calls.create(target, flags, 0o600)
    try {
      keepOwner(options.key, fd, model)
      calls.chmod(fd, Number(model.stat.mode & permissions))
      keepAttributes(options.key, fd, model)
      return fd
    } catch (error) {
      closeSync(fd)
      ifThere(() => calls.unlink(target))
      throw error
    }
  }

  const writeAll = (fd: number, bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length;) done += calls.write(fd, bytes.subarray(done), done)
  }

  /** Whoever interrupts waits for the chunk that is under way: the descriptor is closed then, and its number may be another file's soon. */
  const writeLarge = (fd: number, bytes: Uint8Array, from = 0): Effect.Effect<void, unknown> =>
    from >= bytes.length
      ? Effect.void
      : Effect.tryPromise({
          try: () => calls.writeLarge(fd, bytes.subarray(from, from + chunkBytes), from),
          catch: (error) => error
        }).pipe(
          Effect.uninterruptible,
          Effect.flatMap((written) => writeLarge(fd, bytes, from + written))
        )

  const attempt = <A>(call: () => A): Effect.Effect<A, unknown> => Effect.try({ try: call, catch: (error) => error })

  const hashLarge = (name: string): Effect.Effect<Content, unknown> =>
    Effect.map(
      Effect.tryPromise({ try: () => hasher.hash(at(stage, name)), catch: (error) => error }),
      ({ content }) => content
    )

  /** By a descriptor that only reads: whoever looks at the file meanwhile would find it being written otherwise. */
  const beginSync = (name: string): Effect.Effect<void, unknown> => {
    const fd = ifThere(() => openSync(at(stage, name), constants.O_RDONLY | constants.O_NOFOLLOW))
    return fd === null ? Effect.void : sync.begin(fd)
  }

  /** Syncs what is staged already. */
  const syncStaged = (parts: ReadonlyArray<StagedPart>): Effect.Effect<void, unknown> => {
    const names = parts.flatMap(({ inode, name }) => (inode === null ? [] : [name]))
    return Effect.forEach(names, (name) => Effect.flatten(attempt(() => beginSync(name))), { discard: true })
  }

  /** Writes it, and begins to sync it. If that fails, or is interrupted, nothing is left. */
  const stageOne = Effect.fnUntraced(function* (options: StageOptions) {
    const { bytes, name } = options
    const target = { directory: stage, name }
    const fd = yield* attempt(() => prepare(options, target))
    const large = bytes.length >= largeBytes
    const written = Effect.gen(function* () {
      yield* large ? writeLarge(fd, bytes) : attempt(() => writeAll(fd, bytes))
      const stat = yield* attempt(() => fstatSync(fd, { bigint: true }))
      if (stat.size !== BigInt(bytes.length))
        return yield* Effect.fail(new Error("the staged file is not what was written"))
      return { stat, synced: yield* attempt(() => beginSync(name)) }
    }).pipe(
      Effect.ensuring(Effect.sync(() => closeSync(fd))),
      Effect.onError(() => Effect.ignore(attempt(() => calls.unlink(target))))
    )
    const { stat, synced } = yield* written
    const content = large ? yield* hashLarge(name).pipe(Effect.onError(() => Effect.ignore(synced))) : hashOf(bytes)
    hasher.remember(versionOf(stat), content)
    return { name, inode: inodeOf(stat), content, synced } satisfies Staged
  })

  return { stage: stageOne, syncStaged }
}
