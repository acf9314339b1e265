/** The specification's actions and variables as TypeScript types, which the driver is written against. */
import { join } from "node:path"
import { Effect } from "effect"
import type { Console } from "../../cli/console.ts"
import { NotVerified } from "../../cli/main.ts"
import { generateTypes } from "../../spec/generate.ts"
import { digestOf } from "../../cli/cache.ts"
import { filesOf } from "../../models/model.ts"
import { root, specDirectory } from "../paths.ts"
import type { Asts } from "./corpora.ts"
import { write } from "./files.ts"
import type { Generated } from "./files.ts"

/** The files with the types. */
export const typesOf = (asts: Asts): ReadonlyArray<Generated> => [
  {
    path: join(root, "conformance/leasehold/spec.generated.ts"),
    text: generateTypes(asts[""], "spec/Leasehold.tla by `make manifest`")
  },
  {
    path: join(root, "conformance/leasehold/store/spec.generated.ts"),
    text: generateTypes(asts.store, "spec/Store.tla by `make manifest`")
  },
  {
    path: join(root, "conformance/leasehold/lifecycle/spec.generated.ts"),
    text: generateTypes(asts.lifecycle, "spec/Runner.tla by `make manifest`")
  }
]

/** The file by which a journal says which specification its steps are of. */
export const digestFile = (): Generated => {
  const module = join(specDirectory, "Leasehold.tla")
  const digest = digestOf(filesOf({ module, config: module }, [specDirectory])).slice(0, 16)
  return {
    path: join(root, "src/protocol/spec.generated.ts"),
    text: `// Generated from spec/ by \`make manifest\`; \`make drift\` compares it. Do not edit.

/** The digest of the specification that the steps of this version are of: of Leasehold.tla and all that it extends. */
export const specDigest = "${digest}"
`
  }
}

/**
 * Writes the types first, and goes no further if they changed: this process runs with the old ones, and a driver for the new ones
 * has yet to be written, which the compiler helps with.
 */
export const writeTypes = Effect.fn("writeTypes")(function* (asts: Asts, console: Console) {
  const changed = yield* write(typesOf(asts))
  for (const path of changed) console.line(`written: ${path}`)
  if (changed.length === 0) return
  return yield* new NotVerified({
    what: "The specification has other actions or variables than before. Bring core and driver to them (`make check` shows where), then run `make manifest` again."
  })
})
