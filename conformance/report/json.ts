/** The report as JSON, and the JSON Schema of that. */
import { codecOf } from "./codec.ts"
import { Report } from "./model.ts"

export const { renderJson, readJson, reportJsonSchema } = codecOf(Report)
