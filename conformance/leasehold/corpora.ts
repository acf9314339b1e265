/** The committed corpora. */
import { existsSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { Result } from "effect"
import { readCorpus } from "../corpus/read.ts"
import type { Corpus } from "../corpus/read.ts"
import { specificationOf } from "../models/model.ts"
import { sha256 } from "../graph/identity.ts"
import { Unusable } from "./bounds.ts"
import { cutsOf } from "./cuts.ts"
import { configDigest, corpusPath, replayedModels, specDigest } from "./generate/corpora.ts"
import { root } from "./paths.ts"

const hint = "Restore it from version control, or make it anew with `make manifest`."

/** A corpus with the digest of its text. */
export interface Committed extends Corpus {
  readonly digest: string
  /** of the configuration alone */
  readonly configDigest: string
  /** the name of the specification that it is of */
  readonly specification: string
  /** the requests that the model's bounds cut */
  readonly cuts: ReadonlyArray<string>
}

/** Reads all committed corpora. Throws {@link Unusable}: one that is missing or damaged must not be passed over. */
export const readCommitted = (): ReadonlyArray<Committed> =>
  replayedModels()
    .filter(({ large }) => !large)
    .map((model) => {
      const path = corpusPath(model)
      const name = relative(root, path)
      if (!existsSync(path)) throw new Unusable({ what: `${name} is missing. ${hint}` })
      const text = readFileSync(path, "utf8")
      const corpus = readCorpus(text, hint)
      if (Result.isFailure(corpus)) throw new Unusable({ what: `${name}: ${corpus.failure.message}` })
      // It would still replay, and show that the core conforms to what the specification was.
      if (corpus.success.info.spec !== specDigest(model)) {
        throw new Unusable({
          what: `${name} was made from another specification. Make it anew with \`make manifest\`.`
        })
      }
      return {
        ...corpus.success,
        digest: sha256(text),
        configDigest: configDigest(model),
        specification: specificationOf(model.name),
        cuts: cutsOf(model)
      }
    })
