/** The report as JSON, and the JSON Schema of that. */
import { Schema } from "effect"
import { Report } from "./model.ts"

const encode = Schema.encodeSync(Report)

/** The report as JSON text. */
export const renderJson = (report: Report): string => `${JSON.stringify(encode(report), null, 2)}\n`

/** Reads a report that {@link renderJson} wrote, refusing fields that this version does not know. */
export const readJson = Schema.decodeUnknownResult(Schema.fromJsonString(Report), { onExcessProperty: "error" })

/** The JSON Schema (draft 2020-12) of the report, generated from the Effect Schema. */
export const reportJsonSchema = (): unknown => {
  const { schema, definitions } = Schema.toJsonSchemaDocument(Report, { onExcessProperty: "error" })
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }
}
