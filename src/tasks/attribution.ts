// Whose each change is that was made while a command ran: of the command, or of a task that wrote by Leasehold meanwhile.
import type { Change } from "../commands/index.ts"
import {
  Absent,
  contains,
  type Content,
  file,
  intentsOf,
  type Key,
  lifeOf,
  liveTasks,
  type Resource,
  type RunId
} from "../protocol/index.ts"
import type { StoreService } from "../store/store.ts"

/** What a file contained before a command, and what it contains after it. */
export interface FileChange {
  readonly key: Key
  readonly kind: Change["kind"]
  /** SHA-256 in hexadecimal; "absent" if it was not there; the kind of what is no file. */
  readonly base: Content
  readonly content: Content
}

const contentOf = (entry: Change["before"]): Content =>
  entry === null ? Absent : (entry.content ?? ((entry.problem ?? entry.type) as string as Content))

/** What changed, name by name: a move is of two. */
export const fileChanges = (change: Change): ReadonlyArray<FileChange> => {
  const { key, kind } = change
  const [base, content] = [contentOf(change.before), contentOf(change.after)]
  if (kind !== "moved") return [{ key, kind, base, content }]
  return [
    { key: change.from, kind, base, content: Absent },
    { key, kind, base: Absent, content }
  ]
}

/**
 * Collects what others do from now on: what tasks write, from the moment on from which it may be seen, when it is decided; and where
 * commands of others may change files, which is theirs to tell.
 */
export const watchOthers = (store: StoreService, run: RunId) => {
  const written = new Map<Key, Set<Content>>()
  const leased: Array<Resource> = []
  const add = ({ key, content }: { readonly key: Key; readonly content: Content }): void =>
    void written.set(key, (written.get(key) ?? new Set()).add(content))
  const state = store.state()
  for (const { parts } of intentsOf(state)) parts.forEach(add)
  for (const task of liveTasks(state)) {
    const life = lifeOf(state, task)!
    if (life.run !== run) leased.push(...(life.command?.leases ?? []).map(({ resource }) => resource))
  }
  const stop = store.listen(({ entries }) => {
    for (const entry of entries) {
      if (entry._tag !== "Step") continue
      const { action } = entry
      if (action._tag === "Decide") action.parts.forEach(add)
      if (action._tag === "Exec" && action.run !== run) leased.push(...action.resources)
    }
  })
  /** It was made for a file beneath it. */
  const isOnWay = (directory: Key): boolean =>
    [...written.keys()].some((key) => key.startsWith(`${directory}/`)) ||
    leased.some(({ path }) => path.startsWith(`${directory}/`))
  return {
    isTheirs: (key: Key, content: Content): boolean =>
      (written.get(key)?.has(content) ?? false) ||
      (content === "directory" && isOnWay(key)) ||
      leased.some((resource) => contains(resource, file(key))),
    stop
  }
}

export type Others = ReturnType<typeof watchOthers>

export interface Attributed {
  /** Under the lease of the command: its own. */
  readonly changes: ReadonlyArray<FileChange>
  /** Elsewhere, by no task that wrote or ran a command there meanwhile: the command's, or a program's outside Leasehold. */
  readonly outside: ReadonlyArray<FileChange>
}

/** Attributes what differs. `isLeased`: to the command; `isTheirs`: of others, who tell it. */
export const attribute = (
  differing: ReadonlyArray<Change>,
  isLeased: (key: Key) => boolean,
  isTheirs: (key: Key, content: Content) => boolean
): Attributed => {
  const all = differing.flatMap(fileChanges).filter(({ key, content }) => !isTheirs(key, content))
  return { changes: all.filter(({ key }) => isLeased(key)), outside: all.filter(({ key }) => !isLeased(key)) }
}
