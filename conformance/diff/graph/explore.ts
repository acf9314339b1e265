/** The whole graph of a model of one side, by TLC. */
import { createReadStream } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"
import { Effect } from "effect"
import { digestOf } from "../../cli/cache.ts"
import { filesOf } from "../../models/model.ts"
import { print, Unreadable } from "../../spec/printing.ts"
import { withoutSections } from "../../tlc/config.ts"
import { ConfigInvalid } from "../../tlc/errors.ts"
import type { Progress, TlcVersion } from "../../tlc/result.ts"
import { runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import type { SideModel } from "../inputs/models.ts"
import { collectDot } from "./dot.ts"
import type { Store } from "./kept.ts"
import type { Lts } from "./lts.ts"
import { collectPrinted } from "./printed.ts"

/** What of a specification has to be known to explore it. */
export interface Shape {
  readonly variables: ReadonlyArray<string>
  /** the variable in which steps name themselves, if there is one */
  readonly event: string | undefined
  /** the operator that has all verdicts, if there is one */
  readonly verdicts: string | undefined
}

export interface ExploreOptions {
  readonly store: Store
  readonly onProgress?: (progress: Progress) => void
}

/** A graph, and by which TLC. */
export interface Explored {
  readonly lts: Lts
  readonly tlc: TlcVersion
  readonly digest: string
  readonly cached: boolean
}

const format = "leasehold.diff.graph/1"

/** A graph does not depend on what is claimed of it, and one of states up to symmetry cannot be compared. */
const withoutClaims = (config: string): string =>
  `${withoutSections(config, ["INVARIANT", "PROPERTY", "SYMMETRY", "ALIAS", "POSTCONDITION", "CHECK_DEADLOCK"])}\nCHECK_DEADLOCK FALSE\n`

const inDirectory = <A, E, R>(use: (path: string) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "diff-"))),
    use,
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )

const explorePrinted = Effect.fnUntraced(function* (
  model: SideModel,
  config: string,
  shape: Shape & { readonly event: string },
  onProgress: Pick<ExploreOptions, "onProgress">
) {
  const variables = shape.variables.filter((name) => name !== shape.event).toSorted()
  const collector = collectPrinted(variables)
  const verdicts = shape.verdicts ?? "<<>>"
  const exploration = { module: model.module, config, library: model.library, variables, event: shape.event, verdicts }
  const tlc = yield* print({ ...exploration, brief: true, ...onProgress }, collector.take)
  return { lts: collector.finish(), tlc: tlc.version }
})

const exploreDumped = Effect.fnUntraced(function* (
  model: SideModel,
  config: string,
  shape: Shape,
  directory: string,
  onProgress: Pick<ExploreOptions, "onProgress">
) {
  const dump = join(directory, "graph.dot")
  const tlc = yield* runTlc({
    module: model.module,
    config,
    library: model.library,
    brief: true,
    args: ["-dump", "dot,actionlabels", dump],
    ...onProgress
  })
  const violation = tlc.violations[0]
  if (violation !== undefined) return yield* new Unreadable({ line: violation.text, reason: "the search did not end" })
  const collector = collectDot(shape.variables.toSorted())
  return yield* Effect.tryPromise({
    try: async () => {
      for await (const line of createInterface({ input: createReadStream(dump, "utf8") })) collector.take(line)
      return { lts: collector.finish(), tlc: tlc.version }
    },
    catch: (error) => (error instanceof Unreadable ? error : new Unreadable({ line: dump, reason: String(error) }))
  })
})

/** The digest of all that a model's graph depends on. */
const graphDigest = (model: SideModel, shape: Shape, jarSha256: string): string =>
  digestOf(filesOf(model, model.library), [format, jarSha256, JSON.stringify(shape)])

/** The graph, from the store if it is there. Fails as TLC does, and where what it prints makes no graph. */
export const exploreModel = Effect.fn("exploreModel")(function* (
  model: SideModel,
  shape: Shape,
  { store, ...onProgress }: ExploreOptions
) {
  const { jar } = yield* TlcTools
  const digest = graphDigest(model, shape, jar.sha256)
  const kept = store.recall<Pick<Explored, "lts" | "tlc">>(digest)
  if (kept !== undefined) return { ...kept, digest, cached: true } satisfies Explored
  const { event } = shape
  const found = yield* inDirectory((directory) =>
    Effect.gen(function* () {
      const config = join(directory, "model.cfg")
      yield* Effect.promise(async () => writeFile(config, withoutClaims(await readFile(model.config, "utf8"))))
      return event === undefined
        ? yield* exploreDumped(model, config, shape, directory, onProgress)
        : yield* explorePrinted(model, config, { ...shape, event }, onProgress)
    })
  ).pipe(
    // People know their own configuration, not the one that was made of it.
    Effect.mapError((error) =>
      error._tag === "ConfigInvalid"
        ? new ConfigInvalid({ module: basename(model.module, ".tla"), config: model.config, text: error.text })
        : error
    )
  )
  store.keep(digest, found)
  return { ...found, digest, cached: false } satisfies Explored
})
