/** `leasehold spec diff`, and `make diff`: prints what a change of a specification allows and forbids, as Markdown. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect } from "effect"
import { grouped, makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { concurrency } from "../../models/verify.ts"
import { heapMegabytesDefault } from "../../tlc/run.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { diffSpecs } from "../diff.ts"
import { approve, objections, UnknownKind } from "../gate/findings.ts"
import { openStore } from "../kept.ts"
import type { ImpactDriver } from "../impact/driver.ts"
import { GitFailed } from "../inputs/git.ts"
import { renderPage } from "../page/page.ts"
import { renderJson } from "../report/json.ts"
import { renderMarkdown } from "../report/markdown.ts"
import { Misused, readArguments, usage } from "./args.ts"
import { loadRoles } from "./roles.ts"

const isExpected = (error: unknown): error is Misused | UnknownKind | GitFailed =>
  error instanceof Misused || error instanceof UnknownKind || error instanceof GitFailed

const readArgs = Effect.suspend(() => {
  try {
    return Effect.succeed(readArguments(process.argv.slice(2)))
  } catch (error) {
    return isExpected(error) ? Effect.fail(error) : Effect.die(error)
  }
})

/** Waits until it is out: a pipe takes less at a time than a report may have, and the process may end with an error. */
const show = (text: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    process.stdout.write(text, () => resume(Effect.void))
  })

/** The driver that a module exports as `impact`. */
const loadDriver = (path: string): Effect.Effect<ImpactDriver, Misused> =>
  Effect.tryPromise({
    try: async () => {
      const { impact } = (await import(pathToFileURL(resolve(path)).href)) as { readonly impact?: ImpactDriver }
      if (impact === undefined) throw new Error("it exports no `impact`")
      return impact
    },
    catch: (error) => new Misused({ what: `--driver ${path} cannot be used: ${String(error)}` })
  })

const main = Effect.gen(function* () {
  const args = yield* readArgs
  if (args === undefined) return yield* show(`${usage}\n`)
  const { cache, json, html, roles, forbid, approval, approveAs } = args
  // What makes minutes of work useless is found first.
  const pageOptions = roles === undefined ? {} : { rolesOf: yield* loadRoles(roles) }
  // The report is all that there is on standard output.
  const console = makeConsole(process.stderr)
  const driver = args.driver === undefined ? undefined : yield* loadDriver(args.driver)
  const report = yield* diffSpecs({ ...args, driver, store: openStore(join(cache, "graphs")), console })
  yield* show(renderMarkdown(report))
  if (json !== undefined) writeFileSync(json, renderJson(report))
  if (html !== undefined) writeFileSync(html, renderPage(report, pageOptions))
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024)
  console.line(
    `at most ${grouped(megabytes)} MB of memory, beside TLC's, which runs ${concurrency} times at once with ` +
      `${grouped(heapMegabytesDefault)} MB each; no graph has more than ${grouped(args.stateLimit)} states`
  )
  if (approval !== undefined && approveAs !== undefined) {
    writeFileSync(approval, `${JSON.stringify(approve(report, approveAs), null, 2)}\n`)
    console.line(`written: ${approval}`)
    return
  }
  const kept = approval !== undefined && existsSync(approval) ? readFileSync(approval, "utf8") : undefined
  const objected = objections(report, forbid, kept)
  if (objected.length > 0) {
    return yield* new NotVerified({ what: ["The change does not pass:", ...objected].join("\n  ") })
  }
  if (report.models.length + report.unaffected.length === 0)
    return yield* new NotVerified({ what: "Nothing was compared." })
})

runMain(main.pipe(Effect.provide(TlcTools.layer)))
