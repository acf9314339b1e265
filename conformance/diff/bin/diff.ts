/** `leasehold spec diff BASE HEAD`, and `make diff`. */
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { Effect } from "effect"
import { makeConsole } from "../../cli/console.ts"
import { runMain } from "../../cli/main.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { diffSpecs } from "../diff.ts"
import { openStore } from "../graph/kept.ts"
import { renderMarkdown } from "../report/markdown.ts"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { model: { type: "string", multiple: true }, cache: { type: "string" }, json: { type: "string" } }
})

const main = Effect.gen(function* () {
  const [base = "", head = ""] = positionals
  const report = yield* diffSpecs({
    base: { side: "base", root: resolve(base), title: base },
    head: { side: "head", root: resolve(head), title: head },
    wanted: (name) => values.model === undefined || values.model.some((part) => name.includes(part)),
    renames: new Map(),
    names: { event: "event", verdicts: "Verdicts" },
    store: openStore(values.cache ?? join(".cache", "diff")),
    console: makeConsole(process.stderr as NodeJS.WriteStream)
  })
  process.stdout.write(renderMarkdown(report))
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(report, null, 2))
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
