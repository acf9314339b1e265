/** The command line of `leasehold spec diff`. */
import { parseArgs } from "node:util"
import { Data } from "effect"
import { join, resolve } from "node:path"
import { kinds, readKinds } from "../gate/findings.ts"
import type { Kind } from "../gate/findings.ts"
import { checkOut, rangeOf } from "../inputs/git.ts"
import type { Side } from "../inputs/models.ts"
import { namesDefault } from "../inputs/parse.ts"
import type { Names } from "../inputs/parse.ts"
import { cacheDirectory } from "../../tlc/jar.ts"
import { noDirectory, unwritable } from "./files.ts"

/** Graphs of so many states on both sides take about a gigabyte. */
const stateLimitDefault = 200_000

export const usage = `leasehold spec diff BASE HEAD        two directories with specifications
leasehold spec diff --git BASE..HEAD  two revisions; BASE...HEAD begins where the two parted

  --path DIRECTORY      where in the revisions the specification lies (the whole tree)
  --model NAME          this model only; * stands for anything; may be repeated
  --model OLD=NEW       the base's model OLD against the head's NEW
  --rename OLD=NEW      a variable that has another name in the head; may be repeated
  --library DIRECTORY   where modules lie that neither side has; may be repeated
  --event NAME          the variable in which steps name themselves (${namesDefault.event})
  --verdicts NAME       the operator that has what each request is told (${namesDefault.verdicts})
  --forbid KIND,...     end with 1 if there is such a finding; all, or some of these:
${Object.entries(kinds)
  .map(([kind, meaning]) => `                          ${kind.padEnd(13)} ${meaning}`)
  .join("\n")}
  --approval FILE       findings that were approved for these two versions pass
  --approve-as NAME     write that file, in this name, instead of asking it
  --driver FILE         a module whose \`impact\` joins the specification to its code and tests
  --states N            the most states that a graph may have (${stateLimitDefault})
  --json FILE           the report as JSON as well; its schema is docs/spec-diff.schema.json
  --html FILE           the report as a page as well
  --roles FILE          a module whose rolesOf(MODEL) says who takes each action, for the page's diagrams
  --cache DIRECTORY     where graphs are kept ("diff" beside the fetched TLC, in the cache of the user's)
  --help                this`

/** What is asked for cannot be done. */
export class Misused extends Data.TaggedError("Misused")<{ readonly what: string }> {
  override get message(): string {
    return `${this.what}\n\n${usage}`
  }
}

/** A path that is asked for cannot be used. */
export class Unusable extends Data.TaggedError("Unusable")<{ readonly what: string }> {
  override get message(): string {
    return this.what
  }
}

export interface Arguments {
  readonly base: Side
  readonly head: Side
  readonly wanted: ReadonlyArray<string>
  readonly pairs: ReadonlyArray<readonly [base: string, head: string]>
  readonly renames: ReadonlyMap<string, string>
  readonly names: Names
  readonly cache: string
  readonly stateLimit: number
  /** the path of a module */
  readonly driver: string | undefined
  readonly json: string | undefined
  readonly html: string | undefined
  readonly roles: string | undefined
  readonly forbid: ReadonlySet<Kind>
  readonly approval: string | undefined
  readonly approveAs: string | undefined
}

const optionsOf = {
  git: { type: "string" },
  path: { type: "string", default: "." },
  model: { type: "string", multiple: true },
  rename: { type: "string", multiple: true },
  event: { type: "string", default: namesDefault.event },
  verdicts: { type: "string", default: namesDefault.verdicts },
  forbid: { type: "string" },
  approval: { type: "string" },
  "approve-as": { type: "string" },
  driver: { type: "string" },
  library: { type: "string", multiple: true },
  states: { type: "string", default: String(stateLimitDefault) },
  json: { type: "string" },
  html: { type: "string" },
  roles: { type: "string" },
  cache: { type: "string", default: join(cacheDirectory(process.env), "diff") },
  help: { type: "boolean", default: false, short: "h" }
} as const

const parse = (args: ReadonlyArray<string>) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: optionsOf })
  } catch (error) {
    throw new Misused({ what: error instanceof Error ? error.message : String(error) })
  }
}

/** "old=new" */
const pairOf = (option: string, text: string): readonly [string, string] => {
  const [from = "", to = ""] = text.split("=")
  if (from === "" || to === "") throw new Misused({ what: `${option} takes OLD=NEW, not ${JSON.stringify(text)}.` })
  return [from, to]
}

const sidesOf = (
  git: string | undefined,
  path: string,
  directories: ReadonlyArray<string>,
  cache: string
): readonly [Side, Side] => {
  if (git !== undefined) {
    if (directories.length > 0) throw new Misused({ what: "With --git there are no directories." })
    const [base, head] = rangeOf(".", git).map((revision) => checkOut(".", revision, join(cache, "trees")))
    return [
      { side: "base", ...base!, root: join(resolve(base!.root), path) },
      { side: "head", ...head!, root: join(resolve(head!.root), path) }
    ]
  }
  const [base, head] = directories
  if (base === undefined || head === undefined || directories.length > 2) {
    throw new Misused({ what: "Give two directories, or --git BASE..HEAD." })
  }
  return [
    { side: "base", root: resolve(base), title: base },
    { side: "head", root: resolve(head), title: head }
  ]
}

/** What makes minutes of work useless is found first. Throws {@link Unusable}. */
const checkPaths = (values: ReturnType<typeof parse>["values"]): void => {
  const noCache = noDirectory(values.cache)
  if (noCache !== undefined) throw new Unusable({ what: `--cache ${values.cache} cannot be used: ${noCache}.` })
  for (const option of [
    "json",
    "html",
    ...(values["approve-as"] === undefined ? [] : ["approval" as const])
  ] as const) {
    const path = values[option]
    const reason = path === undefined ? undefined : unwritable(path)
    if (reason !== undefined) throw new Unusable({ what: `--${option} ${path} cannot be written: ${reason}.` })
  }
}

/**
 * Reads the command line; undefined where it asks for help alone. Throws {@link Misused}, {@link Unusable},
 * UnknownKind and GitFailed.
 */
export const readArguments = (args: ReadonlyArray<string>): Arguments | undefined => {
  const { positionals, values } = parse(args)
  if (values.help) return undefined
  if (values["approve-as"] !== undefined && values.approval === undefined) {
    throw new Misused({ what: "--approve-as needs --approval, the file to write." })
  }
  checkPaths(values)
  const [base, head] = sidesOf(values.git, values.path, positionals, values.cache)
  const library = (values.library ?? []).map((directory) => resolve(directory))
  const models = values.model ?? []
  const pairs = models.filter((name) => name.includes("=")).map((pair) => pairOf("--model", pair))
  const stateLimit = Number(values.states)
  if (!Number.isSafeInteger(stateLimit) || stateLimit < 1) {
    throw new Misused({ what: `--states takes a number, not ${JSON.stringify(values.states)}.` })
  }
  return {
    base: { ...base, library },
    head: { ...head, library },
    wanted: models.length === 0 ? ["*"] : models.filter((name) => !name.includes("=")),
    pairs,
    renames: new Map((values.rename ?? []).map((pair) => pairOf("--rename", pair))),
    stateLimit,
    driver: values.driver,
    names: { event: values.event, verdicts: values.verdicts },
    cache: values.cache,
    json: values.json,
    html: values.html,
    roles: values.roles,
    forbid: values.forbid === undefined ? new Set() : readKinds(values.forbid),
    approval: values.approval,
    approveAs: values["approve-as"]
  }
}
