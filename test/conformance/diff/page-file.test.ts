/** The page as the command writes it, with roles from a module that the command line names. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { describeTlc, directory, module } from "../tlc/support.ts"
import { patience } from "./support.ts"
import type { Files } from "./support.ts"

const bin = fileURLToPath(new URL("../../../bin/leasehold", import.meta.url))

const locks = (guard: string): Files => ({
  "Locks.tla": module(
    "Locks",
    "CONSTANT Process",
    "VARIABLES owner, event",
    'Init == owner = "nobody" /\\ event = [action |-> "Init", args |-> <<>>]',
    `Take(p) == ${guard} /\\ owner' = p /\\ event' = [action |-> "Take", args |-> <<p>>]`,
    "Next == \\E p \\in Process : Take(p)"
  ),
  "Locks.cfg": 'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nCONSTANT Process = {"a", "b"}\n'
})

const run = (...args: ReadonlyArray<string>) => {
  const [base, head] = [directory(locks('owner = "nobody"')), directory(locks("TRUE"))]
  const cache = ["--cache", join(head, "cache")]
  return spawnSync(bin, ["spec", "diff", base, head, ...cache, ...args], { encoding: "utf8" })
}

describeTlc("--html", () => {
  it(
    "writes the page, in whose diagram somebody acts whom the step names, or whom a module says",
    () => {
      const files = directory({
        "roles.ts": `export const rolesOf = (model: string) => ({
  system: \`the server of \${model}\`,
  actions: { Take: { by: { is: "client", arg: 1 } } }
})`
      })
      const page = (...args: ReadonlyArray<string>): string => {
        const { status, stderr } = run("--html", join(files, "page.html"), ...args)
        assert.strictEqual(status, 0, stderr)
        return readFileSync(join(files, "page.html"), "utf8")
      }
      const guessed = page()
      for (const said of [">extends<", "TLC 2.", ">the system</text>", ">a</text>", ">2. Take("])
        assert.include(guessed, said)
      const named = page("--roles", join(files, "roles.ts"))
      for (const said of [">the server of Locks</text>", ">client a</text>"]) assert.include(named, said)
    },
    patience
  )

  it("says before anything is explored that a module has no roles", () => {
    const files = directory({ "none.ts": "export const roles = 1" })
    for (const [file, reason] of [
      ["none.ts", "it exports no function rolesOf"],
      ["missing.ts", "Cannot find module"]
    ] as const) {
      const { status, stderr, stdout } = run("--roles", join(files, file))
      assert.deepStrictEqual([status, stdout], [1, ""])
      assert.include(stderr, reason)
      assert.include(stderr, "Name a module that exports rolesOf, as docs/spec-diff.md shows.")
    }
  })
})
