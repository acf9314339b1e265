/** A revision as a directory: the whole tree, so that everything resolves. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { Data } from "effect"

/** A revision or a range that git does not know. */
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

/** Both ends of `BASE..HEAD`; three dots begin where the two parted, as in a pull request. Throws {@link GitFailed}. */
export const rangeOf = (directory: string, range: string): readonly [base: string, head: string] => {
  const found = /^(.+?)(\.{2,3})(.*)$/.exec(range)
  if (found === null) throw new GitFailed({ what: "--git", said: `${JSON.stringify(range)} is not BASE..HEAD` })
  const [, base = "", dots, end = ""] = found
  const head = end === "" ? "HEAD" : end
  return dots === "..." ? [git(directory, ["merge-base", base, head]).toString().trim(), head] : [base, head]
}

/** The tree of a revision, unpacked below `cache`, where it stays. Throws {@link GitFailed}. */
export const checkOut = (
  directory: string,
  revision: string,
  cache: string
): { readonly root: string; readonly title: string } => {
  const commit = git(directory, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`])
    .toString()
    .trim()
  const root = join(cache, commit)
  if (!existsSync(root)) {
    mkdirSync(cache, { recursive: true })
    const unpacked = mkdtempSync(join(cache, "unpacking-"))
    try {
      const top = git(directory, ["rev-parse", "--show-toplevel"]).toString().trim()
      const archive = git(top, ["archive", "--format=tar", commit])
      const { status, stderr } = spawnSync("tar", ["-x", "-C", unpacked], { input: archive })
      if (status !== 0) throw new GitFailed({ what: "tar", said: stderr.toString() })
      // Whole or not at all.
      renameSync(unpacked, root)
    } finally {
      rmSync(unpacked, { recursive: true, force: true })
    }
  }
  return { root, title: `${revision === commit ? "" : `${revision} `}${commit.slice(0, 12)}` }
}
