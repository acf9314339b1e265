// Whose each change is that was made while a command ran: of the command, or of a task that wrote by Leasehold meanwhile.
import type { Change } from "../commands/index.ts"
import { Absent, type Content, intentsOf, type Key } from "../protocol/index.ts"
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

/** A move is of two names. */
const changesOf = (change: Change): ReadonlyArray<FileChange> => {
  const { key, kind } = change
  const [base, content] = [contentOf(change.before), contentOf(change.after)]
  if (kind !== "moved") return [{ key, kind, base, content }]
  return [
    { key: change.from, kind, base, content: Absent },
    { key, kind, base: Absent, content }
  ]
}

/** Collects what tasks write from now on, from the moment on from which it may be seen: when it is decided. */
export const watchWrites = (store: StoreService) => {
  const written = new Map<Key, Set<Content>>()
  const add = ({ key, content }: { readonly key: Key; readonly content: Content }): void =>
    void written.set(key, (written.get(key) ?? new Set()).add(content))
  for (const { parts } of intentsOf(store.state())) parts.forEach(add)
  const stop = store.listen(({ entries }) => {
    for (const entry of entries)
      if (entry._tag === "Step" && entry.action._tag === "Decide") entry.action.parts.forEach(add)
  })
  /** It was made for a file beneath it. */
  const isOnWay = (directory: Key): boolean => written.keys().some((key) => key.startsWith(`${directory}/`))
  return {
    isWritten: (key: Key, content: Content): boolean =>
      content === "directory" ? isOnWay(key) : (written.get(key)?.has(content) ?? false),
    stop
  }
}

export interface Attributed {
  /** Under the lease of the command: its own. */
  readonly changes: ReadonlyArray<FileChange>
  /** Elsewhere, by no task that wrote meanwhile: the command's, or a program's outside Leasehold. */
  readonly outside: ReadonlyArray<FileChange>
}

/** Attributes what differs. `isLeased`: to the command; `isWritten`: by a task, through Leasehold, as it is now. */
export const attribute = (
  differing: ReadonlyArray<Change>,
  isLeased: (key: Key) => boolean,
  isWritten: (key: Key, content: Content) => boolean
): Attributed => {
  const all = differing.flatMap(changesOf).filter(({ key, content }) => !isWritten(key, content))
  return { changes: all.filter(({ key }) => isLeased(key)), outside: all.filter(({ key }) => !isLeased(key)) }
}
