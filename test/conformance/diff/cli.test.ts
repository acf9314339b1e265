/** The command as people and CI call it: revisions of a repository, gates, approvals. */
import { spawnSync } from "node:child_process"
import { readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Result } from "effect"
import { readJson, reportJsonSchema } from "../../../conformance/diff/report/json.ts"
import { describeTlc, directory } from "../tlc/support.ts"
import { bin, counter, repository, weaker } from "./command.ts"
import { changed, patience } from "./support.ts"

describeTlc("leasehold spec diff", () => {
  it(
    "compares two revisions, forbids, and lets pass what was approved until a side moves",
    () => {
      const { root, commit, run } = repository()
      const base = commit(counter)
      commit(weaker)
      const range = ["--git", `${base}..`, "--path", "design"]
      const json = join(root, "report.json")
      const plain = run(...range, "--json", json)
      assert.strictEqual(plain.status, 0, plain.stderr)
      assert.include(plain.stdout, "- `Main`: **extends**")
      assert.include(
        plain.stdout,
        "newly allowed: <code>Up</code> after 2 steps (1 such step), because of <code>Up</code>"
      )
      assert.match(plain.stdout, /TLC 2\.\d+.*jar `[0-9a-f]{16}`/)
      assert.match(plain.stderr, /at most \d+ MB/)
      const report = Result.getOrThrow(readJson(readFileSync(json, "utf8")))
      assert.deepInclude(reportJsonSchema(), {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object"
      })
      assert.deepStrictEqual(report.models[0]!.sizes.head, { states: 4, transitions: 3, initial: 1, diameter: 3 })

      const gated = [...range, "--forbid", "allowed,weakened"]
      const refused = run(...gated)
      assert.strictEqual(refused.status, 1)
      assert.include(refused.stderr, "allowed: Main: Up")
      // The base's and the head's graph are kept.
      assert.strictEqual(run(...range, "--forbid", "forbidden").status, 0)

      const approval = join(root, "approval.json")
      assert.strictEqual(run(...gated, "--approval", approval, "--approve-as", "the protocol's owner").status, 0)
      assert.strictEqual(run(...gated, "--approval", approval).status, 0)
      commit(changed(weaker, "Small == x < 9", "Small == x < 8"))
      const moved = run(...gated, "--approval", approval)
      assert.strictEqual(moved.status, 1)
      assert.include(moved.stderr, "the head moved since the approval: the protocol's owner must look again")
    },
    patience
  )

  it(
    "compares from where two branches parted, where three dots say so",
    () => {
      const { root, git, commit, run } = repository()
      const parted = commit(counter)
      const main = commit(weaker)
      git("checkout", "-q", "-b", "work", parted)
      commit([...counter, "Unused == TRUE"])
      const json = join(root, "report.json")
      const verdict = (range: string) => {
        const { status, stderr } = run("--git", range, "--path", "design", "--json", json)
        assert.strictEqual(status, 0, stderr)
        const { base, models, unaffected } = Result.getOrThrow(readJson(readFileSync(json, "utf8")))
        return [base, ...models.map(({ verdict }) => verdict), ...unaffected]
      }
      assert.deepStrictEqual(verdict(`${main}...work`), [parted.slice(0, 12), "Main"])
      assert.deepStrictEqual(verdict(`${main}..work`), [main.slice(0, 12), "refines"])
    },
    patience
  )

  it("is found through a link, says what it can do, and where its packages are missing what to type", () => {
    const elsewhere = directory()
    const command = join(elsewhere, "leasehold")
    symlinkSync(bin, command)
    const run = (...args: ReadonlyArray<string>) => spawnSync(command, args, { cwd: elsewhere, encoding: "utf8" })
    assert.match(run().stdout, /^leasehold spec diff /)
    const help = run("spec", "diff", "--help")
    assert.deepStrictEqual([help.status, help.stderr], [0, ""])
    assert.match(help.stdout, /^leasehold spec diff BASE HEAD /)
    const unknown = run("spec", "dif")
    assert.strictEqual(unknown.status, 1)
    assert.match(unknown.stderr, /^leasehold: there is no command "spec dif"\.\n\nleasehold spec diff /)

    const bare = directory({ "bin/leasehold": readFileSync(bin, "utf8") })
    const missing = spawnSync("bash", [join(bare, "bin/leasehold"), "spec", "diff"], { encoding: "utf8" })
    assert.strictEqual(missing.status, 1)
    assert.strictEqual(missing.stderr, `leasehold: its packages are not installed. Type:\n  make -C ${bare} setup\n`)
  })

  it(
    "says in one message what it cannot do",
    () => {
      const { commit, run } = repository()
      commit(counter)
      for (const [args, message] of [
        [[], "Give two directories, or --git BASE..HEAD."],
        [["--git", "nothing..HEAD"], "nothing is no revision of this repository"],
        [["--git", "HEAD...nothing"], "nothing is no revision of this repository"],
        [[".", ".", "--forbid", "weak"], '--forbid takes allowed, forbidden, .*"weak" is none of these'],
        [[".", ".", "--fast"], "--fast"],
        [["design", "design", "--model", "Mane"], "Nothing was compared."],
        [["design", "design", "--model", "Mane", "--forbid", "uncompared"], "no model is called Mane; there are Main"],
        [["none", "design", "--forbid", "uncompared"], /uncompared: base \(none\): there is no directory/]
      ] as const) {
        const { status, stderr } = run(...args)
        assert.strictEqual(status, 1)
        assert.match(stderr, new RegExp(message))
      }
    },
    patience
  )
})
