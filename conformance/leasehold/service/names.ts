/** How the names of the models stand for real paths, bytes and hashes. */
import { hashOf } from "../../../src/platform/files.ts"
import type { Content, Key, Resource } from "../../../src/protocol/index.ts"
import { Absent, file } from "../../../src/protocol/index.ts"
import type { Scope } from "../../../src/scope/index.ts"
import { keysOf, resourceOf, scopeOf } from "../driver/names.ts"

/** In a directory of its own, so that what is synced of one file says nothing of another. */
const leaf = "/file"

/** The path of a key of the models. */
export const pathOf = (key: string): Key => `${key}${leaf}` as Key

/** The key of the models for a path. */
export const keyOf = (path: string): Key => (path.endsWith(leaf) ? path.slice(0, -leaf.length) : path) as Key

export const realResource = (name: string): Resource => {
  const resource = resourceOf(name)
  return resource.kind === "file" ? file(pathOf(name)) : resource
}

export const modelResource = (resource: Resource): Resource =>
  resource.kind === "file" ? file(keyOf(resource.path)) : resource

/** The scope of real files for one of the models, whose keys are these. */
export const realScope = (scope: Scope, keys: ReadonlyArray<string>): Scope => {
  const { reads, writes } = keysOf(scope, keys)
  return scopeOf(reads, writes, pathOf)
}

const modelScopes = new WeakMap<Scope, Scope>()

/** The way back. A scope is asked at every step, and is the same one. */
export const modelScope = (scope: Scope, keys: ReadonlyArray<string>): Scope => {
  const before = modelScopes.get(scope)
  if (before !== undefined) return before
  const { reads, writes } = keysOf(scope, keys, pathOf)
  const made = scopeOf(reads, writes)
  modelScopes.set(scope, made)
  return made
}

/** Whole contents of files; all as long as one another, so that one is written over another in one call. */
export const bytesOf = (content: string): Buffer => Buffer.from(`${content}\n`)

const names = ["A", "B", "C"]
const known = new Map<string, Content>(names.map((name) => [hashOf(bytesOf(name)), name as Content]))

/** What stands for a content of the models. */
export const hashOfContent = (content: string): Content => (content === Absent ? Absent : hashOf(bytesOf(content)))

/** The content of the models for a hash; what the models do not know stays what it is. */
export const contentOfHash = (hash: string): Content => known.get(hash) ?? (hash as Content)
