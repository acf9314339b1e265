/** How the names of the models (World.tla) stand for the core's. */
import { Result } from "effect"
import type { Resource, Key, RunId, TaskId } from "../../../src/protocol/index.ts"
import { file, subtree } from "../../../src/protocol/index.ts"
import { allows, compileScope, escapeGlob, parseScope } from "../../../src/scope/index.ts"
import type { Scope } from "../../../src/scope/index.ts"

/** A directory of the models is one segment, a file in it two: "d" and "d/x". */
export const resourceOf = (name: string): Resource => (name.includes("/") ? file(name as Key) : subtree(name as Key))

/** The inverse of {@link resourceOf}. */
export const nameOfResource = (resource: Resource): string => resource.path

/** A run is called by its task's letter and a number: a2 is the second run of a. */
export const taskOfRun = (run: RunId): TaskId => run.charAt(0) as TaskId

/** Where a key of the models lies; elsewhere in a workspace of real files. */
export type PathOf = (key: string) => string

const asItIs: PathOf = (key) => key

/**
 * A set of keys as patterns. A directory of the models has two files, so who may write both may write the directory: the core does not
 * know that there is no third.
 */
const patternsOf = (keys: ReadonlyArray<string>, pathOf: PathOf): ReadonlyArray<string> =>
  keys.length > 1
    ? [...new Set(keys.map((key) => key.slice(0, key.indexOf("/"))))].map((name) => `${escapeGlob(name)}/**`)
    : keys.map((key) => escapeGlob(pathOf(key)))

/** What may be read and what may be written, as a scope. */
export const scopeOf = (reads: ReadonlyArray<string>, writes: ReadonlyArray<string>, pathOf = asItIs): Scope =>
  Result.getOrThrow(
    parseScope({ read: { allow: patternsOf(reads, pathOf) }, write: { allow: patternsOf(writes, pathOf) } })
  )

interface Sides {
  readonly reads: ReadonlyArray<string>
  readonly writes: ReadonlyArray<string>
}

/** Scopes are frozen, and few: what one of them allows is asked once. */
const asked = new WeakMap<Scope, Sides & { readonly keys: ReadonlyArray<string> }>()

/** The inverse of {@link scopeOf}, given the keys of the model. */
export const keysOf = (scope: Scope, keys: ReadonlyArray<string>, pathOf = asItIs): Sides => {
  const before = asked.get(scope)
  if (before !== undefined && before.keys === keys) return before
  const decider = Result.getOrThrow(compileScope(scope))
  const allowed = (side: "read" | "write") => keys.filter((key) => allows(decider, side, pathOf(key)))
  const found = { reads: allowed("read"), writes: allowed("write"), keys }
  asked.set(scope, found)
  return found
}
