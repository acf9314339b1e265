/** Joins this specification to the core and its corpora, for comparisons of two versions: `leasehold spec diff --driver`. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Result } from "effect"
import { step } from "../../src/protocol/index.ts"
import { readCorpus } from "../corpus/read.ts"
import type { ImpactDriver } from "../diff/impact/driver.ts"
import type { Graph } from "../graph/graph.ts"
import { specificationOf } from "../models/model.ts"
import { replay } from "../replay/replay.ts"
import { makeDriver } from "./driver/driver.ts"
import { corpusPath, idDigitsOf, replayedModels, shortName } from "./generate/corpora.ts"
import { makeLifeDriver } from "./lifecycle/driver.ts"
import { root } from "./paths.ts"
import { lifecycle, store } from "./specifications.ts"
import { instance, makeStoreDriver } from "./store/driver.ts"

/** What is committed, if it can be read; a damaged one is `make conform`'s to tell. */
const corpusAt = (path: string): Graph | undefined => {
  if (!existsSync(path)) return undefined
  const corpus = readCorpus(readFileSync(path, "utf8"), "")
  return Result.isSuccess(corpus) ? corpus.success.graph : undefined
}

export const impact: ImpactDriver = {
  project: join(root, "tsconfig.json"),
  // All decisions are there; what makes them durable is called as it is by chance.
  code: [join(root, "src/protocol")],
  // What a request is told comes from the guards of its rule, which bears the name of the action.
  nameOf: (definition) => definition.replace(/Verdict$/, ""),
  modelOf: (name) => {
    const model = replayedModels().find((each) => each.name === name && !each.large)
    if (model === undefined) return undefined
    return {
      idDigits: idDigitsOf(model),
      corpus: () => corpusAt(corpusPath(model)),
      replay: (graph) => {
        const subject = { name: shortName(model), graph }
        const specification = specificationOf(name)
        if (specification === store) return replay(makeStoreDriver(instance), [subject])
        if (specification === lifecycle) return replay(makeLifeDriver(step), [subject])
        return replay(makeDriver(step), [subject])
      }
    }
  }
}
