// The thread of tree-thread.ts: walks a tree, hashes files in it, copies them. It holds each directory by a descriptor while it is in it,
// so that no link that is put in the place of one leads it out.
import {
  closeSync,
  constants,
  copyFileSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  unlinkSync
} from "node:fs"
import { parentPort } from "node:worker_threads"
import { at, codeOf, ifThere } from "../platform/files.ts"
import { hashFile } from "../platform/hash-file.ts"
import { nameOfBytes, split } from "../platform/names.ts"
import type { Content, Key } from "../protocol/index.ts"
import { hiddenName } from "../scope/hidden-name.ts"
import { type Entry, entryOf, type Row, versionOf } from "./entries.ts"
import { type Copied, type CopyOf, partSuffix, type TreeAnswer, type TreeTask } from "./tree-talk.ts"

const batch = 256

const opening = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW

const tell = (answer: TreeAnswer): void => parentPort?.postMessage(answer)

/** A code of the system's; what has none is no answer of it. */
const problemOf = (error: unknown): string => {
  const code = codeOf(error)
  if (code === "") throw error
  return code
}

const linkAt = (directory: number, name: string): string =>
  nameOfBytes(readlinkSync(at(directory, name), { encoding: "buffer" }))

class Walk {
  readonly #id: number
  readonly #stop: Int32Array
  #rows: Array<Row> = []

  constructor(id: number, stop: Int32Array) {
    this.#id = id
    this.#stop = stop
  }

  #add(key: string, entry: Entry): void {
    this.#rows.push([key as Key, entry])
    if (this.#rows.length === batch) this.flush()
  }

  flush(): void {
    if (this.#rows.length > 0) tell({ id: this.#id, rows: this.#rows })
    this.#rows = []
  }

  /** All beneath an open directory; a code says why that is not known. */
  all(directory: number, prefix: string): string | null {
    if (this.#stop[0] !== 0) return null
    let names: Array<string>
    try {
      names = readdirSync(at(directory, "."), { encoding: "buffer" }).map(nameOfBytes)
    } catch (error) {
      return problemOf(error)
    }
    for (const name of names.sort()) if (prefix !== "" || name !== hiddenName) this.#one(directory, name, prefix + name)
    return null
  }

  #one(directory: number, name: string, key: string): void {
    // What went meanwhile is not there.
    const stat = ifThere(() => lstatSync(at(directory, name), { bigint: true }))
    if (stat === null) return
    const entry = entryOf(stat)
    if (entry.type === "link") {
      const detail = ifThere(() => linkAt(directory, name))
      if (detail !== null) this.#add(key, { ...entry, detail })
    } else if (entry.type === "directory") {
      const problem = this.#beneath(directory, name, key)
      if (problem !== "ENOENT") this.#add(key, { ...entry, problem })
    } else this.#add(key, entry)
  }

  #beneath(directory: number, name: string, key: string): string | null {
    let inner: number
    try {
      inner = openSync(at(directory, name), opening)
    } catch (error) {
      return problemOf(error)
    }
    try {
      return this.all(inner, `${key}/`)
    } finally {
      closeSync(inner)
    }
  }
}

const withRoot = <A>(path: string | Uint8Array, use: (root: number) => A): A => {
  const root = openSync(typeof path === "string" ? path : Buffer.from(path), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return use(root)
  } finally {
    closeSync(root)
  }
}

/** Opens the directories of keys that come in the order of the tree: the last one stays open. */
class Directories {
  readonly #root: number
  #path = ""
  #fd: number

  constructor(root: number) {
    this.#root = root
    this.#fd = root
  }

  close(): void {
    if (this.#fd !== this.#root) closeSync(this.#fd)
    this.#fd = this.#root
    this.#path = ""
  }

  of(path: string): number {
    if (path === this.#path) return this.#fd
    this.close()
    for (const segment of path.split("/")) {
      if (segment === "") continue
      const next = openSync(at(this.#fd, segment), opening)
      this.close()
      this.#fd = next
    }
    this.#path = path
    return this.#fd
  }
}

/** Does it for each key; a code says why it could not be done. */
const forEach = <A>(
  root: number,
  keys: ReadonlyArray<Key>,
  stop: Int32Array,
  use: (path: string | Buffer, n: number) => A
): ReadonlyArray<A | string> => {
  const directories = new Directories(root)
  try {
    return keys.map((key, n) => {
      if (stop[0] !== 0) return "ECANCELED"
      try {
        const [path, name] = split(key)
        return use(at(directories.of(path), name), n)
      } catch (error) {
        return problemOf(error)
      }
    })
  } finally {
    directories.close()
  }
}

const hashed = (path: string | Buffer): Entry | string => {
  const { stat, content } = hashFile(path)
  const entry = entryOf(stat)
  return entry.type === "file" ? { ...entry, content: content as Content } : "EBUSY"
}

/**
 * Copies a file, sharing its bytes where the file system can: what is written to the file later does not show in the copy. The copy gets its
 * name when it is whole, so that one that a crash cuts off is taken for none.
 */
const copied = (path: string | Buffer, { name, version, isFresh, ifShared }: CopyOf, into: string): Copied => {
  const isWhole = (): boolean => versionOf(entryOf(lstatSync(path, { bigint: true }))) === version
  const part = `${into}/${name}${partSuffix}${process.pid}`
  // A link that came in its place is not followed.
  if (!isWhole()) return "changed"
  let how: Copied = "shared"
  try {
    copyFileSync(path, part, constants.COPYFILE_FICLONE_FORCE)
  } catch {
    if (ifShared) return "none"
    copyFileSync(path, part)
    how = "copied"
  }
  if (isWhole() && (!isFresh || hashFile(part).content === name)) {
    renameSync(part, `${into}/${name}`)
    return how
  }
  unlinkSync(part)
  return "changed"
}

const perform = (task: TreeTask): void => {
  const { id } = task
  const stop = new Int32Array(task.stop)
  withRoot(task.root, (root) => {
    if (task.task === "walk") {
      const walk = new Walk(id, stop)
      const problem = walk.all(root, "")
      walk.flush()
      tell({ id, done: true, problem })
    } else if (task.task === "hash") tell({ id, done: true, hashes: forEach(root, task.keys, stop, hashed) })
    else {
      const { keys, copies: asked, into } = task
      const copies = forEach(root, keys, stop, (path, n) => copied(path, asked[n]!, into))
      tell({ id, done: true, copies })
    }
  })
}

parentPort?.on("message", (task: TreeTask) => {
  try {
    perform(task)
  } catch (error) {
    tell({ id: task.id, done: true, error: { message: String(error), code: codeOf(error) } })
  }
})
