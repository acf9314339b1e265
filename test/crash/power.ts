/**
 * Loss of power, as a file system with a journal allows it: of what was done to directories a prefix is left, at least up to the last
 * sync of anything; of a file that was not synced the name and not the bytes; of the store any prefix of its transactions, at least
 * those before its last sync. What outside programs do is taken for synced.
 *
 * The process dies, its last operations on directories are undone, and the store is put back to what it was.
 */
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync
} from "node:fs"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { loadNative } from "../../src/platform/native.ts"
import { storeCopy, unlinkedCopy } from "./copies.ts"
import { arena } from "./crash.ts"
import { optionsOf } from "./faults.ts"
import { guarantees } from "./guarantees.ts"
import type { Kind } from "./kinds.ts"
import { type Left, type Operation, runWriter } from "./process.ts"

/** What a loss of power leaves. */
export interface Loss {
  /** How many operations were made before it. */
  readonly at: number
  /** How many of them are left of those on directories. */
  readonly files: number
  /** How many transactions are left. */
  readonly rows: number
}

const count = (operations: ReadonlyArray<Operation>, calls: ReadonlyArray<string>): number =>
  operations.filter(({ call }) => calls.includes(call)).length

/** How many operations on directories the syncs have kept: those before the last one that was done had begun, and all before that. */
const keptBy = (operations: ReadonlyArray<Operation>): number => {
  const begun = new Map<number | undefined, number>()
  let kept = 0
  for (const [at, { call, inode }] of operations.entries()) {
    if (call === "syncing") begun.set(inode, at + 1)
    if (call === "outside") kept = at + 1
    if (call !== "fsync") continue
    kept = Math.max(kept, begun.get(inode) ?? at + 1)
    begun.delete(inode)
  }
  return kept
}

/** The operations up to the last of these, that one included. */
const upTo = (operations: ReadonlyArray<Operation>, calls: ReadonlyArray<string>): ReadonlyArray<Operation> =>
  operations.slice(0, operations.findLastIndex(({ call }) => calls.includes(call)) + 1)

/** Those that change directories. */
const changing = ["create", "link", "symlink", "mkdir", "unlink", "rename", "exchange", "noreplace"]

/** What can be lost of these operations: of several that leave the same, the one that most was promised before. */
export const lossesOf = (operations: ReadonlyArray<Operation>): ReadonlyArray<Loss> => {
  const losses = new Map<string, Loss>()
  for (let at = 0; at <= operations.length; at++) {
    const made = operations.slice(0, at)
    const kept = keptBy(made)
    const durable = count(upTo(made, ["durable"]), ["commit"])
    for (let files = kept; files <= at; files++) {
      if (files > kept && !changing.includes(operations[files - 1]!.call)) continue
      for (let rows = durable; rows <= count(made, ["commit"]); rows++)
        losses.set(`${files} ${rows}`, { at, files, rows })
    }
  }
  return [...losses.values()]
}

const inDirectory = <A>(path: string, use: (fd: number) => A): A => {
  const fd = openSync(dirname(path), "r")
  try {
    return use(fd)
  } finally {
    closeSync(fd)
  }
}

const exchange = (one: string, other: string): void =>
  inDirectory(one, (from) =>
    inDirectory(other, (to) => {
      const refused = loadNative().native!.rename("exchange", from, basename(one), to, basename(other))
      if (refused !== undefined) throw new Error(`${one} and ${other} are not exchanged: ${refused}`)
    })
  )

/** As if the operation had not been made. */
const undo = ({ call, paths: [path, to] }: Operation, copy: string): void => {
  switch (call) {
    case "create":
    case "link":
    case "symlink":
      // A file without a name has none to be taken from it.
      if (basename(path!) !== ".") unlinkSync(path!)
      return
    case "mkdir":
      return rmdirSync(path!)
    case "rename":
    case "noreplace":
      return renameSync(to!, path!)
    case "exchange":
      return exchange(path!, to!)
    case "unlink":
      // Sidecars lead nowhere, and are there.
      if (lstatSync(copy, { throwIfNoEntry: false }) !== undefined) renameSync(copy, path!)
      return
    default:
      return
  }
}

/** Files whose bytes were not synced after they were written. */
const unsynced = (operations: ReadonlyArray<Operation>): ReadonlySet<number> => {
  const inodes = new Set<number>()
  for (const { call, inode } of operations) {
    if (inode === undefined) continue
    if (call === "write") inodes.add(inode)
    if (call === "fsync") inodes.delete(inode)
  }
  return inodes
}

const empty = (directory: string, inodes: ReadonlySet<number>): void => {
  if (inodes.size === 0) return
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && inodes.has(statSync(path).ino)) truncateSync(path)
  }
}

/** The same files, since a store in others would not be this one; the index in shared memory is made anew. */
const putBack = (directory: string, copy: string): void => {
  const store = join(directory, ".leasehold/store.db")
  for (const name of ["store.db", "store.db-wal"]) {
    writeFileSync(join(dirname(store), name), readFileSync(join(copy, name)))
  }
  rmSync(`${store}-shm`, { force: true })
}

/** Makes the power fail, after the process died. */
const lose = (directory: string, copies: string, { operations, failed }: Left, { files, rows }: Loss): void => {
  for (let n = operations.length - 1; n >= files; n--) {
    if (!failed.includes(n)) undo(operations[n]!, unlinkedCopy(copies, n))
  }
  empty(directory, unsynced(operations))
  const firstLost = operations.flatMap(({ call }, n) => (call === "commit" ? [n] : []))[rows]
  // The mark is synced by nobody.
  if ((files + rows) % 2 === 1) rmSync(join(directory, ".leasehold/mark"))
  if (firstLost !== undefined) putBack(directory, storeCopy(copies, firstLost))
}

export const powerLoss = Effect.fnUntraced(function* (kind: Kind, loss: Loss, fault?: string) {
  const { base, directory, log } = yield* arena(kind)
  const copies = join(base, "copies")
  const left = yield* runWriter({ directory, log, copies, kind: kind.name, killAt: loss.at, fault })
  lose(directory, copies, left, loss)
  return yield* guarantees(directory, kind, left, { ...optionsOf(fault), boot: () => "another boot" })
}, Effect.scoped)
