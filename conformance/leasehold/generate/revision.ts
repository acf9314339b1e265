/** When and at which revision something is measured that no change measures again. */
import { execFileSync } from "node:child_process"
import { root } from "../paths.ts"

/** Today, YYYY-MM-DD, and the revision that is checked out. */
export const measuredAt = (): { readonly date: string; readonly revision: string } => ({
  date: new Date().toISOString().slice(0, 10),
  revision: execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { cwd: root, encoding: "utf8" }).trim()
})
