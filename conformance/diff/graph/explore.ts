/** The whole graph of a model of one side, by TLC. */
import { createReadStream } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"
import { Data, Effect } from "effect"
import { digestOf } from "../../cli/cache.ts"
import { grouped } from "../../cli/console.ts"
import { reproducible } from "../../models/check.ts"
import { sha256 } from "../../graph/identity.ts"
import { filesOf } from "../../models/model.ts"
import { DoesNotHold, print, Unreadable } from "../../spec/printing.ts"
import { withoutSections } from "../../tlc/config.ts"
import { ConfigInvalid } from "../../tlc/errors.ts"
import type { Progress, TlcVersion } from "../../tlc/result.ts"
import { inScratchDirectory, runTlc } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { claimSections } from "../inputs/meaning.ts"
import type { SideModel } from "../inputs/models.ts"
import type { Shape } from "../inputs/parse.ts"
import { collectDot } from "./dot.ts"
import { withJvm } from "../jvms.ts"
import type { Store } from "../kept.ts"
import type { Lts } from "./lts.ts"
import { collectPrinted } from "./printed.ts"

export interface ExploreOptions {
  readonly store: Store
  /** of all that the graph depends on; of the files unless given */
  readonly digest?: string
  /** whether what the model claims is checked on the way; then the graph is there only if all of that holds */
  readonly claims?: boolean
  /** whether the model's VIEW is left out */
  readonly withoutView?: boolean
  /** the most states that a graph may have */
  readonly stateLimit: number
  readonly onProgress?: (progress: Progress) => void
}

/** A graph, and by which TLC. */
export interface Explored {
  readonly lts: Lts
  readonly tlc: TlcVersion
  readonly cached: boolean
}

/** A graph that would take more memory than it may. */
export class TooManyStates extends Data.TaggedError("TooManyStates")<{
  readonly limit: number
  /** what fell before that, if anything did */
  readonly violated?: string | undefined
}> {
  override get message(): string {
    const violated = this.violated === undefined ? "" : `it violates ${this.violated}, and `
    return `${violated}it has more than ${grouped(this.limit)} states: bound it tighter, or allow more with --states`
  }
}

const format = "leasehold.diff.graph/3"

/** A graph does not depend on what is claimed of it, and one of states up to symmetry cannot be compared. */
const withoutClaims = (config: string, also: ReadonlyArray<string>): string =>
  `${withoutSections(config, [...claimSections, ...also])}\nCHECK_DEADLOCK FALSE\n`

/** What a run is given beside the model. */
interface Run extends Pick<ExploreOptions, "claims" | "stateLimit" | "onProgress"> {
  readonly config: string
}

const explorePrinted = Effect.fnUntraced(function* (
  model: SideModel,
  shape: Shape & { readonly event: string },
  { config, claims = false, stateLimit, onProgress }: Run
) {
  const variables = shape.variables.filter((name) => name !== shape.event).toSorted()
  const collector = collectPrinted(variables)
  const tooMany = new TooManyStates({ limit: stateLimit })
  const exploration = {
    module: model.module,
    config,
    library: model.library,
    variables,
    event: shape.event,
    verdicts: shape.verdicts ?? "<<>>",
    properties: claims,
    args: reproducible,
    brief: true,
    ...(onProgress === undefined ? {} : { onProgress })
  }
  const tlc = yield* print(exploration, (line) => {
    collector.take(line)
    if (collector.states() > stateLimit) throw tooMany
  }).pipe(Effect.mapError((error) => (collector.states() > stateLimit ? tooMany : error)))
  return { lts: collector.finish(), tlc: tlc.version }
})

const exploreDumped = Effect.fnUntraced(function* (
  model: SideModel,
  shape: Shape,
  { config, stateLimit, onProgress }: Run,
  directory: string
) {
  const dump = join(directory, "graph.dot")
  const tooMany = new TooManyStates({ limit: stateLimit })
  const tlc = yield* runTlc({
    module: model.module,
    config,
    library: model.library,
    brief: true,
    args: [...reproducible, "-dump", "dot,actionlabels", dump],
    onProgress: (progress) => {
      if (progress.distinct > stateLimit) throw tooMany
      onProgress?.(progress)
    }
  }).pipe(Effect.catchDefect((defect) => (defect === tooMany ? Effect.fail(tooMany) : Effect.die(defect))))
  const [violation] = tlc.violations
  if (violation !== undefined) {
    return yield* DoesNotHold.of(model.name, violation)
  }
  const collector = collectDot(shape.variables.toSorted())
  return yield* Effect.tryPromise({
    try: async () => {
      for await (const line of createInterface({ input: createReadStream(dump, "utf8") })) {
        collector.take(line)
        if (collector.states() > stateLimit) throw tooMany
      }
      return { lts: collector.finish(), tlc: tlc.version }
    },
    catch: (error) =>
      error instanceof Unreadable || error instanceof TooManyStates
        ? error
        : new Unreadable({ line: dump, reason: String(error) })
  })
})

/** The digest of the files that a model is made of. */
export const filesDigest = (model: SideModel): string => digestOf(filesOf(model, model.library))

/** The graph, from the store if it is there. Fails as TLC does, and where what it prints makes no graph. */
export const exploreModel = Effect.fn("exploreModel")(function* (
  model: SideModel,
  shape: Shape,
  { store, digest: given, withoutView = false, ...run }: ExploreOptions
) {
  const { jar } = yield* TlcTools
  const digest = digestOf([], [format, jar.sha256, JSON.stringify(shape), given ?? filesDigest(model)])
  const kept = store.recall<Pick<Explored, "lts" | "tlc">>(digest)
  if (kept !== undefined) return { ...kept, cached: true } satisfies Explored
  // Where something falls before the limit is reached, that depends on all of the model's files.
  const limited = sha256(`${digest} ${run.stateLimit} ${run.claims === true ? filesDigest(model) : ""}`)
  if (store.recall<"too many">(limited) !== undefined) {
    return yield* new TooManyStates({ limit: run.stateLimit })
  }
  const { event } = shape
  const found = yield* inScratchDirectory((directory) =>
    Effect.gen(function* () {
      const config = join(directory, "model.cfg")
      yield* Effect.promise(async () => {
        const own = await readFile(model.config, "utf8")
        await writeFile(config, run.claims === true ? own : withoutClaims(own, withoutView ? ["VIEW"] : []))
      })
      return event === undefined
        ? yield* exploreDumped(model, shape, { ...run, config }, directory)
        : yield* explorePrinted(model, { ...shape, event }, { ...run, config })
    })
  ).pipe(
    withJvm,
    Effect.tapError((error) =>
      Effect.sync(() => {
        if (error._tag === "TooManyStates") store.keep(limited, "too many")
      })
    ),
    // People know their own configuration, not the one that was made of it.
    Effect.mapError((error) =>
      error._tag === "ConfigInvalid"
        ? new ConfigInvalid({ module: basename(model.module, ".tla"), config: model.config, text: error.text })
        : error
    )
  )
  store.keep(digest, found)
  return { ...found, cached: false } satisfies Explored
})
