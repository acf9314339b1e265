/** Writes docs/spec-diff.schema.json from the types of the report; a test compares them. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { reportJsonSchema } from "../conformance/diff/report/json.ts"

writeFileSync(
  join(import.meta.dirname, "../docs/spec-diff.schema.json"),
  `${JSON.stringify(reportJsonSchema(), null, 2)}\n`
)
