import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const root = join(import.meta.dirname, "..")
const readme = readFileSync(join(root, "README.md"), "utf8")

describe("the README", () => {
  it("shows a program, and what it prints", () => {
    const section = /<!-- core -->([\s\S]*)<!-- \/core -->/.exec(readme)?.[1] ?? ""
    const [program, printed] = [...section.matchAll(/```(?:ts)?\n([\s\S]*?)```/g)].map((block) => block[1]!)
    assert.isDefined(printed)
    // Within the package, so that its own name is resolved as a user's dependency on it would be.
    const place = join(root, ".cache/readme")
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, "core.ts"), program!)
    const output = execFileSync(process.execPath, ["--conditions=leasehold-source", join(place, "core.ts")], {
      encoding: "utf8"
    })
    assert.strictEqual(output, printed)
  })
})
