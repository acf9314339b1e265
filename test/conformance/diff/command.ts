/** The command, as people and CI call it. */
import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { directory } from "../tlc/support.ts"
import { changed, spec } from "./support.ts"

export const bin = fileURLToPath(new URL("../../../bin/leasehold", import.meta.url))

export const counter = [
  "EXTENDS Naturals",
  "VARIABLE x",
  "Init == x = 0",
  "Up == x < 2 /\\ x' = x + 1",
  "Next == Up",
  "Small == x < 9"
]
export const weaker = changed(counter, counter[3]!, "Up == x < 3 /\\ x' = x + 1")

/** A repository with a specification in a directory of it; each call commits another version. */
export const repository = () => {
  const root = directory({ "design/.keep": "", "README.md": "" })
  const git = (...args: ReadonlyArray<string>): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: root,
      encoding: "utf8"
    })
  git("init", "-q")
  const commit = (lines: ReadonlyArray<string>): string => {
    for (const [name, text] of Object.entries(spec(lines, "INVARIANT Small")))
      writeFileSync(join(root, "design", name), text)
    git("add", "-A")
    git("commit", "-q", "-m", "a version")
    return git("rev-parse", "HEAD").trim()
  }
  const run = (...args: ReadonlyArray<string>) =>
    spawnSync(bin, ["spec", "diff", "--cache", join(root, ".git", "cache"), ...args], { cwd: root, encoding: "utf8" })
  return { root, git, commit, run }
}
