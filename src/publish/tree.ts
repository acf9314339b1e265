// The files of the workspace: where a key lies, and what is there.
import { closeSync, constants, fstatSync, lstatSync, openSync } from "node:fs"
import { Effect } from "effect"
import type { Calls } from "../platform/calls.ts"
import {
  at,
  codeOf,
  hashOf,
  inodeOf,
  NotRegular,
  type OpenFile,
  openFile,
  readAll,
  versionOf,
  writerOf
} from "../platform/files.ts"
import { type Hasher, isChanging, largeBytes } from "../platform/hashing.ts"
import { split } from "../platform/names.ts"
import type { Native } from "../platform/native.ts"
import { Absent, type Content, type InodeId, type Key } from "../protocol/index.ts"
import type { Layout } from "./layout.ts"

/** What was seen of a file, by one descriptor: first whether anybody writes it, then what it contains. */
export interface Sight {
  readonly content: Content
  readonly inode: InodeId
  readonly writer: "none" | "writer" | "unknown"
  readonly version: string
  readonly size: number
}

/** The open directory that a key lies in, and its name there. */
export interface Place {
  readonly directory: number
  readonly name: string
  readonly close: () => void
}

export interface Tree {
  /** Opens the directory of a key, whose path has no symbolic links and crosses no mount; null if it is not there. */
  readonly placeOf: (key: Key) => Place | null
  /** The same, making the directories that are missing. */
  readonly makePlaceOf: (key: Key) => Place
  /** Whether two descriptors are of one directory. */
  readonly isSame: (one: number, other: number) => boolean
  /** What is there, unless it is large: then it has to be hashed elsewhere first. */
  readonly glance: (directory: number, name: string) => Sight | null | "large"
  /** What is there, if it can be told without reading it: it is a version that was read before. */
  readonly recall: (directory: number, name: string) => Content | undefined
  /** What is there, whatever its size. Fails with what `node:fs` throws. */
  readonly look: (directory: number, name: string) => Effect.Effect<Sight | null, unknown>
}

/** A call that failed, with the code that it failed with. */
export const failed = (call: string, code: string): Error =>
  Object.assign(new Error(`${call} failed: ${code}`), { code })

const directoryFlags = constants.O_RDONLY | constants.O_DIRECTORY

/** `fineTimes`: no two changes of a file have one change time, so that a version that was hashed need not be hashed again. */
export const openTree = (
  native: Native | undefined,
  calls: Calls,
  hasher: Hasher,
  layout: Layout,
  fineTimes: boolean
): Tree => {
  const { rootDirectory } = layout

  const openDirectory = (path: string): number | null => {
    const opened = openBeneath(native, rootDirectory, path, directoryFlags)
    if (typeof opened === "number") return opened
    if (opened === "ENOENT") return null
    throw failed("open", opened)
  }

  const placeOf = (key: Key): Place | null => {
    const [path, name] = split(key)
    if (path === "") return { directory: rootDirectory, name, close: () => undefined }
    const directory = openDirectory(path)
    return directory === null ? null : { directory, name, close: () => closeSync(directory) }
  }

  const makeDirectory = (path: string): void => {
    const [parent, name] = split(path)
    const directory = parent === "" ? rootDirectory : openDirectory(parent)
    if (directory === null) {
      makeDirectory(parent)
      return makeDirectory(path)
    }
    try {
      calls.mkdir({ directory, name })
    } finally {
      if (parent !== "") closeSync(directory)
    }
  }

  const sightOf = (file: OpenFile, content: Content, writer: Sight["writer"]): Sight => ({
    content,
    inode: inodeOf(file.stat),
    writer,
    version: versionOf(file.stat),
    size: Number(file.stat.size)
  })

  /** What cannot be read is no content that anybody built on. */
  const unreadable = (directory: number, name: string, content: string): Sight | null => {
    const stat = lstatSync(at(directory, name), { bigint: true, throwIfNoEntry: false })
    if (stat === undefined) return null
    return { content: content as Content, inode: inodeOf(stat), writer: "none", version: versionOf(stat), size: 0 }
  }

  const openOrTell = (directory: number, name: string): OpenFile | Sight | null => {
    try {
      return openFile(directory, name)
    } catch (error) {
      if (error instanceof NotRegular) return unreadable(directory, name, `a ${error.kind}`)
      if (codeOf(error) === "EACCES") return unreadable(directory, name, "unreadable")
      throw error
    }
  }

  const glance = (directory: number, name: string): Sight | null | "large" => {
    const file = openOrTell(directory, name)
    if (file === null || !("fd" in file)) return file
    try {
      const writer = writerOf(native, file)
      const known = fineTimes ? hasher.known(versionOf(file.stat)) : undefined
      if (known !== undefined) return sightOf(file, known, writer)
      if (file.stat.size >= largeBytes) return "large"
      const content = hashOf(readAll(file))
      // Nobody wrote it when it was asked, and who began after that changes its version.
      if (writer === "none") hasher.remember(versionOf(file.stat), content)
      return sightOf(file, content, writer)
    } finally {
      closeSync(file.fd)
    }
  }

  const recall = (directory: number, name: string): Content | undefined => {
    const stat = lstatSync(at(directory, name), { bigint: true, throwIfNoEntry: false })
    if (stat === undefined) return Absent
    return stat.isFile() ? hasher.known(versionOf(stat)) : undefined
  }

  const look = (directory: number, name: string): Effect.Effect<Sight | null, unknown> =>
    Effect.try({ try: () => glance(directory, name), catch: (error) => error }).pipe(
      Effect.flatMap((seen) => (seen === "large" ? lookElsewhere(directory, name) : Effect.succeed(seen)))
    )

  /** First the probe, then the hash: who writes it already is seen, and who begins meanwhile changes its version. */
  const lookElsewhere = (directory: number, name: string): Effect.Effect<Sight | null, unknown> =>
    Effect.gen(function* () {
      const probed = yield* Effect.try({
        try: () => {
          const file = openFile(directory, name)
          if (file === null) return null
          const writer = writerOf(native, file)
          closeSync(file.fd)
          return { file, writer }
        },
        catch: (error) => error
      })
      if (probed === null) return null
      const hashed = yield* Effect.tryPromise({
        try: () => hasher.hash(at(directory, name)),
        catch: (error) => error
      }).pipe(Effect.catch((error) => (isChanging(error) ? Effect.succeed(null) : Effect.fail(error))))
      // It has no content as long as somebody writes it.
      if (hashed === null) return sightOf(probed.file, "being written" as Content, "writer")
      const { content, version } = hashed
      const seen = sightOf(probed.file, content, probed.writer)
      if (version !== seen.version) return yield* lookElsewhere(directory, name)
      if (probed.writer === "none") hasher.remember(version, content)
      return seen
    })

  return {
    placeOf,
    makePlaceOf: (key) => {
      const place = placeOf(key)
      if (place !== null) return place
      try {
        makeDirectory(split(key)[0])
      } catch (error) {
        // Somebody else made it at the same time.
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
      }
      return placeOf(key) ?? raise(failed("mkdir", "ENOENT"))
    },
    isSame: (one, other) =>
      one === other || inodeOf(fstatSync(one, { bigint: true })) === inodeOf(fstatSync(other, { bigint: true })),
    glance,
    recall,
    look
  }
}

const raise = (error: Error): never => {
  throw error
}

/** Opens a canonical path beneath a directory; without the system call for it, segment by segment. */
const openBeneath = (native: Native | undefined, root: number, path: string, flags: number): number | string => {
  if (native !== undefined) return native.openBeneath(root, path, flags, "canonical")
  return openSegments(root, path.split("/"), flags)
}

const openOne = (directory: number, segment: string, flags: number): number | string => {
  try {
    const fd = openSync(at(directory, segment), flags | constants.O_NOFOLLOW)
    // Another file system is told by its device; a part of this one that is mounted there is not, without the system call.
    if (fstatSync(fd).dev === fstatSync(directory).dev) return fd
    closeSync(fd)
    return "EXDEV"
  } catch (error) {
    return codeOf(error)
  }
}

const openSegments = (root: number, segments: ReadonlyArray<string>, flags: number): number | string => {
  let directory = root
  for (const segment of segments) {
    const next = openOne(directory, segment, flags)
    if (directory !== root) closeSync(directory)
    if (typeof next === "string") return next
    directory = next
  }
  return directory
}
