// What is different between two manifests of one tree.
import type { Key } from "../protocol/index.ts"
import { type Entry, isProvable, isSameContent } from "./entries.ts"
import type { Manifest } from "./manifest.ts"

interface Both {
  readonly key: Key
  readonly before: Entry
  readonly after: Entry
}

/**
 * One name that is not what it was. `content` and `type` may come with another mode; who wants to know looks at both entries. `moved`: what
 * is at the key now was at `from` before, the same file and not one that is like it; its content may be another. `unknown`: it could not
 * be read in one of the two, so nothing can be said but that it is there.
 */
export type Change =
  | { readonly kind: "created"; readonly key: Key; readonly before: null; readonly after: Entry }
  | { readonly kind: "deleted"; readonly key: Key; readonly before: Entry; readonly after: null }
  | ({ readonly kind: "content" | "mode" | "type" } & Both)
  | ({ readonly kind: "moved"; readonly from: Key } & Both)
  | { readonly kind: "unknown"; readonly key: Key; readonly before: Entry | null; readonly after: Entry | null }

const isUnread = ({ type, problem }: Entry): boolean => type === "file" && problem !== null

const changeAt = (key: Key, before: Entry, after: Entry): Change | null => {
  if (before.type !== after.type) return { kind: "type", key, before, after }
  // What cannot be read is what it was only if nothing of it has another time.
  if (isUnread(before) || isUnread(after))
    return before.identity === after.identity && before.changed === after.changed && before.modified === after.modified
      ? null
      : { kind: "unknown", key, before, after }
  if (!isSameContent(before, after)) return { kind: "content", key, before, after }
  return before.mode === after.mode ? null : { kind: "mode", key, before, after }
}

/** The directory that could not be read and that the key would be in. */
const isHidden = (manifest: Manifest, key: Key): boolean => {
  if (manifest.unknown.size === 0) return false
  for (let end = key.lastIndexOf("/"); end > 0; end = key.lastIndexOf("/", end - 1))
    if (manifest.unknown.has(key.slice(0, end) as Key)) return true
  return false
}

/** Where each is, of those of the other manifest too; only what has one name in each can be said to have moved. */
const namesOf = (manifest: Manifest): ReadonlyMap<string, Key | null> => {
  const names = new Map<string, Key | null>()
  for (const [key, { identity }] of manifest.entries) names.set(identity, names.has(identity) ? null : key)
  return names
}

const isMove = (before: Entry, after: Entry): boolean =>
  before.type === after.type &&
  (isProvable(after) || (isSameContent(before, after) && before.modified === after.modified))

/** Gives all that is different, in the order of the keys. */
export const compareManifests = (before: Manifest, after: Manifest): ReadonlyArray<Change> => {
  const changes: Array<Change> = []
  const [created, deleted] = [new Map<Key, Entry>(), new Map<Key, Entry>()]
  for (const [key, was] of before.entries) {
    const is = after.entries.get(key)
    const change = is === undefined ? null : changeAt(key, was, is)
    if (change !== null) changes.push(change)
    if (is === undefined) deleted.set(key, was)
  }
  for (const [key, is] of after.entries) if (!before.entries.has(key)) created.set(key, is)
  if (created.size > 0 && deleted.size > 0) {
    const [were, are] = [namesOf(before), namesOf(after)]
    for (const [key, entry] of created) {
      const from = are.get(entry.identity) === key ? were.get(entry.identity) : null
      const was = from === null || from === undefined ? undefined : deleted.get(from)
      if (was === undefined || !isMove(was, entry)) continue
      changes.push({ kind: "moved", key, from: from!, before: was, after: entry })
      created.delete(key)
      deleted.delete(from!)
    }
  }
  for (const [key, entry] of created)
    changes.push(
      isHidden(before, key)
        ? { kind: "unknown", key, before: null, after: entry }
        : { kind: "created", key, before: null, after: entry }
    )
  for (const [key, entry] of deleted)
    changes.push(
      isHidden(after, key)
        ? { kind: "unknown", key, before: entry, after: null }
        : { kind: "deleted", key, before: entry, after: null }
    )
  return changes.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
}
