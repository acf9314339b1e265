import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { describeTlc } from "../conformance/tlc/support.ts"

const main = fileURLToPath(new URL("../../examples/lock/main.ts", import.meta.url))

describeTlc("the example of docs/own-spec.md", () => {
  it("replays every transition and every refusal of its specification", () => {
    const printed = execFileSync(process.execPath, ["--import", "tsx", main], { encoding: "utf8" })
    assert.strictEqual(printed, "4 of 4 transitions, 8 of 8 refusals\n")
  })
})
