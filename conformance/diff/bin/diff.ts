/** `leasehold spec diff`, and `make diff`: prints what a change of a specification allows and forbids, as Markdown. */
import { join } from "node:path"
import { Effect } from "effect"
import { grouped, makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import type { Roles } from "../../counterexample/parties.ts"
import { concurrency } from "../../models/verify.ts"
import { heapMegabytesDefault } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { diffSpecs } from "../diff.ts"
import { UnknownKind } from "../gate/findings.ts"
import { openStore } from "../kept.ts"
import type { ImpactDriver } from "../impact/driver.ts"
import { GitFailed } from "../inputs/git.ts"
import { renderPage } from "../page/page.ts"
import { renderJson } from "../report/json.ts"
import { renderMarkdown } from "../report/markdown.ts"
import { Misused, readArguments, Unusable, usage } from "./args.ts"
import { printed, reasonOf, written } from "./files.ts"
import { gate } from "./gate.ts"
import { loadExport } from "./load.ts"

const isExpected = (error: unknown): error is Misused | Unusable | UnknownKind | GitFailed =>
  [Misused, Unusable, UnknownKind, GitFailed].some((kind) => error instanceof kind)

const readArgs = Effect.suspend(() => {
  try {
    return Effect.succeed(readArguments(process.argv.slice(2)))
  } catch (error) {
    return isExpected(error) ? Effect.fail(error) : Effect.die(error)
  }
})

const loadRoles = (file: string) =>
  loadExport<(model: string) => Roles>(file, {
    option: "--roles",
    exported: "rolesOf",
    type: "function",
    described: "docs/spec-diff.md"
  })

const loadDriver = (file: string) =>
  loadExport<ImpactDriver>(file, {
    option: "--driver",
    exported: "impact",
    type: "object",
    described: "conformance/diff/impact/driver.ts"
  })

const main = Effect.gen(function* () {
  const args = yield* readArgs
  if (args === undefined) {
    yield* Effect.promise(() => printed(`${usage}\n`))
    return
  }
  const { cache, json, html, roles, forbid } = args
  // What makes minutes of work useless is found first.
  const pageOptions = roles === undefined ? {} : { rolesOf: yield* loadRoles(roles) }
  const driver = args.driver === undefined ? undefined : yield* loadDriver(args.driver)
  // The report is all that there is on standard output.
  const console = makeConsole(process.stderr)
  const store = openStore(join(cache, "graphs"), (error) =>
    console.line(`nothing is kept for the next time: ${cache}: ${reasonOf(error)}`)
  )
  const report = yield* diffSpecs({ ...args, driver, store, console })
  const lost: Array<string> = []
  const put = (name: string, reason: string | undefined): void => {
    if (reason !== undefined) lost.push(`${name} could not be written: ${reason}`)
  }
  put("the report", yield* Effect.promise(() => printed(renderMarkdown(report))))
  if (json !== undefined) put(`--json ${json}`, written(json, renderJson(report)))
  if (html !== undefined) put(`--html ${html}`, written(html, renderPage(report, pageOptions)))
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.line(
    `at most ${grouped(megabytes)} MB of memory, beside TLC's, which runs ${concurrency} times at once with ` +
      `${grouped(heapMegabytesDefault)} MB each; no graph has more than ${grouped(args.stateLimit)} states`
  )
  const objected = gate(report, forbid, args, console)
  const what = [...objected, ...lost]
  if (what.length > 0) return yield* new NotVerified({ what: what.join("\n") })
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
