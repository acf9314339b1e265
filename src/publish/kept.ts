// What was kept aside: bytes that programs outside Leasehold wrote, which came out of an exchange and could not go back. They stay until
// somebody lets go of them. Each file has a note beside it, of the kind that sidecars are (sidecars.ts).
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import type { Calls, Name } from "../platform/calls.ts"
import { at, codeOf, ifThere } from "../platform/files.ts"
import type { IntentId, Key, TaskId } from "../protocol/index.ts"

/** Why bytes are there. */
export interface KeptNote {
  /** The write that displaced them. */
  readonly intent: IntentId
  readonly key: Key
  /** Whose write that was. */
  readonly task: TaskId
}

export interface Kept extends KeptNote {
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** When the bytes were written last, ms since 1970. */
  readonly modified: number
}

export interface KeptFiles {
  /** Moves the file there; undefined if there is none. */
  readonly keep: (file: Name, note: KeptNote) => string | undefined
  readonly list: () => ReadonlyArray<Kept>
  readonly read: (name: string) => Buffer | null
  /** Lets go of the bytes, for good. */
  readonly release: (name: string) => void
}

const noteSuffix = ".note"

export const openKept = (calls: Calls, directory: number): KeptFiles => {
  const named = (name: string): Name => ({ directory, name })
  const isThere = (name: string): boolean => ifThere(() => statSync(at(directory, name))) !== null

  const freeName = (intent: IntentId): string => {
    for (let n = 1; ; n++) if (!isThere(`${intent}.${n}`)) return `${intent}.${n}`
  }

  return {
    keep: (file, note) => {
      const name = freeName(note.intent)
      const noteIt = (): void => calls.symlink(JSON.stringify(note), named(name + noteSuffix))
      try {
        noteIt()
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error
        // Left by one who died between the note and the file, be it of another file of that write.
        calls.unlink(named(name + noteSuffix))
        noteIt()
      }
      if (ifThere(() => calls.rename(file, named(name))) !== null) return name
      calls.unlink(named(name + noteSuffix))
      return undefined
    },
    list: () =>
      readdirSync(at(directory, "."))
        .filter((name) => !name.endsWith(noteSuffix))
        .sort()
        .flatMap((name) => {
          const text = ifThere(() => readlinkSync(at(directory, name + noteSuffix)))
          const stat = ifThere(() => statSync(at(directory, name)))
          if (text === null || stat === null) return []
          return [{ ...(JSON.parse(text) as KeptNote), name, size: stat.size, modified: stat.mtimeMs }]
        }),
    read: (name) => ifThere(() => readFileSync(at(directory, name))),
    release: (name) => {
      ifThere(() => calls.unlink(named(name)))
      ifThere(() => calls.unlink(named(name + noteSuffix)))
    }
  }
}
