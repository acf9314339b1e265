/** What the command reads and writes beside the report, where that cannot be: one message, as early as may be, and no lost report. */
import { spawn, spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, openSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { describeTlc, directory } from "../tlc/support.ts"
import { bin, counter, repository, weaker } from "./command.ts"
import { patience, spec } from "./support.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** No trace of the program's own code, and nothing but one paragraph. */
const isOneMessage = (stderr: string): void => {
  assert.notMatch(stderr, /^ {4}at /m)
  assert.notMatch(stderr.trim(), /\n\n/)
}

describeTlc("the files of leasehold spec diff", () => {
  it("are looked at before the work, as far as that goes", () => {
    const sides = directory(spec(counter))
    const run = (...args: ReadonlyArray<string>) =>
      spawnSync(bin, ["spec", "diff", sides, sides, ...args], { encoding: "utf8" })
    for (const [args, message] of [
      [["--json", join(sides, "no", "report.json")], `there is no directory ${join(sides, "no")}`],
      [["--html", sides], "it is a directory"],
      [["--approval", sides, "--approve-as", "somebody"], "it is a directory"],
      [["--cache", join(sides, "Main.cfg")], "Main.cfg is no directory"],
      [["--cache", join(sides, "Main.cfg", "below")], "Main.cfg is no directory"],
      [["--driver", join(sides, "none.ts")], "--driver"]
    ] as const) {
      const { status, stdout, stderr } = run(...args)
      assert.deepStrictEqual([status, stdout], [1, ""])
      assert.include(stderr, message)
      isOneMessage(stderr)
    }
    const elsewhere = spawnSync(bin, ["spec", "diff", "--git", "a..b"], { cwd: sides, encoding: "utf8" })
    assert.include(elsewhere.stderr, `${sides} is in no repository of git's`)
    isOneMessage(elsewhere.stderr)
  })

  it(
    "cost no report and no gate where they cannot be written",
    () => {
      const sides = directory({ "cache/graphs": "a file where a directory should be" })
      for (const [name, lines] of Object.entries({ old: counter, new: weaker })) {
        mkdirSync(join(sides, name))
        for (const [file, text] of Object.entries(spec(lines))) writeFileSync(join(sides, name, file), text)
      }
      const args = ["spec", "diff", "old", "new", "--forbid", "allowed", "--approval", "none.json"]
      const unkept = spawnSync(bin, [...args, "--cache", "cache", "--json", "/dev/full"], {
        cwd: sides,
        encoding: "utf8"
      })
      assert.strictEqual(unkept.status, 1)
      assert.include(unkept.stdout, "- `Main`: **extends**")
      assert.lengthOf(unkept.stderr.match(/nothing is kept for the next time/g) ?? [], 1)
      assert.deepStrictEqual(readdirSync(join(sides, "cache")), ["graphs"])
      const said = [
        "The change does not pass:",
        "  there is no approval none.json: --approve-as NAME writes it",
        "  allowed: Main: Up"
      ].join("\n")
      assert.include(unkept.stderr, `\n\n${said}\n--json /dev/full could not be written: no space left on device\n`)
      // The same for the report itself.
      const full = spawnSync(bin, [...args, "--cache", "kept"], {
        cwd: sides,
        encoding: "utf8",
        stdio: ["ignore", openSync("/dev/full", "w"), "pipe"]
      })
      assert.strictEqual(full.status, 1)
      assert.include(full.stderr, `${said}\nthe report could not be written: no space left on device\n`)
      assert.notMatch(full.stderr, /^ {4}at /m)
    },
    patience
  )

  it(
    "of a revision may be unpacked by two runs at once",
    async () => {
      const { root, commit } = repository()
      const base = commit(counter)
      commit(weaker)
      // A tar that takes its time, so that each run finds the place free and then taken.
      const slow = directory({ "bin/tar": '#!/bin/sh\nsleep 1\nexec /usr/bin/env -S PATH="$REAL" tar "$@"\n' })
      chmodSync(join(slow, "bin/tar"), 0o755)
      const { PATH = "" } = process.env
      const once = () =>
        new Promise<readonly [number | null, string]>((resolve) => {
          const args = ["spec", "diff", "--git", `${base}..HEAD`, "--path", "design", "--cache", "cache"]
          const env = { ...process.env, REAL: PATH, PATH: `${join(slow, "bin")}:${PATH}` }
          const child = spawn(bin, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] })
          let said = ""
          child.stderr.on("data", (text: Buffer) => (said += text.toString()))
          child.on("close", (code) => resolve([code, said]))
        })
      for (const [code, said] of await Promise.all([once(), once()])) assert.strictEqual(code, 0, said)
      assert.lengthOf(readdirSync(join(root, "cache", "trees")), 2)
    },
    patience
  )

  it("are sides of make diff, of which none may be missing and both must be of one kind", () => {
    for (const [args, message] of [
      [[], "name two revisions, BASE=main HEAD=HEAD, or two directories"],
      [["BASE=main"], "name two revisions, BASE=main HEAD=HEAD, or two directories"],
      [["BASE=main", "HEAD=spec"], "of BASE=main and HEAD=spec only spec is a directory"]
    ] as const) {
      const { status, stderr } = spawnSync("make", ["-n", "-C", root, "diff", ...args], { encoding: "utf8" })
      assert.strictEqual(status, 2)
      assert.include(stderr, message)
    }
  })
})
