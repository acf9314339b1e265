/** Trees that are made at random, changes of them, and what a simple reader says of both: it reads everything, and knows no times. */
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import * as fc from "fast-check"
import type { Change } from "../../src/commands/compare.ts"
import { hashOf } from "../../src/platform/files.ts"
import { bytesOfName, nameOfBytes } from "../../src/platform/names.ts"

/** Few, so that things meet; with names that are no UTF-8. */
const path = fc.constantFrom("a", "b", "d", "d/a", "d/\udcff", "d/e", "d/e/é", "d/e/a\udcc3", "a/b")
/** Of one length, so that size tells nothing. */
const content = fc.constantFrom("one", "two", "six")

/** Something that happens to the tree; what cannot be done is not done. */
export const act = fc.oneof(
  fc.record({ act: fc.constant("write" as const), path, content }),
  fc.record({ act: fc.constant("sly" as const), path, content }),
  fc.record({ act: fc.constant("directory" as const), path }),
  fc.record({ act: fc.constant("link" as const), path, content }),
  fc.record({ act: fc.constant("hardlink" as const), path, to: path }),
  fc.record({ act: fc.constant("move" as const), path, to: path }),
  fc.record({ act: fc.constant("remove" as const), path }),
  fc.record({ act: fc.constant("mode" as const), path, mode: fc.constantFrom(0o644, 0o755, 0o600) })
)
export type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

/** How each tree begins. */
export const begin: ReadonlyArray<Act> = [
  { act: "directory", path: "d" },
  { act: "directory", path: "d/e" },
  { act: "write", path: "a", content: "one" },
  { act: "write", path: "d/a", content: "one" },
  { act: "write", path: "d/\udcff", content: "two" },
  { act: "write", path: "d/e/é", content: "six" },
  { act: "hardlink", path: "a", to: "d/e/a\udcc3" }
]

const at = (root: string, path: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), bytesOfName(path)!])

const perform = (root: string, one: Act): void => {
  const file = at(root, one.path)
  switch (one.act) {
    case "write":
      return writeFileSync(file, one.content)
    case "sly": {
      // In place, and with the times that it had.
      const { atime, mtime } = lstatSync(file)
      writeFileSync(file, one.content)
      return utimesSync(file, atime, mtime)
    }
    case "directory":
      return void mkdirSync(file)
    case "link":
      return symlinkSync(one.content, file)
    case "hardlink":
      return linkSync(file, at(root, one.to))
    case "move":
      return renameSync(file, at(root, one.to))
    case "remove":
      return rmSync(file, { recursive: true })
    case "mode":
      return chmodSync(file, one.mode)
  }
}

export const performAll = (root: string, acts: ReadonlyArray<Act>): void => {
  for (const one of acts) {
    try {
      perform(root, one)
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error
    }
  }
}

interface Seen {
  readonly type: string
  readonly content: string
  readonly mode: number
  readonly identity: string
}

export type Sight = ReadonlyMap<string, Seen>

/** Reads all. */
export const see = (root: string, prefix = "", all = new Map<string, Seen>()): Sight => {
  for (const entry of readdirSync(prefix === "" ? root : at(root, prefix), { encoding: "buffer" })) {
    const key = prefix === "" ? nameOfBytes(entry) : `${prefix}/${nameOfBytes(entry)}`
    if (key === ".leasehold") continue
    const file = at(root, key)
    const stat = lstatSync(file, { bigint: true })
    const seen = { mode: Number(stat.mode) & 0o7777, identity: `${stat.ino} ${stat.birthtimeNs}` }
    if (stat.isDirectory()) {
      all.set(key, { ...seen, type: "directory", content: "" })
      see(root, key, all)
    } else if (stat.isSymbolicLink())
      all.set(key, { ...seen, type: "link", content: nameOfBytes(readlinkSync(file, { encoding: "buffer" })) })
    else all.set(key, { ...seen, type: "file", content: hashOf(readFileSync(file)) })
  }
  return all
}

/** A change in one line. */
export const show = (change: Change): string =>
  change.kind === "moved" ? `moved ${change.from} to ${change.key}` : `${change.kind} ${change.key}`

const only = (sight: Sight, identity: string): string | undefined => {
  const keys = [...sight].filter(([, seen]) => seen.identity === identity)
  return keys.length === 1 ? keys[0]![0] : undefined
}

/** What is different, one line each, sorted. */
export const differences = (before: Sight, after: Sight): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const gone = new Set([...before.keys()].filter((key) => !after.has(key)))
  for (const [key, is] of after) {
    const was = before.get(key)
    if (was !== undefined) {
      if (was.type !== is.type) lines.push(`type ${key}`)
      else if (was.content !== is.content) lines.push(`content ${key}`)
      else if (was.mode !== is.mode) lines.push(`mode ${key}`)
      continue
    }
    const from = only(after, is.identity) === key ? only(before, is.identity) : undefined
    if (from !== undefined && gone.has(from)) {
      gone.delete(from)
      lines.push(`moved ${from} to ${key}`)
    } else lines.push(`created ${key}`)
  }
  return [...lines, ...[...gone].map((key) => `deleted ${key}`)].sort()
}
