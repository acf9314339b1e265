// What went wrong with a file, as an error for people.
import { Effect } from "effect"
import { type SystemError, systemErrorOf } from "../platform/errors.ts"
import { codeOf, NotRegular } from "../platform/files.ts"
import type { Key } from "../protocol/index.ts"
import { CannotKeepMetadata, CrossMount, HardLinked, NotAFile, NotText, PathEscapes, WriterUnknown } from "./errors.ts"

/** A file cannot be read or written, whatever the protocol says. */
export type FileError =
  SystemError | PathEscapes | NotAFile | HardLinked | CrossMount | CannotKeepMetadata | NotText | WriterUnknown

const own = [PathEscapes, NotAFile, HardLinked, CrossMount, CannotKeepMetadata, NotText, WriterUnknown]

const isOwn = (error: unknown): error is FileError => own.some((type) => error instanceof type)

/** The error of what failed about a key; what is no answer of the system's is thrown on. */
export const fileErrorOf = (key: Key, error: unknown): FileError => {
  if (isOwn(error)) return error
  if (error instanceof NotRegular) return new NotAFile({ key, kind: error.kind })
  const code = codeOf(error)
  if (code === "EXDEV") return new CrossMount({ key })
  if (code === "ENOTDIR") return new NotAFile({ key, kind: "parent" })
  if (code === "ELOOP") return new PathEscapes({ path: key, reason: "Moved" })
  if (code === "ENAMETOOLONG") return new PathEscapes({ path: key, reason: "TooLong" })
  return systemErrorOf(`write ${JSON.stringify(key)}`, error)
}

/** The same for an effect. */
export const translated =
  (key: Key) =>
  <A>(effect: Effect.Effect<A, unknown>): Effect.Effect<A, FileError> =>
    Effect.mapError(effect, (error) => fileErrorOf(key, error))
