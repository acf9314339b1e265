import { spawnSync } from "node:child_process"
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { root } from "../../../conformance/leasehold/paths.ts"
import { describeTlc, directory } from "../tlc/support.ts"

/** The project with a specification that has one step more. */
const withStep = (): string => {
  const copy = directory({})
  for (const name of ["conformance", "src", "spec", "package.json"]) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))
  const path = join(copy, "spec/Leasehold.tla")
  const text = readFileSync(path, "utf8")
    .replace(/^CrashStep\(h\) ==/m, 'RestStep(run) == UNCHANGED protocolVars /\\ Journal("Rest", <<run>>)\n$&')
    .replace(/^RequestSteps ==\n {2}\\E run \\in Runs :\n/m, "$&    \\/ RestStep(run)\n")
  assert.include(text, "\\/ RestStep(run)")
  writeFileSync(path, text)
  return copy
}

describeTlc("make manifest", () => {
  it("writes the types of a new action first, then says that the core lacks it", () => {
    const copy = withStep()
    const main = join(copy, "conformance/leasehold/bin/manifest.ts")
    const run = () =>
      spawnSync(process.execPath, ["--import", "tsx", main], {
        cwd: copy,
        encoding: "utf8",
        env: { ...process.env, BOUNDS: "pr" }
      })
    const first = run()
    assert.strictEqual(first.stdout, "written: conformance/leasehold/spec.generated.ts\n")
    assert.include(first.stderr, "Bring core and driver to them")
    assert.strictEqual(first.status, 1)
    const types = readFileSync(join(copy, "conformance/leasehold/spec.generated.ts"), "utf8")
    assert.include(types, 'Rest: ["Runs"]')
    const second = run()
    assert.strictEqual(second.stdout, "")
    assert.match(
      second.stderr,
      /The specification and the core disagree:\n  actions of the core: .*Rest.*; the code has/
    )
    assert.strictEqual(second.status, 1)
  })
})
