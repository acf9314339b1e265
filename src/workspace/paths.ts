// From what a caller calls a file to its key: the canonical directory that it lies in, and its name there. Symbolic links are followed
// as long as they stay in the workspace; the key has none. A file need not be there.
import { closeSync, constants, lstatSync, openSync, readlinkSync, realpathSync } from "node:fs"
import { inspect, types } from "node:util"
import { Result } from "effect"
import { at, codeOf } from "../platform/files.ts"
import type { Native } from "../platform/native.ts"
import { bytesOfName, nameOfBytes, split } from "../platform/names.ts"
import { file, type Key, type Resource, Root, subtree } from "../protocol/index.ts"
import type { Fold } from "../scope/index.ts"
import { NotAFile, PathEscapes } from "../publish/errors.ts"
import { hiddenName, type Layout } from "../publish/layout.ts"

/** What names a file: a path relative to the workspace, as text or, where names are no UTF-8, as bytes. */
export type Path = string | Uint8Array

/** A file, or a directory with all beneath it; `{ directory: "" }` is the whole workspace. */
export type PathScope = Path | { readonly directory: Path }

export type PathError = PathEscapes | NotAFile

/** What Linux takes at most, in bytes. */
const longestName = 255
const longestPath = 4_095

/** How many links are followed, as Linux does. */
const mostLinks = 40

const O_PATH = 0o10000000

const textOf = (path: Path): string => {
  if (typeof path === "string") return path
  if (types.isUint8Array(path)) return nameOfBytes(path)
  // From a caller without types.
  throw new TypeError(
    `a path is a string or bytes, and of all beneath a directory { directory: path }; not ${inspect(path)}`
  )
}

/** Checks a path by itself, and takes it apart. */
const segmentsOf = (path: Path): Result.Result<ReadonlyArray<string>, PathEscapes> => {
  const text = textOf(path)
  const refuse = (reason: PathEscapes["reason"], shown = text) => Result.fail(new PathEscapes({ path: shown, reason }))
  const bytes = bytesOfName(text)
  if (text.includes("\0")) return refuse("Nul")
  if (bytes === undefined) return refuse("NotAName")
  if (text.startsWith("/")) return refuse("Absolute", "a path outside the workspace")
  const segments = text.split("/").filter((segment) => segment !== "" && segment !== ".")
  if (segments.includes("..")) return refuse("DotDot", "a path outside the workspace")
  if (segments.length === 0 || text.endsWith("/")) return refuse("Empty")
  const tooLong = bytes.length > longestPath || segments.some((name) => bytesOfName(name)!.length > longestName)
  return tooLong ? refuse("TooLong") : Result.succeed(segments)
}

/** A file: its key, and the path where it is made if it is not there, which has the letters that were asked for. */
export interface Target {
  readonly key: Key
  readonly path: Key
}

export interface Paths {
  /** The file of that name. */
  readonly targetOf: (path: Path) => Result.Result<Target, PathError>
  /** The path of a directory, "" for the workspace itself, as a resource has it. */
  readonly directoryOf: (path: Path) => Result.Result<Key | typeof Root, PathError>
  readonly resourceOf: (scope: PathScope) => Result.Result<Resource, PathError>
}

const isDirectory = (scope: PathScope): scope is { readonly directory: Path } =>
  typeof scope === "object" && scope !== null && "directory" in scope

export const makePaths = (native: Native | undefined, layout: Layout, fold: Fold): Paths => {
  const { root, rootDirectory } = layout

  /** The canonical path of a directory; "absent" if it is not there. */
  const canonical = (path: string): string | "absent" | PathEscapes["reason"] | "parent" => {
    if (path === "") return ""
    const fd = open(path)
    if (typeof fd === "string") {
      if (fd === "ENOENT") return "absent"
      return fd === "ENOTDIR" ? "parent" : fd === "ENAMETOOLONG" ? "TooLong" : "Link"
    }
    try {
      const real = nameOfBytes(readlinkSync(`/proc/self/fd/${fd}`, { encoding: "buffer" }))
      if (real === root) return ""
      const prefix = root === "/" ? "/" : `${root}/`
      return real.startsWith(prefix) ? real.slice(prefix.length) : "Link"
    } finally {
      closeSync(fd)
    }
  }

  const open = (path: string): number | string => {
    if (native === undefined) return openByPath(root, path)
    return native.openBeneath(rootDirectory, path, O_PATH | constants.O_DIRECTORY, "links")
  }

  const linkAt = (path: string): string | null => {
    const [directory, name] = split(path)
    const fd = directory === "" ? rootDirectory : open(directory)
    if (typeof fd === "string") return null
    try {
      const stat = lstatSync(at(fd, name), { throwIfNoEntry: false })
      return stat?.isSymbolicLink() === true ? nameOfBytes(readlinkSync(at(fd, name), { encoding: "buffer" })) : null
    } finally {
      if (fd !== rootDirectory) closeSync(fd)
    }
  }

  /** Canonical, as far as it is there; what is not there has no links. */
  const resolve = (segments: ReadonlyArray<string>, shown: string, links: number): Result.Result<string, PathError> => {
    const refuse = (reason: PathEscapes["reason"]) => Result.fail(new PathEscapes({ path: shown, reason }))
    for (let there = segments.length - 1; there >= 0; there--) {
      const found = canonical(segments.slice(0, there).join("/"))
      if (found === "absent") continue
      if (found === "parent") return Result.fail(new NotAFile({ key: shown as Key, kind: "parent" }))
      if (found === "Link" || found === "TooLong") return refuse(found)
      const path = (found === "" ? [] : [found]).concat(segments.slice(there)).join("/")
      if (there < segments.length - 1) {
        // The directory is not there; a link in its place leads nowhere.
        const first = (found === "" ? [] : [found]).concat(segments.slice(there, there + 1)).join("/")
        return linkAt(first) === null ? Result.succeed(path) : refuse("Link")
      }
      const target = linkAt(path)
      if (target === null) return Result.succeed(path)
      if (links === mostLinks || target.startsWith("/")) return refuse("Link")
      return follow(split(path)[0], target, shown, links + 1)
    }
    return refuse("Link")
  }

  const follow = (
    directory: string,
    target: string,
    shown: string,
    links: number
  ): Result.Result<string, PathError> => {
    const segments = directory === "" ? [] : directory.split("/")
    for (const segment of target.split("/")) {
      if (segment === "" || segment === ".") continue
      if (segment !== "..") segments.push(segment)
      else if (segments.pop() === undefined) return Result.fail(new PathEscapes({ path: shown, reason: "Link" }))
    }
    if (segments.length === 0) return Result.fail(new PathEscapes({ path: shown, reason: "Link" }))
    return resolve(segments, shown, links)
  }

  const own = fold(hiddenName)

  const foldAll = (path: string): string => path.split("/").map(fold).join("/")

  const targetOf = (path: Path): Result.Result<Target, PathError> => {
    const segments = segmentsOf(path)
    if (Result.isFailure(segments)) return Result.fail(segments.failure)
    const shown = segments.success.join("/")
    const resolved = resolve(segments.success, shown, 0)
    if (Result.isFailure(resolved)) return Result.fail(resolved.failure)
    const key = foldAll(resolved.success)
    if (key === own || key.startsWith(`${own}/`))
      return Result.fail(new PathEscapes({ path: shown, reason: "Reserved" }))
    return Result.succeed({ key: key as Key, path: resolved.success as Key })
  }

  const directoryOf = (path: Path): Result.Result<Key | typeof Root, PathError> => {
    const text = textOf(path)
    const trimmed = text.replace(/\/+$/, "")
    if (trimmed === "" || trimmed === ".") {
      return text.startsWith("/")
        ? Result.fail(new PathEscapes({ path: "a path outside the workspace", reason: "Absolute" }))
        : Result.succeed(Root)
    }
    return Result.map(targetOf(trimmed), ({ key }) => key)
  }

  return {
    targetOf,
    directoryOf,
    resourceOf: (scope) =>
      isDirectory(scope)
        ? Result.map(directoryOf(scope.directory), subtree)
        : Result.map(targetOf(scope), ({ key }) => file(key))
  }
}

/** Without the system call that resolves beneath a directory: what is swapped meanwhile is not noticed. */
const openByPath = (root: string, path: string): number | string => {
  try {
    const real = realpathSync(root === "/" ? `/${path}` : `${root}/${path}`)
    if (real !== root && !real.startsWith(root === "/" ? "/" : `${root}/`)) return "EXDEV"
    return openSync(real, O_PATH | constants.O_DIRECTORY)
  } catch (error) {
    return codeOf(error)
  }
}
