// The directories that Leasehold keeps beside the files, each open by a descriptor: what happens to their paths meanwhile does not matter.
//
//   .leasehold/            ignored by git; nothing in it is a key
//     store.db lock mark live/    the store, or elsewhere (storeDir)
//     history.sqlite              the history, beside the store
//     stage/                 for each host a directory with its staged files and their sidecars
//     gates/                 one lock for each shard of keys
//     kept/                  what was kept aside
import { closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { at, codeOf } from "../platform/files.ts"
import { PathEscapes } from "./errors.ts"
import { hiddenName } from "../scope/hidden-name.ts"

export { hiddenName }

export interface Layout {
  /** Without symbolic links. */
  readonly root: string
  readonly rootDirectory: number
  readonly hiddenDirectory: number
  readonly stage: number
  readonly gates: number
  readonly kept: number
  readonly storeDir: string
  readonly store: string
  readonly lock: string
  readonly mark: string
  readonly live: string
  readonly close: () => void
}

const openDirectory = (path: string | Buffer, flags = 0): number =>
  openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | flags)

/** What Leasehold keeps may have come with a repository: a link in it could lead anywhere. */
const refuseLink = (directory: number, name: string, shown: string): void => {
  const stat = lstatSync(at(directory, name), { throwIfNoEntry: false })
  if (stat?.isSymbolicLink() === true) throw new PathEscapes({ path: shown, reason: "Link" })
}

const makeDirectory = (path: string | Buffer): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error
  }
}

// Git does not look into a directory that ignores itself, so no project's own file has to say so.
const ignoreItself = (directory: number): void => {
  try {
    writeFileSync(
      at(directory, ".gitignore"),
      "# What Leasehold keeps; nothing of it belongs into a repository.\n*\n",
      {
        flag: "wx"
      }
    )
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error
  }
}

/** Opens the directories of a workspace, and makes those that are missing. Throws what `node:fs` throws, or PathEscapes. */
export const openLayout = (directory: string, storeDir: string | undefined): Layout => {
  const root = realpathSync(directory)
  const opened: Array<number> = []
  const open = (path: string | Buffer, flags = 0): number => {
    const fd = openDirectory(path, flags)
    opened.push(fd)
    return fd
  }
  /** A directory of Leasehold's own, made if it is missing. */
  const own = (parent: number, name: string, shown: string): number => {
    makeDirectory(at(parent, name))
    refuseLink(parent, name, shown)
    return open(at(parent, name), constants.O_NOFOLLOW)
  }
  const close = (): void => {
    for (const fd of opened.splice(0)) closeSync(fd)
  }
  try {
    const rootDirectory = open(root)
    const hiddenDirectory = own(rootDirectory, hiddenName, hiddenName)
    ignoreItself(hiddenDirectory)
    const inside = (name: string): number => own(hiddenDirectory, name, `${hiddenName}/${name}`)
    for (const name of ["live", "store.db", "mark", "history.sqlite"])
      refuseLink(hiddenDirectory, name, `${hiddenName}/${name}`)
    const [stage, gates, kept] = [inside("stage"), inside("gates"), inside("kept")]
    const store = storeDir === undefined ? join(root, hiddenName) : resolve(storeDir)
    mkdirSync(join(store, "live"), { recursive: true, mode: 0o700 })
    return {
      root,
      rootDirectory,
      hiddenDirectory,
      stage: stage!,
      gates: gates!,
      kept: kept!,
      storeDir: store,
      store: join(store, "store.db"),
      lock: join(store, "lock"),
      mark: join(store, "mark"),
      live: join(store, "live"),
      close
    }
  } catch (error) {
    close()
    throw error
  }
}
