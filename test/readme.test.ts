import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { defaultsPage } from "../scripts/defaults.ts"
import { runExample } from "./example.ts"

describe("a page shows a program, and what it prints", () => {
  const programs: ReadonlyArray<readonly [page: string, name: string]> = [
    ["README.md", "promises"],
    ["README.md", "effects"],
    ["README.md", "store"],
    ["README.md", "tasks"],
    ["README.md", "history"],
    ["README.md", "core"],
    ["docs/scopes.md", "scopes"]
  ]
  for (const [page, name] of programs)
    it(`${page}: ${name}`, () => {
      const [printed, shown] = runExample(page, name)
      assert.strictEqual(printed, shown)
    })
})

describe("docs/defaults.md", () => {
  it("is what `node scripts/defaults.ts` writes", () => {
    assert.strictEqual(readFileSync(join(import.meta.dirname, "../docs/defaults.md"), "utf8"), defaultsPage())
    assert.notInclude(defaultsPage(), "|  |\n", "an option without a meaning")
  })
})
