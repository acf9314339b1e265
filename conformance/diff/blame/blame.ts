/**
 * Which change a difference comes from: the base is taken with one change at a time, explored anew, and asked whether it shows the
 * difference. Where no single one does, changes are taken out of all of them as long as the difference stays: what is left acts only
 * together.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { Effect } from "effect"
import { concurrency } from "../../models/verify.ts"
import type { Comparison, Witness } from "../compare/compare.ts"
import { exploreModel } from "../graph/explore.ts"
import type { Shape } from "../inputs/parse.ts"
import type { Store } from "../kept.ts"
import type { Lts } from "../graph/lts.ts"
import type { SideModel } from "../inputs/models.ts"
import type { Parsed } from "../text/parse.ts"
import { admits } from "./linear.ts"
import { splice } from "./splice.ts"
import type { Splice } from "./splice.ts"
import { configuration } from "./units.ts"
import type { Unit } from "./units.ts"

/** For each difference the units each of which makes it by itself, or the one group that makes it together. */
export interface Blamed {
  readonly allowed: ReadonlyArray<ReadonlyArray<Unit>>
  readonly forbidden: ReadonlyArray<ReadonlyArray<Unit>>
}

/** What came of looking for causes: nothing where nothing differs. */
export interface Causes {
  readonly found?: Blamed
  /** why they were not looked for */
  readonly skipped?: string
}

export interface BlameOptions {
  readonly base: SideModel & { readonly lts: Lts; readonly withoutView: boolean }
  readonly head: SideModel & { readonly lts: Lts; readonly withoutView: boolean }
  readonly splice: Omit<Splice, "taken">
  readonly units: ReadonlyArray<Unit>
  readonly shapeOf: (parsed: Parsed) => Shape
  readonly store: Store
  readonly stateLimit: number
  readonly onStatus: (text: string) => void
}

/** A mixture of two versions may have no end. */
const budget = "2 minutes"

/** The graph of the base with some changes; undefined where that is no specification with a finite graph. */
const mixture = Effect.fnUntraced(function* (taken: ReadonlySet<string>, options: BlameOptions) {
  const { base, head, splice: parts, shapeOf, store, stateLimit } = options
  const variables = [...parts.base.parsed.items.values()]
    .concat([...parts.head.parsed.items.values()])
    .filter(({ key, kind }) => kind === "variable" && !key.includes("."))
    .filter(({ key }) => parts.base.parsed.items.has(key) !== taken.has(key))
    .map(({ key }) => key)
  const shape = shapeOf({ ...parts.base.parsed, variables: [...new Set(variables)].toSorted() })
  const { config, withoutView } = taken.has(configuration) ? head : base
  return yield* Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "blame-"))),
    (directory) =>
      Effect.gen(function* () {
        yield* Effect.promise(async () => {
          for (const [module, text] of splice({ ...parts, taken })) {
            await writeFile(join(directory, `${module}.tla`), text)
          }
          await writeFile(join(directory, "mixture.cfg"), await readFile(config))
        })
        const model: SideModel = {
          name: base.name,
          module: join(directory, basename(base.module)),
          config: join(directory, "mixture.cfg"),
          library: [directory]
        }
        return yield* exploreModel(model, shape, { store, stateLimit, withoutView }).pipe(
          Effect.timeout(budget),
          Effect.match({ onFailure: () => undefined, onSuccess: ({ lts }): Lts | undefined => lts })
        )
      }),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  )
})

/** Finds the causes of all differences of a comparison. */
export const blame = Effect.fn("blame")(function* ({ pair, allowed, forbidden }: Comparison, options: BlameOptions) {
  const { base, head, units, onStatus } = options
  const known = new Map<string, Lts | undefined>()
  const graphOf = Effect.fnUntraced(function* (some: ReadonlyArray<Unit>) {
    if (some.length === units.length) return head.lts
    const key = some.map((unit) => unit.join(" ")).join("; ")
    if (known.has(key)) return known.get(key)
    onStatus(`${head.name}: trying ${key}`)
    const graph = yield* mixture(new Set(some.flat()), options)
    known.set(key, graph)
    return graph
  })
  yield* Effect.forEach(units, (unit) => graphOf([unit]), { concurrency })

  const causesOf = Effect.fnUntraced(function* (shows: (graph: Lts | undefined) => boolean) {
    const alone: Array<Unit> = []
    for (const unit of units) if (shows(yield* graphOf([unit]))) alone.push(unit)
    if (alone.length > 0) return alone
    let together = units
    for (const unit of units) {
      const rest = together.filter((other) => other !== unit)
      if (rest.length > 0 && shows(yield* graphOf(rest))) together = rest
    }
    return together.length === 0 ? [] : [together.flat()]
  })
  const has = (graph: Lts, of: Lts, witness: Witness): boolean => admits(graph, of, witness, pair.common)
  return {
    allowed: yield* Effect.forEach(allowed, (witness) =>
      causesOf((graph) => graph !== undefined && has(graph, head.lts, witness))
    ),
    forbidden: yield* Effect.forEach(forbidden, (witness) =>
      causesOf((graph) => graph !== undefined && !has(graph, base.lts, witness))
    )
  } satisfies Blamed
})
