// A scope as it is written, kept, shown and granted: plain data, frozen, in one form whatever the order it was written in.
import { Result, Schema } from "effect"
import { type Part, parts, type PatternInvalid, ScopeInvalid } from "./errors.ts"
import { readPattern } from "./pattern.ts"

/** A glob, or a regular expression. Both are about the whole subject. */
export const Pattern = Schema.Union([Schema.String, Schema.Struct({ regex: Schema.String })])
/** A glob, or a regular expression. */
export type Pattern = typeof Pattern.Type

const ScopeLayer = Schema.Struct({ allow: Schema.Array(Pattern), deny: Schema.optionalKey(Schema.Array(Pattern)) })

/** What one party allows: what some pattern of `allow` matches, and none of `deny`. */
export interface Layer {
  readonly allow: ReadonlyArray<Pattern>
  readonly deny: ReadonlyArray<Pattern>
}

const Layers = Schema.Union([ScopeLayer, Schema.Array(ScopeLayer)])

/** What a scope is written as: for each part one layer, or several that must all allow. A part that is left out is not narrowed. */
export const ScopeInput = Schema.Struct({
  read: Schema.optionalKey(Layers),
  write: Schema.optionalKey(Layers),
  tools: Schema.optionalKey(Layers),
  commands: Schema.optionalKey(Layers)
})
/** What a scope is written as. */
export type ScopeInput = typeof ScopeInput.Type

/**
 * What a task may read and write, which tools it may call and which commands it may run. Each part is a list of layers, and only what
 * all of them allow is in scope: no layer at all narrows nothing, and a layer that allows nothing leaves nothing.
 *
 * It is plain data, frozen, and the same whatever order it was written in; `parseScope` of its JSON is the scope again.
 */
export type Scope = { readonly [P in Part]: ReadonlyArray<Layer> }

const layers = Schema.Array(Schema.Struct({ allow: Schema.Array(Pattern), deny: Schema.Array(Pattern) }))

/** A scope within what comes from outside. Only {@link parseScope} says what is wrong with one, and makes it the one form that it has. */
export const Scope: Schema.Codec<Scope> = Schema.Struct({
  read: layers,
  write: layers,
  tools: layers,
  commands: layers
}).check(
  Schema.makeFilter((scope) => Result.isSuccess(parseScope(scope)), {
    expected: "a scope of patterns that are understood"
  })
)

const decode = Schema.decodeUnknownResult(ScopeInput, { onExcessProperty: "error" })

/** So many characters the patterns of a scope have in all. */
const mostCharacters = 60_000

const textOf = (pattern: Pattern): string => (typeof pattern === "string" ? pattern : pattern.regex)

/** A scope, checked: its shape, and that each pattern is understood. */
export const parseScope = (input: unknown): Result.Result<Scope, ScopeInvalid | PatternInvalid> => {
  const decoded = decode(input)
  if (Result.isFailure(decoded)) return Result.fail(new ScopeInvalid({ reason: decoded.failure.message }))
  const patterns = parts.flatMap((part) =>
    layersOf(decoded.success[part]).flatMap(({ allow, deny }) =>
      [...allow, ...deny].map((pattern) => ({ part, pattern }))
    )
  )
  const characters = patterns.reduce((sum, { pattern }) => sum + textOf(pattern).length, 0)
  if (characters > mostCharacters) {
    const reason = `its patterns have ${characters} characters, and at most ${mostCharacters} are read. Name directories rather than files`
    return Result.fail(new ScopeInvalid({ reason }))
  }
  for (const { part, pattern } of patterns) {
    const read = readPattern(part, pattern)
    if (Result.isFailure(read)) return Result.fail(read.failure)
  }
  return Result.succeed(scopeOf((part) => layersOf(decoded.success[part])))
}

const layersOf = (given: ScopeInput[Part]): ReadonlyArray<Layer> => {
  if (given === undefined) return []
  const all = "allow" in given ? [given] : given
  return all.map(({ allow, deny }) => ({ allow, deny: deny ?? [] }))
}

/** All that there is. */
export const everything: Scope = freeze({ read: [], write: [], tools: [], commands: [] })

const none: ReadonlyArray<Layer> = [{ allow: [], deny: [] }]

/** Nothing at all. */
export const nothing: Scope = freeze({ read: none, write: none, tools: none, commands: none })

/** What all of them allow. This only ever narrows: each layer of each of them stays. */
export const intersect = (...scopes: ReadonlyArray<Scope>): Scope =>
  scopeOf((part) => scopes.flatMap((scope) => scope[part]))

/** A child's scope as it asks for it, with the parts of its parent where it says nothing. */
export const inherit = (child: Scope, parent: Scope): Scope =>
  scopeOf((part) => (child[part].length === 0 ? parent[part] : child[part]))

/** The one text of a scope, as what is approved is compared. */
export const canonical = (scope: Scope): string => `leasehold scope 1 ${JSON.stringify(scopeOf((part) => scope[part]))}`

/** The same in any order, and each once. */
const sorted = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]))
  return [...byText.keys()].sort().map((text) => byText.get(text)!)
}

const plainPattern = (pattern: Pattern): Pattern => (typeof pattern === "string" ? pattern : { regex: pattern.regex })

const scopeOf = (layersOfPart: (part: Part) => ReadonlyArray<Layer>): Scope => {
  const of = (part: Part): ReadonlyArray<Layer> =>
    sorted(
      layersOfPart(part).map(({ allow, deny }) => ({
        allow: sorted(allow.map(plainPattern)),
        // Where nothing is allowed there is nothing to deny.
        deny: allow.length === 0 ? [] : sorted(deny.map(plainPattern))
      }))
    )
  return freeze({ read: of("read"), write: of("write"), tools: of("tools"), commands: of("commands") })
}

function freeze<A>(value: A): A {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) freeze(inner)
    Object.freeze(value)
  }
  return value
}
