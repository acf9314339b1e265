/** A report as JSON, read back, and described by a JSON Schema: all from its Effect Schema. */
import { Schema } from "effect"

/** What is made of the schema of a report. */
export const codecOf = <S extends Schema.Codec<unknown, unknown>>(Report: S) => {
  const encode = Schema.encodeSync(Report)
  return {
    /** The report as JSON text. */
    renderJson: (report: S["Type"]): string => `${JSON.stringify(encode(report), null, 2)}\n`,
    /** Reads a report that `renderJson` wrote, refusing fields that this version does not know. */
    readJson: Schema.decodeUnknownResult(Schema.fromJsonString(Report), { onExcessProperty: "error" }),
    /** The JSON Schema (draft 2020-12) of the report. */
    reportJsonSchema: (): unknown => {
      const { schema, definitions } = Schema.toJsonSchemaDocument(Report, { onExcessProperty: "error" })
      return { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema, $defs: definitions }
    }
  }
}
