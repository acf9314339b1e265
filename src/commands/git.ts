// What a git command would touch, told before it runs by its arguments alone: so that who may not is refused before anything happens. It
// errs to the side of too much. What it cannot know is found afterwards, by the manifests: configuration names programs that git runs
// (drivers of diffs and filters, a monitor of files), an alias of a file is not seen, and neither is what another program has git do.
import { basename } from "node:path"
import type { Command } from "./contained.ts"
import { everyPart, type GitPart, subcommands } from "./git-subcommands.ts"

export type { GitPart }

export interface GitTouches {
  /** Empty: nothing but caches of git's own and objects that nothing refers to. */
  readonly parts: ReadonlySet<GitPart>
  /** Why it counts as touching everything, though less may be true; empty if it does not. */
  readonly why: string
  /** Directories that -C, --git-dir and --work-tree lead to, as they were given: it may be about another repository. */
  readonly elsewhere: ReadonlyArray<string>
}

const everything: ReadonlySet<GitPart> = new Set(everyPart)

/** Options of git itself, before the subcommand, that change nothing of what is touched. */
const harmless = new Set([
  ..."--paginate -p --no-pager -P --no-replace-objects --no-lazy-fetch --no-optional-locks --bare --no-advice".split(
    " "
  ),
  ..."--literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs".split(" ")
])

/** Options of git itself that only make it tell something. */
const telling = new Set("--version -v --help -h --html-path --man-path --info-path --exec-path".split(" "))

/** Options of git itself that name a place, with a value of their own or after "=". */
const places = new Set(["-C", "--git-dir", "--work-tree"])

/** What may be set by -c and has git run no program and look nowhere else: sections, and single names. */
const harmlessSections = new Set("color column advice user author committer log i18n blame status".split(" "))
const harmlessNames = new Set(
  (
    "core.quotepath core.abbrev core.ignorecase core.precomposeunicode core.commentchar core.safecrlf core.autocrlf core.eol " +
    "diff.renames diff.algorithm diff.context diff.noprefix diff.mnemonicprefix init.defaultbranch safe.directory gc.auto " +
    "maintenance.auto commit.gpgsign tag.gpgsign merge.conflictstyle pull.rebase pull.ff push.default fetch.prune"
  ).split(" ")
)

const isHarmlessSetting = (setting: string): boolean => {
  const [name = "", value] = setting.toLowerCase().split(/=(.*)/s)
  if (name === "core.pager") return value === "cat" || value === ""
  return harmlessNames.has(name) || harmlessSections.has(name.split(".")[0]!)
}

const all = (why: string, elsewhere: ReadonlyArray<string> = []): GitTouches => ({ parts: everything, why, elsewhere })

/** Variables by which git is told to run programs, to look elsewhere, or how it is set. */
const telltale =
  /^GIT_(?!(AUTHOR|COMMITTER)_|TERMINAL_PROMPT$|OPTIONAL_LOCKS$|LITERAL_PATHSPECS$|TRACE2?$|FLUSH$|MERGE_AUTOEDIT$|ADVICE$)/

const harmlessPrograms = new Set(["", "cat", "true", ":"])

const whyByEnvironment = (environment: Readonly<Record<string, string | undefined>>): string | undefined => {
  const name = Object.keys(environment).find((name) => {
    const value = environment[name]
    if (value === undefined || !telltale.test(name)) return false
    return !(/^GIT_(PAGER|EDITOR|SEQUENCE_EDITOR|ASKPASS)$/.test(name) && harmlessPrograms.has(value))
  })
  return name === undefined ? undefined : `the variable ${name} changes what git does`
}

const ofSubcommand = (name: string, args: ReadonlyArray<string>, elsewhere: ReadonlyArray<string>): GitTouches => {
  const rule = subcommands.get(name)
  if (rule === undefined) return all(`"git ${name}" is not known: it may be an alias, or a program`, elsewhere)
  // What comes after "--" is a path, and no option.
  const end = args.indexOf("--")
  const touched = rule(end < 0 ? args : args.slice(0, end))
  if (typeof touched === "string") return all(touched, elsewhere)
  return { parts: new Set(touched), why: "", elsewhere }
}

/**
 * What a git command would touch; null if it is none: another program may run git as well. Subcommands and options that are not known
 * touch everything.
 */
export const gitTouches = (
  argv: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>> = {}
): GitTouches | null => {
  if (basename(argv[0] ?? "") !== "git") return null
  const elsewhere: Array<string> = []
  const why = whyByEnvironment(environment)
  if (why !== undefined) return all(why)
  for (let n = 1; n < argv.length; n++) {
    const option = argv[n]!
    if (!option.startsWith("-")) return ofSubcommand(option, argv.slice(n + 1), elsewhere)
    if (harmless.has(option)) continue
    if (telling.has(option)) return { parts: new Set(), why: "", elsewhere }
    const [name, value] = option.startsWith("--") && option.includes("=") ? option.split(/=(.*)/s) : [option, undefined]
    if (places.has(name!)) elsewhere.push(value ?? argv[++n] ?? "")
    else if (option === "-c" && isHarmlessSetting(argv[n + 1] ?? "")) n++
    else return all(`the option ${option === "-c" ? `-c ${argv[n + 1]}` : option} changes what git does`, elsewhere)
  }
  return { parts: new Set(), why: "", elsewhere }
}

/** Words as a shell has them, as long as there is nothing in the text but words; null if there is. */
const wordsOf = (text: string): ReadonlyArray<string> | null => {
  const words: Array<string> = []
  const word = /\s*((?:[A-Za-z0-9_@%+:,./^-]|(?!^)=|'[^'\n]*'|"[^"$`\\!\n]*")+)(?=\s|$)/y
  const trimmed = text.trim()
  while (word.lastIndex < trimmed.length) {
    const found = word.exec(trimmed)?.[1]
    if (found === undefined) return null
    words.push(found.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? ""))
  }
  return words
}

/**
 * The same of any command; null if it is no git command by itself. Of a text for a shell little can be known: if it is one plain command it
 * is taken for that, and if the word "git" is in it anywhere it may touch everything. A script or a program may run git without it.
 */
export const commandTouches = (
  run: Command,
  environment: Readonly<Record<string, string | undefined>> = {}
): GitTouches | null => {
  if (!("shell" in run)) {
    const touched = gitTouches([run.command, ...(run.args ?? [])], environment)
    const isNamed = touched === null && (run.args ?? []).some((arg) => /\bgit\b/.test(arg))
    return isNamed ? all(`"${run.command}" may run git`) : touched
  }
  if (!/\bgit\b/.test(run.shell)) return null
  const words = wordsOf(run.shell)
  // A function or an alias of the shell's has no place here: the shell is /bin/sh, and reads no file of its user's.
  const touched = words === null ? null : gitTouches(words, environment)
  return touched ?? all("a text for a shell may run git in any way")
}
