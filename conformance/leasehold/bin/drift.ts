/** `make drift`: generates everything anew and fails if anything committed is not what is generated. */
import { Effect } from "effect"
import { openCache, digestOf } from "../../cli/cache.ts"
import { makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { loadManifest } from "../bounds.ts"
import { checkAgreement, generateAll, parseSpecs } from "../generate/all.ts"
import { drift, stray } from "../generate/files.ts"
import { cacheDirectory, corpusDirectory, counterexamplesDirectory, root } from "../paths.ts"
import { join } from "node:path"

const inputs = ["spec", "src/protocol", "conformance", "corpus", "docs", "README.md", "ARCHITECTURE.md"]

const main = Effect.gen(function* () {
  const console = makeConsole()
  const manifest = yield* loadManifest
  const { jar } = yield* TlcTools
  const cache = openCache(join(cacheDirectory, "drift.json"))
  const digest = digestOf(
    inputs.map((path) => join(root, path)),
    [jar.sha256]
  )
  const before = cache.recall("drift", digest)
  if (before !== undefined) return console.line(`drift: unchanged since ${before.since}`)
  const asts = yield* parseSpecs
  yield* checkAgreement(asts)
  const files = yield* generateAll(asts, manifest, console)
  const found = [
    ...drift(files),
    ...[corpusDirectory, counterexamplesDirectory].flatMap((directory) => stray(files, directory))
  ]
  for (const line of found) console.line(line)
  if (found.length > 0) {
    return yield* new NotVerified({
      what: "What is generated is not what is committed. If the change is meant, `make manifest` rewrites it; then review the difference."
    })
  }
  cache.remember("drift", digest, "")
  console.line("drift: none")
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
