// What is known of a name in the tree.
import type { BigIntStats } from "node:fs"
import { constants } from "node:fs"
import { inodeOf } from "../platform/files.ts"
import type { Content, Key } from "../protocol/index.ts"

export interface Entry {
  readonly type: "file" | "directory" | "link" | "special"
  readonly size: number
  /** Permissions, and the bits for set-user-id, set-group-id and sticky. */
  readonly mode: number
  /** What it is known by wherever it is moved to: device, number and time of birth. */
  readonly identity: string
  /** Times of the last change of its bytes, and of anything about it, in ns since 1970. */
  readonly modified: bigint
  readonly changed: bigint
  /** The hash of a file; null for what is none, and for a file that could not be read. */
  readonly content: Content | null
  /** Where a link leads, and which device or the like a special file is. */
  readonly detail: string
  /** Why it could not be read, as a code of the system's; of a directory: why what is in it is not known. */
  readonly problem: string | null
}

/** A name in the tree, and what is there. */
export type Row = readonly [key: Key, entry: Entry]

const typeOf = (stat: BigIntStats): Entry["type"] => {
  if (stat.isFile()) return "file"
  if (stat.isDirectory()) return "directory"
  return stat.isSymbolicLink() ? "link" : "special"
}

const kindOf = (stat: BigIntStats): string => {
  if (stat.isFIFO()) return "pipe"
  if (stat.isSocket()) return "socket"
  return `${stat.isBlockDevice() ? "block" : "character"} device ${stat.rdev}`
}

/** What the system tells of it, without what it contains. */
export const entryOf = (stat: BigIntStats): Entry => {
  const type = typeOf(stat)
  return {
    type,
    size: Number(stat.size),
    mode: Number(stat.mode) & ~constants.S_IFMT,
    identity: `${stat.dev}:${inodeOf(stat)}`,
    modified: stat.mtimeNs,
    changed: stat.ctimeNs,
    content: null,
    detail: type === "special" ? kindOf(stat) : "",
    problem: null
  }
}

/** Whether it contains the same, as far as that is known. */
export const isSameContent = (one: Entry, other: Entry): boolean =>
  one.type === other.type && one.content === other.content && one.detail === other.detail

/** Numbers of files are used again: without a time of birth an identity may be of another file. */
export const isProvable = ({ identity }: Entry): boolean => !identity.endsWith("-0")

/** What no change leaves as it is. */
export const versionOf = ({ identity, changed, modified, size }: Entry): string =>
  `${identity}/${size}/${modified}/${changed}`
