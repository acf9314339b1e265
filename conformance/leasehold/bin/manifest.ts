/**
 * `make manifest`: runs everything anew and writes what is generated: the manifest, the corpus, the types and the pages. It is run on
 * purpose, and what it changed is reviewed; CI never runs it.
 */
import { Effect } from "effect"
import { makeConsole } from "../../cli/console.ts"
import { runMain } from "../../cli/main.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { measureModels } from "../generate/models.ts"
import { checkAgreement, generateAll, parseSpecs } from "../generate/all.ts"
import { write } from "../generate/files.ts"
import { writeTypes } from "../generate/types.ts"
import { boundsOf } from "../bounds.ts"

const main = Effect.gen(function* () {
  const console = makeConsole()
  const large = yield* boundsOf(process.env)
  // Minutes go by below: what makes them useless is found first.
  const asts = yield* parseSpecs
  yield* writeTypes(asts, console)
  yield* checkAgreement(asts)
  const manifest = yield* measureModels(large, console)
  const files = yield* generateAll(asts, manifest, console)
  const changed = yield* write(files)
  console.line(changed.length === 0 ? "nothing changed" : `written: ${changed.join(", ")}`)
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
