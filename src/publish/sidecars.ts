// What a staged file is for. The sidecar of an intent is a symbolic link that leads nowhere and whose target is the text: making one
// changes directories only, so where a file system keeps a journal it is on the disk no later than the exchange that comes after it,
// without a sync of its own. What is too long for that is a file, which is synced.
//
// Its name has the intent's id, and the mark: a mark is one rename, and as durable as the exchange that it is made after. It lies beside
// the files that it tells of, and tells of none elsewhere: what came with a repository leads nowhere out of the directory it came in.
import { closeSync, constants, readFileSync, readlinkSync } from "node:fs"
import { Option, Schema } from "effect"
import type { Calls } from "../platform/calls.ts"
import { at, codeOf, ifThere } from "../platform/files.ts"
import { byAge, type HostId, type IntentId, Key, Part, RunId, type Sidecar, TaskId } from "../protocol/index.ts"
import { type Staging, stagedName } from "./staging.ts"

/** A part with the name in the staging directory that it changes places with. */
export interface StagedPart extends Part {
  /** With the directory of the host that staged it. */
  readonly name: string
  /** Where the file is: the key, in the letters that the file system has. */
  readonly path: Key
}

/** Where a sidecar lies. */
export interface Placed {
  readonly id: IntentId
  /** Whose directory it lies in. */
  readonly owner: HostId
  readonly mark: Mark
}

/** A sidecar as it lies on the disk. */
export interface StagedIntent extends Sidecar, Placed {
  readonly parts: ReadonlyArray<StagedPart>
}

type Mark = "open" | "judged" | "turned"
const marks: ReadonlyArray<Mark> = ["open", "judged", "turned"]

/** What Linux takes as the target of a link at most, in bytes. */
const longestTarget = 4_095

const nameOf = (id: IntentId, mark: Mark): string => `${id}.${mark}`

const pattern = /^(\d+\.[1-9]\d*)\.(open|judged|turned)$/

/** What a sidecar says. Its files are named by their numbers: they lie beside it. */
const Text = Schema.fromJsonString(
  Schema.Struct({
    run: RunId,
    task: TaskId,
    parts: Schema.NonEmptyArray(
      Schema.Struct({ ...Part.fields, path: Key, name: Schema.String.check(Schema.isPattern(/^\d+$/)) })
    )
  })
)

const decodeText = Schema.decodeUnknownOption(Text)

/** Undefined: it is no sidecar, though it is called like one. */
const parse = (placed: Placed, text: string): StagedIntent | undefined => {
  const { id, owner, mark } = placed
  const decoded = Option.getOrUndefined(decodeText(text))
  if (decoded === undefined) return undefined
  const { run, task } = decoded
  const parts = decoded.parts.map((part) => ({ ...part, name: stagedName(owner, Number(part.name)) }))
  return { id, owner, mark, run, task, parts, judged: mark === "judged", turned: mark === "turned" }
}

/** The sidecars in a staging directory. */
export interface Sidecars {
  /** Makes what `place` will name, if that takes a file, before it is decided. `temporary`: a name that nobody else uses. */
  readonly prepare: (temporary: string, text: string) => string | undefined
  /** Gives the intent its sidecar. */
  readonly place: (id: IntentId, text: string, prepared: string | undefined) => void
  /** The one of an intent, wherever it lies. */
  readonly find: (id: IntentId) => StagedIntent | undefined
  readonly read: (placed: Placed) => StagedIntent | undefined
  readonly mark: (id: IntentId, owner: HostId, mark: "judged" | "turned") => void
  /** Where they are, without reading them. */
  readonly list: () => ReadonlyArray<Placed>
  /** All of them, the oldest first. */
  readonly all: () => ReadonlyArray<StagedIntent>
  readonly remove: (placed: Placed) => void
}

/** The text of a sidecar. */
export const textOf = ({ run, task, parts }: Pick<StagedIntent, "run" | "task" | "parts">): string =>
  JSON.stringify({
    run,
    task,
    parts: parts.map((part) => ({ ...part, name: part.name.slice(part.name.indexOf("/") + 1) }))
  })

export const openSidecars = (calls: Calls, staging: Staging): Sidecars => {
  const { stage, host } = staging
  const named = ({ id, owner, mark }: Placed) => ({ directory: stage, name: `${owner}/${nameOf(id, mark)}` })

  const textAt = (placed: Placed): string | null =>
    ifThere(() => {
      const path = at(stage, named(placed).name)
      try {
        return readlinkSync(path)
      } catch (error) {
        if (codeOf(error) === "EINVAL") return readFileSync(path, "utf8")
        throw error
      }
    })

  const read = (placed: Placed): StagedIntent | undefined => {
    const text = textAt(placed)
    return text === null ? undefined : parse(placed, text)
  }

  const findOf = (owner: HostId, id: IntentId): StagedIntent | undefined => {
    for (const mark of marks) {
      const found = read({ id, owner, mark })
      if (found !== undefined) return found
    }
    return undefined
  }

  const listOf = (owner: HostId): ReadonlyArray<Placed> =>
    staging.entries(owner).flatMap((name) => {
      const [, id, mark] = pattern.exec(name) ?? []
      return id === undefined ? [] : [{ id: id as IntentId, owner, mark: mark as Mark }]
    })

  const list = (): ReadonlyArray<Placed> => staging.owners().flatMap(listOf)

  return {
    prepare: (temporary, text) => {
      if (Buffer.byteLength(text) <= longestTarget) return undefined
      const name = { directory: stage, name: temporary }
      const fd = calls.create(name, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
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
      const sidecar = named({ id, owner: host, mark: "open" })
      if (prepared !== undefined) return calls.rename({ directory: stage, name: prepared }, sidecar)
      calls.symlink(text, sidecar)
    },
    find: (id) => {
      // Hardly ever is it another one's.
      const own = findOf(host, id)
      if (own !== undefined) return own
      for (const owner of staging.owners()) {
        const found = findOf(owner, id)
        if (found !== undefined) return found
      }
      return undefined
    },
    read,
    mark: (id, owner, mark) => {
      const marked = { id, owner, mark }
      if (ifThere(() => calls.rename(named({ id, owner, mark: "open" }), named(marked))) !== null) return
      if (textAt(marked) === null) throw new Error(`intent ${id} has no sidecar`)
    },
    list,
    all: () =>
      list()
        .flatMap((placed) => read(placed) ?? [])
        .sort(byAge),
    remove: (placed) => void ifThere(() => calls.unlink(named(placed)))
  }
}
