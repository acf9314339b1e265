// What a staged file is for. The sidecar of an intent is a symbolic link that leads nowhere and whose target is the text: making one
// changes directories only, so where a file system keeps a journal it is on the disk no later than the exchange that comes after it,
// without a sync of its own. What is too long for that is a file, which is synced.
//
// Its name has the intent's id, and the mark: a mark is one rename, and as durable as the exchange that it is made after.
import { closeSync, constants, readdirSync, readFileSync, readlinkSync } from "node:fs"
import type { Calls } from "../platform/calls.ts"
import { at, codeOf, ifThere } from "../platform/files.ts"
import { byAge, type IntentId, type Key, type Part, type Sidecar } from "../protocol/index.ts"

/** A part with the name in the staging directory that it changes places with. */
export interface StagedPart extends Part {
  readonly name: string
  /** Where the file is: the key, in the letters that the file system has. */
  readonly path: Key
}

/** A sidecar as it lies on the disk. */
export interface StagedIntent extends Sidecar {
  readonly parts: ReadonlyArray<StagedPart>
}

type Mark = "open" | "judged" | "turned"
const marks: ReadonlyArray<Mark> = ["open", "judged", "turned"]

/** What Linux takes as the target of a link at most, in bytes. */
const longestTarget = 4_095

const nameOf = (id: IntentId, mark: Mark): string => `${id}.${mark}`

const pattern = /^(\d+\.[1-9]\d*)\.(open|judged|turned)$/

const parse = (name: string, text: string): StagedIntent => {
  const [, id, mark] = pattern.exec(name)!
  return { ...JSON.parse(text), id, judged: mark === "judged", turned: mark === "turned" }
}

/** The sidecars in a staging directory. */
export interface Sidecars {
  /** Makes what `place` will name, if that takes a file, before it is decided. `temporary`: a name that nobody else uses. */
  readonly prepare: (temporary: string, text: string) => string | undefined
  /** Gives the intent its sidecar. */
  readonly place: (id: IntentId, text: string, prepared: string | undefined) => void
  readonly read: (id: IntentId) => StagedIntent | undefined
  readonly mark: (id: IntentId, mark: "judged" | "turned") => void
  /** Of which intents there are any, without reading them. */
  readonly ids: () => ReadonlyArray<IntentId>
  /** All of them, the oldest first. */
  readonly all: () => ReadonlyArray<StagedIntent>
  readonly remove: (id: IntentId) => void
}

/** The text of a sidecar. */
export const textOf = ({ run, task, parts }: Pick<StagedIntent, "run" | "task" | "parts">): string =>
  JSON.stringify({ run, task, parts })

export const openSidecars = (calls: Calls, stage: number): Sidecars => {
  const named = (name: string) => ({ directory: stage, name })

  const textAt = (name: string): string | null =>
    ifThere(() => {
      try {
        return readlinkSync(at(stage, name))
      } catch (error) {
        if (codeOf(error) === "EINVAL") return readFileSync(at(stage, name), "utf8")
        throw error
      }
    })

  const readAt = (name: string): StagedIntent | undefined => {
    const text = textAt(name)
    return text === null ? undefined : parse(name, text)
  }

  const remove = (id: IntentId): void => {
    for (const mark of marks) ifThere(() => calls.unlink(named(nameOf(id, mark))))
  }

  return {
    prepare: (temporary, text) => {
      if (Buffer.byteLength(text) <= longestTarget) return undefined
      const fd = calls.create(named(temporary), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      try {
        const bytes = Buffer.from(text)
        for (let done = 0; done < bytes.length;) done += calls.write(fd, bytes.subarray(done), done)
        calls.fsync(fd)
      } finally {
        closeSync(fd)
      }
      return temporary
    },
    place: (id, text, prepared) => {
      const sidecar = named(nameOf(id, "open"))
      if (prepared !== undefined) return calls.rename(named(prepared), sidecar)
      calls.symlink(text, sidecar)
    },
    read: (id) => {
      for (const mark of marks) {
        const found = readAt(nameOf(id, mark))
        if (found !== undefined) return found
      }
      return undefined
    },
    mark: (id, mark) => {
      if (ifThere(() => calls.rename(named(nameOf(id, "open")), named(nameOf(id, mark)))) !== null) return
      if (textAt(nameOf(id, mark)) === null) throw new Error(`intent ${id} has no sidecar`)
    },
    ids: () => readdirSync(at(stage, ".")).flatMap((name) => (pattern.exec(name)?.[1] as IntentId | undefined) ?? []),
    all: () =>
      readdirSync(at(stage, "."))
        .filter((name) => pattern.test(name))
        .flatMap((name) => readAt(name) ?? [])
        .sort(byAge),
    remove
  }
}
