/** A revision as a directory: the whole tree, so that everything resolves. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { Data } from "effect"

/** A revision or a range that git does not know, or a tree that cannot be unpacked. */
export class GitFailed extends Data.TaggedError("GitFailed")<{ readonly what: string; readonly said: string }> {
  override get message(): string {
    return `${this.what}: ${this.said.trim()}`
  }
}

const git = (directory: string, args: ReadonlyArray<string>): Buffer => {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    cwd: directory,
    maxBuffer: 2 ** 30
  })
  if (status === 0) return stdout
  throw new GitFailed({ what: `git ${args.join(" ")}`, said: error?.message ?? stderr.toString() })
}

/** What git answers in a line; undefined where it has no answer. */
const asked = (directory: string, args: ReadonlyArray<string>): string | undefined => {
  try {
    return git(directory, args).toString().trim()
  } catch (error) {
    // A git that is not there answers nothing either.
    if (error instanceof GitFailed && error.said.includes("ENOENT")) throw error
    return undefined
  }
}

const topOf = (directory: string): string => {
  const top = asked(directory, ["rev-parse", "--show-toplevel"])
  if (top !== undefined) return top
  const said = `${resolve(directory)} is in no repository of git's: go into one, or name two directories`
  throw new GitFailed({ what: "--git", said })
}

const commitOf = (directory: string, revision: string): string => {
  const commit = asked(directory, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`])
  if (commit !== undefined) return commit
  throw new GitFailed({ what: "--git", said: `${revision} is no revision of this repository` })
}

/** Both ends of `BASE..HEAD`; three dots begin where the two parted, as in a pull request. Throws {@link GitFailed}. */
export const rangeOf = (directory: string, range: string): readonly [base: string, head: string] => {
  const found = /^(.+?)(\.{2,3})(.*)$/.exec(range)
  if (found === null) throw new GitFailed({ what: "--git", said: `${JSON.stringify(range)} is not BASE..HEAD` })
  const [, base = "", dots, end = ""] = found
  const head = end === "" ? "HEAD" : end
  topOf(directory)
  const both = [commitOf(directory, base), commitOf(directory, head)]
  if (dots !== "...") return [base, head]
  const parted = asked(directory, ["merge-base", ...both])
  if (parted !== undefined) return [parted, head]
  throw new GitFailed({ what: "--git", said: `${base} and ${head} have no commit in common: say ${base}..${head}` })
}

/** The tree of a commit below `cache`, whole or not at all. */
const unpack = (directory: string, commit: string, cache: string): string => {
  const root = join(cache, commit)
  if (existsSync(root)) return root
  const archive = git(topOf(directory), ["archive", "--format=tar", commit])
  mkdirSync(cache, { recursive: true })
  const unpacked = mkdtempSync(join(cache, "unpacking-"))
  try {
    const { status, stderr } = spawnSync("tar", ["-x", "-C", unpacked], { input: archive })
    if (status !== 0) throw new Error(stderr.toString())
    renameSync(unpacked, root)
  } catch (error) {
    // Another run may have made the same one by now.
    if (!existsSync(root)) throw error
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
  }
  return root
}

/** The tree of a revision, unpacked below `cache`, where it stays. Throws {@link GitFailed}. */
export const checkOut = (
  directory: string,
  revision: string,
  cache: string
): { readonly root: string; readonly title: string } => {
  const commit = commitOf(directory, revision)
  try {
    const root = unpack(directory, commit, cache)
    return { root, title: `${revision === commit ? "" : `${revision} `}${commit.slice(0, 12)}` }
  } catch (error) {
    if (error instanceof GitFailed) throw error
    const said = `${String(error instanceof Error ? error.message : error)}. Name another directory with --cache`
    throw new GitFailed({ what: `${revision} cannot be unpacked`, said })
  }
}
