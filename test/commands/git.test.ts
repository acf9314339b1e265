// What a git command is said to touch, against what git does in a real repository.
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { compareManifests } from "../../src/commands/compare.ts"
import { commandTouches, gitTouches } from "../../src/commands/git.ts"
import { takeManifest } from "../../src/commands/manifest.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"

const words = (text: string): ReadonlyArray<string> => text.split(" ")

const parts = (text: string): string => {
  const touched = gitTouches(words(text))
  if (touched === null) return "no git"
  if (touched.why !== "") return "anything"
  return [...touched.parts].sort().join(" ")
}

const nothing = [
  "git status --short",
  "git log --oneline -n 3 --stat -Sfoo -- -o",
  "git diff --cached --output-indicator-new=x HEAD~1",
  "git show HEAD:a.txt",
  "git -C sub --no-pager -c color.ui=never -c core.pager=cat branch -a",
  "git branch --contains HEAD",
  "git branch --list x*",
  "git tag -n",
  "git tag -l v*",
  "git stash list",
  "git stash show -p",
  "git config --global --get user.name",
  "git config -l",
  "git remote -v",
  "git worktree list",
  "git reflog",
  "git notes",
  "git bisect log",
  "git submodule status",
  "git grep -n --only-matching x",
  "git ls-files -o --exclude-standard",
  "git symbolic-ref HEAD",
  "git archive HEAD",
  "git format-patch --stdout HEAD~1",
  "git --version",
  "git"
]

const some: ReadonlyArray<readonly [string, string]> = [
  ["git add -A", "index"],
  ["git commit -m x", "index refs tree"],
  ["git checkout -b x", "index refs settings tree"],
  ["git restore a.txt", "index tree"],
  ["git clean -fdx", "tree"],
  ["git stash", "index refs stash tree"],
  ["git stash -u", "index refs stash tree"],
  ["git stash drop", "stash"],
  ["git stash apply", "index tree"],
  ["git branch x", "refs settings"],
  ["git branch -v x", "refs settings"],
  ["git branch --merged -d x", "refs settings"],
  ["git tag v1", "refs"],
  ["git config user.name x", "settings"],
  ["git fetch", "refs settings"],
  ["git format-patch HEAD~1", "tree"],
  ["git merge x", "index refs settings stash tree"]
]

const dangers = [
  "git frobnicate",
  "git co main",
  "git -c alias.st=!rm status",
  "git -c core.fsmonitor=./x status",
  "git -c diff.external=./x diff",
  "git -c core.pager=./x log",
  "git --exec-path=/tmp status",
  "git --config-env=a=b status",
  "git --unknown status",
  "git diff --output=a.txt",
  "git diff --out a.txt",
  "git log --ext-diff",
  "git grep -nO x",
  "git grep --open-files-in-pager=./x y",
  "git archive -vo a.tar HEAD",
  "git archive --output a.tar HEAD",
  "git fetch --upload-pack=./x",
  "git ls-remote --upload-pack=./x .",
  "git bisect run ./x",
  "git config -e",
  "git config -f a.txt a.b c",
  "git add -e",
  "git help -w x",
  "git rebase --exec ./x"
]

describe("a git command touches", () => {
  it("nothing, if it only tells", () => {
    for (const text of nothing) assert.strictEqual(parts(text), "", text)
  })

  it("what its subcommand says", () => {
    for (const [text, touched] of some) assert.strictEqual(parts(text), touched, text)
  })

  it("anything, if it is not known what it does", () => {
    for (const text of dangers) {
      const touched = gitTouches(words(text))
      assert.strictEqual(touched?.parts.size, 5, text)
    }
    assert.include(gitTouches(["git", "co"])?.why, '"git co" is not known')
    for (const name of ["GIT_DIR", "GIT_EXTERNAL_DIFF", "GIT_CONFIG_COUNT", "GIT_INDEX_FILE"])
      assert.include(gitTouches(["git", "status"], { [name]: "x" })?.why, name)
    const usual = { GIT_PAGER: "cat", GIT_EDITOR: "true", GIT_AUTHOR_NAME: "x", GIT_DIR: undefined, PATH: "" }
    assert.strictEqual(gitTouches(["git", "status"], usual)?.parts.size, 0)
  })

  it("says where it leads", () => {
    assert.deepStrictEqual(gitTouches(words("/usr/bin/git -C a --git-dir=b --work-tree c log"))?.elsewhere, [
      "a",
      "b",
      "c"
    ])
    assert.isNull(gitTouches(["grep", "git"]))
  })
})

describe("of any command", () => {
  it("a plain one in a text for a shell is known, and no other", () => {
    const of = (shell: string) => {
      const touched = commandTouches({ shell })
      return touched === null ? null : touched.parts.size
    }
    assert.strictEqual(of("ls -l"), null)
    assert.strictEqual(of("git log --format='%h %s' -- \"a b\""), 0)
    for (const shell of [
      "git log; git reset --hard",
      "git log > a",
      "cd x && git log",
      "X=1 git log",
      "git $x",
      "sudo git log",
      "git l*"
    ])
      assert.strictEqual(of(shell), 5, shell)
    assert.strictEqual(commandTouches({ command: "env", args: ["git", "log"] })?.parts.size, 5)
    assert.strictEqual(commandTouches({ command: "git", args: ["log"] })?.parts.size, 0)
    assert.strictEqual(commandTouches({ command: "make" }), null)
  })
})

const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b",
  GIT_EDITOR: "true"
}

/** What each runs on: two files, two commits, a branch and a tag. */
const repository = Effect.gen(function* () {
  const cwd = yield* directoryWith({ "a.txt": "1\n", "d/b.txt": "1\n" })
  const git = (text: string): void => void spawnSync("git", [...words(text)], { cwd, env: environment })
  for (const text of ["init -q -b main", "add .", "commit -qm one", "branch side", "tag v0"]) git(text)
  writeFileSync(join(cwd, "a.txt"), "2\n")
  git("commit -qam two")
  git("remote add origin .")
  return { cwd, git }
})

/** What is there of each part. */
const look = Effect.fnUntraced(function* (cwd: string) {
  const ask = (...args: ReadonlyArray<string>): string =>
    spawnSync("git", ["--no-optional-locks", ...args], { cwd, env: environment, encoding: "utf8" }).stdout
  const read = (...names: ReadonlyArray<string>): string =>
    names
      .map((name) => (existsSync(join(cwd, ".git", name)) ? readFileSync(join(cwd, ".git", name), "utf8") : ""))
      .join("\n")
  const list = (name: string): string =>
    existsSync(join(cwd, ".git", name)) ? readdirSync(join(cwd, ".git", name)).join(" ") : ""
  const refs = ask("for-each-ref", "--format=%(refname) %(objectname)")
  const taken = yield* takeManifest(cwd)
  return {
    index: ask("ls-files", "-s"),
    stash:
      read("logs/refs/stash") +
      refs
        .split("\n")
        .filter((line) => line.startsWith("refs/stash"))
        .join(),
    refs:
      read("HEAD", "logs/HEAD") +
      refs
        .split("\n")
        .filter((line) => !line.startsWith("refs/stash"))
        .join(),
    settings: read("config", "info/sparse-checkout") + list("worktrees") + list("modules"),
    manifest: { ...taken, entries: new Map([...taken.entries].filter(([key]) => !/^\.git(\/|$)/.test(key))) }
  }
})

const acts = fc.constantFrom(
  ...nothing.filter((text) => !text.includes("sub")),
  ...some.map(([text]) => text),
  ...words(
    "reset switch-side switch-main rm mv revert cherry-pick gc pop clear notes worktree apply-none branch-d tag-d reflog-expire"
  ).map(
    (name) =>
      ({
        reset: "git reset --hard HEAD~1",
        "switch-side": "git switch side",
        "switch-main": "git switch main",
        rm: "git rm -q a.txt",
        mv: "git mv a.txt c.txt",
        revert: "git revert --no-edit HEAD",
        "cherry-pick": "git cherry-pick main",
        gc: "git gc -q",
        pop: "git stash pop",
        clear: "git stash clear",
        notes: "git notes add -m x",
        worktree: "git worktree add ../none-$ --detach",
        "apply-none": "git stash create",
        "branch-d": "git branch -D side",
        "tag-d": "git tag -d v0",
        "reflog-expire": "git reflog expire --expire=all --all"
      })[name]!
  ),
  "edit"
)

const hasGit = spawnSync("git", ["--version"]).status === 0

describe("in a real repository", () => {
  it.live.skipIf(!hasGit)("git touches nothing that it was not said to touch", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 8 }), (texts) =>
          Effect.gen(function* () {
            const { cwd, git } = yield* repository
            let before = yield* look(cwd)
            for (const [n, text] of texts.entries()) {
              if (text === "edit") writeFileSync(join(cwd, "a.txt"), `edited ${n}\n`)
              else git(text.slice(4).replace("../none-$", `.git/none-${n}`))
              const after = yield* look(cwd)
              const changed = (["index", "stash", "refs", "settings"] as const).filter(
                (part) => before[part] !== after[part]
              )
              const inTree = compareManifests(before.manifest, after.manifest)
              const said = text === "edit" ? new Set(["tree"]) : gitTouches(words(text))!.parts
              for (const part of changed)
                assert.isTrue(said.has(part), `${text} touches the ${part}: ${texts.join("; ")}`)
              assert.isTrue(inTree.length === 0 || said.has("tree"), `${text} touches the tree`)
              before = after
            }
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        propertyOptions(10)
      )
    )
  )
})
