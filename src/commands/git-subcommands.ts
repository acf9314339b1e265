// The subcommands of git that are known, and what each touches by its arguments. Hooks are programs: what runs one before or after a commit,
// a checkout, a merge or a push may touch the tree. Those that are told of every change of a ref or of the index are not counted.

/** What a git command may touch. settings: how the repository is set, its other work trees and its submodules. */
export type GitPart = "index" | "tree" | "stash" | "refs" | "settings"

export const everyPart: ReadonlyArray<GitPart> = ["index", "tree", "stash", "refs", "settings"]

/** What it touches; a text says why it may be anything. */
type Rule = (args: ReadonlyArray<string>) => ReadonlyArray<GitPart> | string

const operands = (args: ReadonlyArray<string>): ReadonlyArray<string> => args.filter((arg) => !arg.startsWith("-"))

const has = (args: ReadonlyArray<string>, pattern: RegExp): boolean => args.some((arg) => pattern.test(arg))

/** These write a file, or run a program. Git takes the begin of a long option for all of it. */
const dangerous =
  /^--(o(?!neline|nly|rder|ther|mit|bject)|ext-?|textc|open|up|rec(?!urs)|exec|filters|recurse-s|lost|ed|tool|web)/

/** That, and `more`, in which a short option may stand among others; `but`: what only looks like it. */
const danger = (args: ReadonlyArray<string>, more: RegExp = /^$/, but: RegExp = /^$/): string | undefined => {
  const found = args.find((arg) => (dangerous.test(arg) && !but.test(arg)) || more.test(arg))
  return found === undefined ? undefined : `its option ${found} may write a file or run a program`
}

const touches =
  (...parts: ReadonlyArray<GitPart>): Rule =>
  (args) =>
    danger(args, undefined, /^--(o|up)/) ?? parts

/** Nothing, unless an option does. */
const reads =
  (more?: RegExp, but?: RegExp): Rule =>
  (args) =>
    danger(args, more, but) ?? []

const anything: Rule = () => everyPart

/** One that reads if its first argument is one of these, or if there is none and it `lists` then. */
const verbs =
  (reading: string, lists: boolean, other: Rule): Rule =>
  (args) => {
    const first = args[0]
    const isReading = first === undefined ? lists : reading.split(" ").includes(first)
    return isReading ? (danger(args) ?? []) : other(args)
  }

/** Options with which branches or tags are printed, and nothing else is done. */
const printing =
  /^(-l|--list|-a|--all|-r|--remotes|-v+|--verbose|--show-current|--(no-)?contains(=.*)?|--(no-)?merged(=.*)?|--points-at(=.*)?|--sort=.*|--format=.*|--column(=.*)?|--no-column|--color(=.*)?|--no-color|-n\d*|-i|--ignore-case|--omit-empty)$/

/** With one of these, operands are patterns, and no new names. */
const withPatterns = /^(-l|--list|--(no-)?contains|--(no-)?merged|--points-at)/

/** Prints if there are options for that alone, and operands only as patterns. */
const prints =
  (other: Rule): Rule =>
  (args) => {
    const isPrinting = args.every((arg) => !arg.startsWith("-") || printing.test(arg))
    return isPrinting && (operands(args).length === 0 || has(args, withPatterns)) ? [] : other(args)
  }

const stash: Rule = (args) => {
  const first = args[0]
  if (first === "list" || first === "show") return danger(args) ?? []
  if (first === "drop" || first === "clear" || first === "store") return ["stash"]
  if (first === "create") return []
  if (first === "apply") return ["index", "tree"]
  const isKnown = first === undefined || first.startsWith("-") || ["push", "save", "pop"].includes(first)
  // What was stashed is reset, which the log of HEAD has.
  return isKnown ? ["index", "tree", "stash", "refs"] : everyPart
}

const reading = /^(--get|--get-all|--get-regexp|--get-urlmatch|--get-color|--get-colorbool|--list|-l|get|list)$/
const aside =
  /^(--(global|local|system|worktree|show-origin|show-scope|null|name-only|includes|type=.*|bool|int|path)|-z)$/

const config: Rule = (args) => {
  if (has(args, /^(-e|--ed.*|edit)$/)) return "an editor may do anything"
  const mode = args.find((arg) => !aside.test(arg))
  if (mode !== undefined && reading.test(mode)) return []
  return has(args, /^(-f|--fi)/) ? "it writes a file that is named" : ["settings"]
}

const fetch: Rule = (args) => danger(args) ?? (has(args, /stash|:/) ? everyPart : ["refs", "settings"])

const work: ReadonlyArray<GitPart> = ["index", "tree", "refs"]
/** Options of diffs that only look dangerous. */
const ordering = /^--o(utput-indicator|rder)/

const rules: Readonly<Record<string, Rule>> = {
  // They read; some bring git's cache of the times of files up to date.
  ...Object.fromEntries(
    "status log show shortlog whatchanged diff diff-tree diff-index diff-files range-diff"
      .split(" ")
      .map((name) => [name, reads(undefined, ordering)])
  ),
  ...Object.fromEntries(
    (
      "blame annotate ls-tree rev-parse rev-list cat-file describe name-rev merge-base for-each-ref show-ref show-branch " +
      "check-ignore check-attr check-mailmap check-ref-format count-objects verify-commit verify-tag verify-pack cherry version var " +
      "fsck patch-id merge-tree hash-object write-tree commit-tree mktree ls-remote"
    )
      .split(" ")
      .map((name) => [name, reads()])
  ),
  grep: reads(/^-[A-Za-z]*O/, /^--recurse-s/),
  "ls-files": reads(undefined, /^--recurse-s/),
  help: reads(/^-w/),
  archive: (args) => (has(args, /^--rem/) ? "it asks another machine" : (danger(args, /^-[a-z]*o/) ?? [])),
  "format-patch": (args) => (args.includes("--stdout") ? (danger(args, /^-o/) ?? []) : ["tree"]),
  // The index and the tree.
  add: (args) => danger(args, /^-[A-Za-z]*e/) ?? ["index"],
  stage: (args) => danger(args, /^-[A-Za-z]*e/) ?? ["index"],
  "update-index": touches("index"),
  "read-tree": touches("index", "tree"),
  rm: touches("index", "tree"),
  mv: touches("index", "tree"),
  restore: touches("index", "tree"),
  clean: touches("tree"),
  apply: touches("index", "tree"),
  "checkout-index": touches("index", "tree"),
  "sparse-checkout": verbs("list check-rules", false, touches("index", "tree", "settings")),
  // Refs as well; a branch has settings of its own.
  checkout: touches(...work, "settings"),
  switch: touches(...work, "settings"),
  reset: touches(...work),
  commit: touches(...work),
  revert: touches(...work),
  "cherry-pick": touches(...work),
  am: touches(...work),
  bisect: verbs("log", false, (args) => (args[0] === "run" ? "it runs a program" : work)),
  merge: anything,
  rebase: anything,
  pull: anything,
  stash,
  // Refs alone. The log of the stash is one of a ref.
  branch: prints((args) => danger(args) ?? ["refs", "settings"]),
  tag: prints(() => ["refs"]),
  notes: verbs("list show", true, () => ["refs"]),
  reflog: verbs("show list exists", true, () => ["refs", "stash"]),
  "symbolic-ref": (args) => (operands(args).length === 1 && !has(args, /^(-d|--d|-m)/) ? [] : ["refs"]),
  "update-ref": () => ["refs", "stash"],
  "pack-refs": () => ["refs"],
  fetch,
  push: (args) => danger(args) ?? ["refs", "tree", "settings"],
  // How the repository is set, and what lies beside the tree.
  remote: verbs("show get-url -v --verbose", true, () => ["refs", "settings"]),
  config,
  worktree: verbs("list", false, anything),
  submodule: verbs("status summary", true, anything),
  gc: () => ["refs", "stash", "settings"],
  maintenance: () => ["refs", "stash", "settings"],
  repack: () => ["settings"],
  prune: () => ["settings"]
}

export const subcommands: ReadonlyMap<string, Rule> = new Map(Object.entries(rules))
