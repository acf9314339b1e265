// What answers, events and errors of the Promise face are made of.

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What a lease covers: `path` has no symbolic links, and is "" for the workspace itself. */
export interface Resource {
  readonly kind: "file" | "subtree"
  readonly path: string
}

/**
 * By which whoever is asked to do something under a lease tells later leases from earlier ones: of two the one of the larger generation is
 * later, in one generation that of the larger token. Two of one generation with different nonces are of a store that was put back, its
 * mark with it: which is later nobody knows any more.
 */
export interface FencingToken {
  /** Of the store: one that may have forgotten something begins a new one, in which no earlier lease stands. */
  readonly generation: number
  /** Drawn for each generation: no two have the same. */
  readonly generationNonce: string
  readonly token: number
}

/** A glob, or a regular expression. Both are about the whole path, name or command: see docs/scopes.md. */
export type Pattern = string | { readonly regex: string }

/** Allows what some pattern of `allow` matches, and none of `deny`. */
export interface ScopeLayer {
  readonly allow: ReadonlyArray<Pattern>
  readonly deny?: ReadonlyArray<Pattern>
}

/** For each part one layer, or several that must all allow. A part that is left out is not narrowed. */
export interface ScopeInput {
  readonly read?: ScopeLayer | ReadonlyArray<ScopeLayer>
  readonly write?: ScopeLayer | ReadonlyArray<ScopeLayer>
  readonly tools?: ScopeLayer | ReadonlyArray<ScopeLayer>
  readonly commands?: ScopeLayer | ReadonlyArray<ScopeLayer>
}

/** A scope in the one form that it has. */
export interface Scope {
  readonly read: ReadonlyArray<Required<ScopeLayer>>
  readonly write: ReadonlyArray<Required<ScopeLayer>>
  readonly tools: ReadonlyArray<Required<ScopeLayer>>
  readonly commands: ReadonlyArray<Required<ScopeLayer>>
}

/** An error; `_tag` is its name, and `message` is for people. */
export interface Tagged<Tag extends string> extends Error {
  readonly _tag: Tag
}
