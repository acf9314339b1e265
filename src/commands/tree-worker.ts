// The thread of tree-thread.ts: walks a tree, hashes files in it, copies them. It holds each directory by a descriptor while it is in it,
// so that no link that is put in the place of one leads it out.
import { closeSync, constants, copyFileSync, lstatSync, openSync, readdirSync, readlinkSync, unlinkSync } from "node:fs"
import { parentPort } from "node:worker_threads"
import { at, codeOf, ifThere } from "../platform/files.ts"
import { hashFile } from "../platform/hash-file.ts"
import { nameOfBytes, split } from "../platform/names.ts"
import type { Content, Key } from "../protocol/index.ts"
import { hiddenName } from "../scope/hidden-name.ts"
import { type Entry, entryOf, type Row } from "./entries.ts"
import type { Copied, TreeAnswer, TreeTask } from "./tree-thread.ts"

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

/** Shares the bytes with the file where the file system can, whose later changes do not show in it; else copies them. */
const copied = (path: string | Buffer, to: string, isWhole: () => boolean, ifShared: boolean): Copied => {
  const force = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE
  let how: Copied = "shared"
  try {
    copyFileSync(path, to, force)
  } catch (error) {
    if (codeOf(error) === "EEXIST") return "copied"
    if (ifShared) return "none"
    copyFileSync(path, to, constants.COPYFILE_EXCL)
    how = "copied"
  }
  if (isWhole()) return how
  unlinkSync(to)
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
      const { keys, names, versions, into, ifShared } = task
      const copies = forEach(root, keys, stop, (path, n) => {
        const isWhole = (): boolean => {
          const { identity, changed } = entryOf(lstatSync(path, { bigint: true }))
          return `${identity}/${changed}` === versions[n]
        }
        // A link that came in its place is not followed.
        return isWhole() ? copied(path, `${into}/${names[n]!}`, isWhole, ifShared) : "changed"
      })
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
