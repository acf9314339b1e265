/** `make spec`: checks every model of the specifications with TLC, and compares what it showed with the manifest. */
import { join } from "node:path"
import { Effect } from "effect"
import { openCache } from "../../cli/cache.ts"
import { makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { openTraces } from "../../models/traces.ts"
import { verifyModels } from "../../models/verify.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { boundsOf, loadManifest } from "../bounds.ts"
import { cacheDirectory, harnessDirectories, specDirectory, tracesDirectory } from "../paths.ts"
import { allModels } from "../specifications.ts"

const main = Effect.gen(function* () {
  const console = makeConsole()
  const large = yield* boundsOf(process.env)
  const verified = yield* verifyModels({
    models: allModels().filter((model) => large || !model.large),
    manifest: yield* loadManifest,
    library: [specDirectory],
    harness: harnessDirectories,
    cache: openCache(join(cacheDirectory, "spec.json")),
    traces: openTraces(tracesDirectory),
    console,
    measure: "`make manifest`"
  })
  if (!verified) return yield* new NotVerified({ what: "The specification is not what the manifest says." })
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
