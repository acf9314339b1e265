import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { defaultsPage } from "../scripts/defaults.ts"

const root = join(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")

/** A program of the README, and what is said to be printed. */
const exampleOf = (name: string): readonly [program: string, printed: string] => {
  const section = new RegExp(`<!-- ${name} -->([\\s\\S]*)<!-- /${name} -->`).exec(readme)?.[1] ?? ""
  const [program, printed] = [...section.matchAll(/```(?:ts)?\n([\s\S]*?)```/g)].map((block) => block[1]!)
  assert.isDefined(printed)
  return [program!, printed!]
}

describe("the README", () => {
  for (const name of ["promises", "effects", "store", "core"]) {
    it(`shows a program, and what it prints: ${name}`, () => {
      const [program, printed] = exampleOf(name)
      // Within the package, so that its own name is resolved as a user's dependency on it would be.
      const place = join(root, ".cache/readme")
      mkdirSync(place, { recursive: true })
      writeFileSync(join(place, `${name}.ts`), program)
      const cwd = mkdtempSync(join(tmpdir(), "leasehold-"))
      onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
      const args = ["--no-warnings", "--conditions=leasehold-source", join(place, `${name}.ts`)]
      assert.strictEqual(execFileSync(process.execPath, args, { cwd, encoding: "utf8" }), printed)
    })
  }
})

describe("docs/defaults.md", () => {
  it("is what `node scripts/defaults.ts` writes", () => {
    assert.strictEqual(readFileSync(join(root, "docs/defaults.md"), "utf8"), defaultsPage())
    assert.notInclude(defaultsPage(), "|  |\n", "an option without a meaning")
  })
})
