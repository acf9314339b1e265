/**
 * Which change a difference comes from: the base is taken with one change at a time, explored anew, and asked whether it shows the
 * difference. Where no single one does, pairs are tried, if they are few; then changes are taken out of all of them as long as the
 * difference stays: what is left is a minimal set that acts only together. A mixture that cannot be explored says neither yes nor no.
 */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { concurrency } from "../../models/verify.ts"
import type { Comparison, Witness } from "../compare/compare.ts"
import { exploreModel } from "../graph/explore.ts"
import { meaningOf } from "../inputs/meaning.ts"
import type { Shape } from "../inputs/parse.ts"
import { viewHides } from "../inputs/view.ts"
import type { Store } from "../kept.ts"
import type { Lts } from "../graph/lts.ts"
import type { SideModel } from "../inputs/models.ts"
import { inScratchDirectory } from "../../tlc/run.ts"
import type { Parsed } from "../text/parse.ts"
import { admits } from "./linear.ts"
import { mix } from "./mixture.ts"
import type { Version, Versions } from "./mixture.ts"
import type { Unit } from "./units.ts"

/** What one difference comes from. */
export interface Cause {
  /** the groups of changes each of which makes it by itself; none if what makes it cannot be switched */
  readonly groups: ReadonlyArray<ReadonlyArray<string>>
  /** whether fewer changes, or others, might make it as well: some of what was tried could not be explored */
  readonly unsure: boolean
}

/** The causes of each difference. */
export interface Blamed {
  readonly allowed: ReadonlyArray<Cause>
  readonly forbidden: ReadonlyArray<Cause>
  /** the changes that are no specification which can be explored without the others */
  readonly untried: ReadonlyArray<ReadonlyArray<string>>
}

/** What came of looking for causes: nothing where nothing differs. */
export interface Causes {
  readonly found?: Blamed
  /** why they were not looked for */
  readonly skipped?: string
}

export interface BlameOptions {
  readonly name: string
  readonly base: Lts
  readonly head: Lts
  readonly versions: Versions
  readonly shapeOf: (parsed: Parsed) => Shape
  readonly store: Store
  readonly stateLimit: number
  readonly onStatus: (text: string) => void
}

/** A mixture of two versions may have no end. */
const budget = "2 minutes"

/** Pairs are tried if there are so many units at most: each pair is a run of TLC. */
const mostInPairs = 5

/** What it allows, as a digest. Assumptions have no part in that. */
const digestOf = ({ parsed, config }: Version, also: ReadonlyArray<string>): string => {
  const items = new Map([...parsed.items].filter(([, { kind }]) => kind !== "assumption"))
  return meaningOf({ ...parsed, items }, config, also).graph
}

/** The graph of a mixture; undefined where that is no specification with a finite graph. */
const explored = Effect.fnUntraced(function* (
  { parsed, config, sources }: Version,
  digest: string,
  options: BlameOptions
) {
  const { name, store, stateLimit } = options
  const shape = options.shapeOf(parsed)
  return yield* inScratchDirectory((directory) =>
    Effect.gen(function* () {
      const model: SideModel = {
        name,
        module: join(directory, `${parsed.root}.tla`),
        config: join(directory, "mixture.cfg"),
        library: [directory]
      }
      yield* Effect.promise(async () => {
        for (const [module, text] of sources) await writeFile(join(directory, `${module}.tla`), text)
        await writeFile(model.config, config)
      })
      const withoutView = viewHides(parsed, config, shape.event)
      return yield* exploreModel(model, shape, { store, digest, stateLimit, withoutView }).pipe(
        Effect.timeout(budget),
        Effect.match({ onFailure: () => undefined, onSuccess: ({ lts }): Lts | undefined => lts })
      )
    })
  )
})

const pairsOf = (units: ReadonlyArray<Unit>): ReadonlyArray<ReadonlyArray<Unit>> =>
  units.flatMap((one, i) => units.slice(i + 1).map((other) => [one, other]))

/** Finds the causes of all differences of a comparison. */
export const blame = Effect.fn("blame")(function* ({ pair, allowed, forbidden }: Comparison, options: BlameOptions) {
  const { base, head, name, versions, onStatus } = options
  const { units, also } = versions
  const known = new Map<string, Lts | undefined>([
    [digestOf(versions.base, also), base],
    [digestOf(versions.head, also), head]
  ])
  const graphOf = Effect.fnUntraced(function* (some: ReadonlyArray<Unit>) {
    const mixture = mix(versions, new Set(some.flat()))
    const digest = digestOf(mixture, also)
    if (known.has(digest)) return known.get(digest)
    onStatus(`${name}: trying ${some.map((unit) => unit.join(" ")).join("; ")}`)
    const graph = yield* explored(mixture, digest, options)
    known.set(digest, graph)
    return graph
  })
  const untried: Array<Unit> = []
  yield* Effect.forEach(
    units,
    (unit) => Effect.map(graphOf([unit]), (graph) => (graph === undefined ? untried.push(unit) : 0)),
    { concurrency }
  )

  const causesOf = Effect.fnUntraced(function* (showsIt: (graph: Lts) => boolean) {
    let unsure = false
    const shows = Effect.fnUntraced(function* (some: ReadonlyArray<Unit>) {
      const graph = yield* graphOf(some)
      unsure ||= graph === undefined
      return graph !== undefined && showsIt(graph)
    })
    if (!(yield* shows(units))) return { groups: [], unsure }
    const alone = yield* Effect.filter(units, (unit) => shows([unit]))
    if (alone.length > 0) return { groups: alone, unsure: false }
    const pairs = units.length > mostInPairs ? [] : pairsOf(units)
    const two = yield* Effect.filter(pairs, shows, { concurrency })
    if (two.length > 0) return { groups: two.map((both) => both.flat()), unsure }
    let together = units
    for (const unit of units) {
      const rest = together.filter((other) => other !== unit)
      if (yield* shows(rest)) together = rest
    }
    return { groups: [together.flat()], unsure }
  })
  const has = (graph: Lts, of: Lts, witness: Witness): boolean => admits(graph, of, witness, pair.common)
  return {
    allowed: yield* Effect.forEach(allowed, (witness) => causesOf((graph) => has(graph, head, witness))),
    forbidden: yield* Effect.forEach(forbidden, (witness) => causesOf((graph) => !has(graph, base, witness))),
    untried
  } satisfies Blamed
})
