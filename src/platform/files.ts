// Files by (open directory, name). Paths are no identities: a parent may be swapped while a path is walked, a descriptor
// stays what it is. Node.js has no calls that take a directory's descriptor, but Linux has a path for each one.
import { hash } from "node:crypto"
import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from "node:fs"
import type { Content, InodeId } from "../protocol/index.ts"
import type { Native } from "./native.ts"
import { bytesOfName } from "./names.ts"

/** A path of the name in the open directory, for calls of `node:fs`. */
export const at = (directory: number, name: string): string | Buffer => {
  const prefix = `/proc/self/fd/${directory}/`
  if (name.isWellFormed()) return prefix + name
  return Buffer.concat([Buffer.from(prefix), bytesOfName(name) ?? Buffer.from(name)])
}

/** The code of an error of `node:fs` or of {@link Native}, such as "ENOENT". */
export const codeOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  return typeof code === "string" ? code : ""
}

/** Runs a call that may fail because nothing is there; then null. */
export const ifThere = <A>(call: () => A): A | null => {
  try {
    return call()
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null
    throw error
  }
}

/** What a file is known by: numbers are used again at once, so the time of birth belongs to it. */
export const inodeOf = (stat: BigIntStats): InodeId => `${stat.ino}-${stat.birthtimeNs}` as InodeId

/** The hash of some bytes: SHA-256, in hexadecimal. */
export const hashOf = (bytes: Uint8Array): Content => hash("sha256", bytes) as Content

/** What nobody changes without it showing here, shared mappings aside: those show as writers. */
export const versionOf = (stat: BigIntStats): string => `${inodeOf(stat)}/${stat.size}/${stat.mtimeNs}/${stat.ctimeNs}`

/** A regular file that is open for reading, by a descriptor of its own. */
export interface OpenFile {
  readonly fd: number
  readonly stat: BigIntStats
}

/** At the name lies something that is no regular file. */
export class NotRegular extends Error {
  readonly kind: "directory" | "link" | "special"
  constructor(kind: NotRegular["kind"]) {
    super(`a ${kind}, not a regular file`)
    this.name = "NotRegular"
    this.kind = kind
  }
}

// Not to wait for the other end of a pipe, and not to follow a link.
const reading = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** Opens the regular file of that name; null if nothing is there. The caller closes it. */
export const openFile = (directory: number, name: string): OpenFile | null => {
  let fd: number
  try {
    fd = openSync(at(directory, name), reading)
  } catch (error) {
    const code = codeOf(error)
    if (code === "ENOENT") return null
    if (code === "ELOOP") throw new NotRegular("link")
    // What is a socket, or a device without a driver.
    if (code === "ENXIO" || code === "ENODEV") throw new NotRegular("special")
    throw error
  }
  const stat = fstatSync(fd, { bigint: true })
  if (stat.isFile()) return { fd, stat }
  closeSync(fd)
  throw new NotRegular(stat.isDirectory() ? "directory" : "special")
}

/** All bytes of an open file, which may grow or shrink meanwhile. */
export const readAll = ({ fd, stat }: OpenFile): Buffer => {
  let buffer = Buffer.allocUnsafe(Number(stat.size) + 1)
  let length = 0
  for (;;) {
    const read = readSync(fd, buffer, length, buffer.length - length, length)
    length += read
    // Less than was asked for is all there is, if it is as much as there was. Some file systems give less at a time.
    if (read === 0 || (length < buffer.length && length >= stat.size)) return buffer.subarray(0, length)
    if (length === buffer.length) buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)])
  }
}

/** Whether any program writes the open file; unknown without the system calls for that. */
export const writerOf = (native: Native | undefined, { fd }: OpenFile): "none" | "writer" | "unknown" =>
  native === undefined ? "unknown" : native.writer(fd)
