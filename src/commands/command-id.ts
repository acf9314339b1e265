// By itself, so that who needs no more than the type does not load the library for schemas: a keeper starts in half the time.
import { Schema } from "effect"

/** The name of one run of a command, which no other has. */
export const CommandId = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { expected: "letters, digits, - and _, 64 at most" })
).pipe(Schema.brand("CommandId"))
export type CommandId = typeof CommandId.Type
