// Programs that pages show, and what they say is printed: between <!-- name --> and <!-- /name -->.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, onTestFinished } from "@effect/vitest"

const root = join(import.meta.dirname, "..")

/** A program of a page, and what is said to be printed. */
const exampleOf = (page: string, name: string): readonly [program: string, printed: string] => {
  const text = readFileSync(join(root, page), "utf8")
  const section = new RegExp(`<!-- ${name} -->([\\s\\S]*)<!-- /${name} -->`).exec(text)?.[1] ?? ""
  const [program, printed] = [...section.matchAll(/```(?:ts)?\n([\s\S]*?)```/g)].map((block) => block[1]!)
  assert.isDefined(printed)
  return [program!, printed!]
}

/** Runs a program of a page: what it prints, and what the page says that it prints. */
export const runExample = (page: string, name: string): readonly [printed: string, shown: string] => {
  const [program, shown] = exampleOf(page, name)
  // Within the package, so that its own name is resolved as a user's dependency on it would be.
  const place = join(root, ".cache/examples")
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, `${name}.ts`), program)
  const cwd = mkdtempSync(join(tmpdir(), "leasehold-"))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const args = ["--no-warnings", "--conditions=leasehold-source", join(place, `${name}.ts`)]
  return [execFileSync(process.execPath, args, { cwd, encoding: "utf8" }), shown]
}
