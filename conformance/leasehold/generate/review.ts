/** What the README shows of a design review: the comment on a change that takes a guard out of the specification. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Data, Effect } from "effect"
import type { Console } from "../../cli/console.ts"
import { diffSpecs } from "../../diff/diff.ts"
import { openStore } from "../../diff/kept.ts"
import { renderMarkdown } from "../../diff/report/markdown.ts"
import { cacheDirectory, specDirectory } from "../paths.ts"
import { eventVariable } from "./corpora.ts"

const guard = { file: "Leases.tla", action: "Acquire", line: "  /\\ WritesWithin(run, Covers[resource])\n" }
const model = "replay/MCProtocol_Profiles"

/** The guard that the example takes out is not there, or the comparison failed. */
export class NoReview extends Data.TaggedError("NoReview")<{ readonly reason: string }> {
  override get message(): string {
    return `The README's design review cannot be made: ${this.reason}. conformance/leasehold/generate/review.ts makes it.`
  }
}

/** The specification without the guard, in a directory that is gone with the scope. */
const weakened = Effect.gen(function* () {
  const directory = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "leasehold-review-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  cpSync(specDirectory, directory, { recursive: true })
  const path = join(directory, guard.file)
  const text = readFileSync(path, "utf8")
  const at = text.indexOf(guard.line, text.indexOf(`\n${guard.action}(`))
  if (at < 0)
    return yield* new NoReview({ reason: `${guard.action} in ${guard.file} has no line ${guard.line.trim()}` })
  writeFileSync(path, text.slice(0, at) + text.slice(at + guard.line.length))
  return directory
})

/**
 * Without what is long, or would change with every machine, model or line of code: bounds, digests and TLC's revision stand at the end of every
 * comment, and above them what it means for the code.
 */
const shortened = (comment: string): string =>
  comment
    .replaceAll(/<details><summary>(?:what was compared|invariant )[\s\S]*?<\/details>\n\n/g, "")
    .replace(/Nothing is said of code and tests[^\n]*\n\n/, "")
    .replace(/TLC [^\n]*\n\n<!-- [^\n]* -->\n$/, "...")

/** The section's text. */
export const generateReview = Effect.fn("generateReview")(function* (console: Console) {
  const { models, problems, ...rest } = yield* diffSpecs({
    base: { side: "base", root: specDirectory, title: "main" },
    head: { side: "head", root: yield* weakened, title: "acquire-sooner" },
    wanted: [model],
    pairs: [],
    stateLimit: 10_000,
    renames: new Map(),
    names: { event: eventVariable, verdicts: "Verdicts" },
    store: openStore(join(cacheDirectory, "diff", "graphs")),
    console
  })
  if (problems.length > 0) return yield* new NoReview({ reason: problems.join("; ") })
  const comment = shortened(renderMarkdown({ ...rest, models, problems, notAsked: 0 }))
  return comment
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n")
}, Effect.scoped)
