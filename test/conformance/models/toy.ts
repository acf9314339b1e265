/** Tiny models, their manifest, and a console that keeps what it is told. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect, type Layer } from "effect"
import { noCache } from "../../../conformance/cli/cache.ts"
import type { Cache } from "../../../conformance/cli/cache.ts"
import type { Console } from "../../../conformance/cli/console.ts"
import { manifestFormat } from "../../../conformance/models/manifest.ts"
import type { Manifest, ModelRecord } from "../../../conformance/models/manifest.ts"
import { findModels } from "../../../conformance/models/model.ts"
import { noTraces } from "../../../conformance/models/traces.ts"
import type { Traces } from "../../../conformance/models/traces.ts"
import { verifyModels } from "../../../conformance/models/verify.ts"
import { findJar } from "../../../conformance/tlc/jar.ts"
import type { TlcTools } from "../../../conformance/tlc/tools.ts"
import { directory, module, tools } from "../tlc/support.ts"

/** Counts to Max. */
export const count = module(
  "MCCount",
  "EXTENDS Base",
  "CONSTANT Max",
  "VARIABLE x",
  "Init == x = Zero",
  "Next == x < Max /\\ x' = x + 1",
  "Small == x < 3"
)

const base = module("Base", "EXTENDS Naturals", "Zero == 0")

const cfg = (about: string, max: number): string =>
  [
    `\\* ${about}`,
    "INIT Init",
    "NEXT Next",
    `CONSTANT Max = ${max}`,
    "INVARIANT Small",
    "CHECK_DEADLOCK FALSE",
    ""
  ].join("\n")

const holds: ModelRecord = {
  model: "holds/MCCount_Two",
  claims: ["Small"],
  outcome: "holds",
  property: null,
  initial: 1,
  distinct: 3,
  transitions: 3,
  depth: 3,
  budgetSeconds: 60
}

const falls: ModelRecord = {
  model: "falls/MCCount_Three",
  claims: ["Small"],
  outcome: "falls",
  property: "Small",
  initial: 1,
  distinct: 4,
  transitions: 4,
  depth: 4,
  budgetSeconds: 60
}

/** What the models really show. */
export const records = { holds, falls } as const

/** Not run at these bounds: they say that the models' claim can fall, and that somebody makes it. */
const shown: ReadonlyArray<ModelRecord> = [
  { ...falls, model: "falls/MCCount_ShownLarge" },
  { ...holds, model: "holds/MCCount_ClaimedLarge" }
]

/** The models, written to a directory that only begins like that of the library: one that holds and one that falls. */
export const writeToy = (models: ReadonlyArray<keyof typeof records> = ["holds", "falls"]): string => {
  const configs = { holds: cfg("Counts to two.", 2), falls: cfg("Counts to three,", 3) }
  return directory({
    "spec/Base.tla": base,
    "spec-models/MCCount.tla": count,
    ...Object.fromEntries(models.map((name) => [`spec-models/${records[name].model}.cfg`, configs[name]]))
  })
}

/** Replaces a file of the toy. */
export const rewrite = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const jar = Effect.cached(findJar())

/** What the console was told, and whether all is as the manifest says. */
export interface Verified {
  readonly verified: boolean
  readonly lines: ReadonlyArray<string>
}

/** A manifest of these records, made with the machine's jar unless another digest is given. */
export const manifestOf = (models: ReadonlyArray<ModelRecord>, jarSha256?: string) =>
  Effect.gen(function* () {
    const { sha256 } = yield* yield* jar
    const manifest: Manifest = {
      format: manifestFormat,
      tlc: { version: "1.0 of another day", jarSha256: jarSha256 ?? sha256 },
      models
    }
    return manifest
  })

export interface VerifyToy {
  readonly cache?: Cache
  readonly traces?: Traces
  readonly jarSha256?: string
  readonly layer?: typeof tools | Layer.Layer<TlcTools>
  /** further records of the manifest */
  readonly also?: ReadonlyArray<ModelRecord>
}

/** Verifies the toy in this directory. */
export const verify = (
  root: string,
  models: ReadonlyArray<ModelRecord>,
  { cache = noCache, traces = noTraces, jarSha256, also = shown, layer = tools }: VerifyToy = {}
) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const console: Console = { line: (text) => lines.push(text), status: () => {} }
    const verified = yield* verifyModels({
      models: findModels(join(root, "spec-models")),
      manifest: yield* manifestOf([...models, ...also], jarSha256),
      library: [join(root, "spec")],
      harness: [],
      cache,
      traces,
      console,
      measure: "`make anew`"
    })
    return { verified, lines } satisfies Verified
  }).pipe(Effect.provide(layer))
