/** How a set of keys of the models stands for a scope: one may read what one may write. */
import { Result } from "effect"
import { file } from "../../../src/protocol/index.ts"
import type { Key, Resource } from "../../../src/protocol/index.ts"
import { escapeGlob, parseScope } from "../../../src/scope/index.ts"
import type { Scope } from "../../../src/scope/index.ts"
import { keysOf } from "../driver/names.ts"

/** All that a file of the models is called. */
const keys: ReadonlyArray<string> = ["x", "y"]

/** What all tasks may run. */
export const program = "make"

const made = new Map<string, Scope>()

/** The same scope for the same keys: the core compiles each one once. */
export const scopeOf = (within: ReadonlyArray<string>): Scope => {
  const name = within.join()
  const before = made.get(name)
  if (before !== undefined) return before
  const allow = within.map(escapeGlob)
  const scope = Result.getOrThrow(parseScope({ read: { allow }, write: { allow }, commands: { allow: [program] } }))
  made.set(name, scope)
  return scope
}

const asked = new Map<string, ReadonlyArray<string>>()
const known = new WeakMap<Scope, ReadonlyArray<string>>()

/** The keys that may be written. A scope that was narrowed is another one each time, and says what few say. */
export const keysIn = (scope: Scope): ReadonlyArray<string> => {
  const before = known.get(scope)
  if (before !== undefined) return before
  const name = JSON.stringify(scope)
  const found = asked.get(name) ?? keysOf(scope, keys).writes
  asked.set(name, found)
  known.set(scope, found)
  return found
}

/** The files that may be written. */
export const resourcesIn = (scope: Scope): ReadonlyArray<Resource> => keysIn(scope).map((key) => file(key as Key))
