/** What the gate says, and the file by which a reviewed change passes. */
import { existsSync, readFileSync } from "node:fs"
import type { Console } from "../../cli/console.ts"
import { approve, objections } from "../gate/findings.ts"
import type { Kind } from "../gate/findings.ts"
import type { Report } from "../report/model.ts"
import type { Arguments } from "./args.ts"
import { reasonOf, written } from "./files.ts"

/** What is approved, or why that is not known. */
const approvedIn = (path: string): { readonly text?: string; readonly unknown?: string } => {
  if (!existsSync(path)) return { unknown: `there is no approval ${path}: --approve-as NAME writes it` }
  try {
    return { text: readFileSync(path, "utf8") }
  } catch (error) {
    return { unknown: `the approval ${path} cannot be read: ${reasonOf(error)}` }
  }
}

/** Why the change does not pass, in paragraphs: nothing if it does, or if it is approved now. */
export const gate = (
  report: Report,
  forbid: ReadonlySet<Kind>,
  { approval, approveAs }: Pick<Arguments, "approval" | "approveAs">,
  console: Console
): ReadonlyArray<string> => {
  if (approval !== undefined && approveAs !== undefined) {
    const reason = written(approval, `${JSON.stringify(approve(report, approveAs), null, 2)}\n`)
    if (reason !== undefined) return [`--approval ${approval} could not be written: ${reason}`]
    console.line(`written: ${approval}`)
    return []
  }
  const { text, unknown } = approval === undefined ? {} : approvedIn(approval)
  const objected = objections(report, forbid, text)
  if (objected.length > 0) {
    return [["The change does not pass:", ...(unknown === undefined ? [] : [unknown]), ...objected].join("\n  ")]
  }
  return report.models.length + report.unaffected.length === 0 ? ["Nothing was compared."] : []
}
