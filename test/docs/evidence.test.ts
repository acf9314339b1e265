// docs/evidence.md names tests: each has to be there, and no fact and no invariant without one.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const docs = join(import.meta.dirname, "../../docs")
const page = readFileSync(join(docs, "evidence.md"), "utf8")

const linksIn = (text: string) => [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, name, path]) => [name!, path!])

const rowsOf = (title: string): ReadonlyArray<string> => {
  const section = page.slice(page.indexOf(`\n## ${title}\n`) + 1).split("\n## ")[0]!
  const [, , ...rows] = section.split("\n").filter((line) => line.startsWith("|"))
  return rows
}

const numbered = (part: string, rows: number): ReadonlyArray<string> =>
  Array.from({ length: rows }, (_, at) => `${part}.${at + 1}`)

describe("docs/evidence.md", () => {
  it("names tests that are there", () => {
    const missing = linksIn(page).filter(([name, path]) => !readFileSync(join(docs, path!), "utf8").includes(name!))
    assert.deepStrictEqual(missing, [])
  })

  it("has a test for each row of Phase 7, in whose name its number is", () => {
    const rows = rowsOf("Phase 7").map((row) => /^\| (\S+) /.exec(row)?.[1])
    assert.deepStrictEqual(rows, [...numbered("7a", 6), ...numbered("7b", 8), ...numbered("7c", 4), "6c"])
    for (const [at, row] of rowsOf("Phase 7").entries())
      for (const [name] of linksIn(row)) assert.isTrue(name!.startsWith(`${rows[at]} `), row)
  })

  it("has a test for each invariant and for each of the 21 facts", () => {
    for (const title of ["Invariants", "Invariants of tasks", "Facts about the platform"])
      for (const row of rowsOf(title)) assert.isNotEmpty(linksIn(row), row)
    const facts = rowsOf("Facts about the platform").map((row) => Number(/^\| (\d+) /.exec(row)?.[1]))
    assert.deepStrictEqual(
      facts,
      Array.from({ length: 21 }, (_, at) => at + 1)
    )
  })
})
