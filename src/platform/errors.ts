// What the operating system answers, as errors that say what to do next.
import { Effect, Schema } from "effect"
import { codeOf } from "./files.ts"

/** The disk is full, or a quota is used up. Before a write is visible nothing has changed. */
export class NoSpace extends Schema.TaggedError<NoSpace>()("NoSpace", { call: Schema.String, code: Schema.String }) {
  override get message(): string {
    return `no space is left (${this.call}: ${this.code}). Free some, then try again`
  }
}

/** The operating system does not let this process do so. */
export class PermissionDenied extends Schema.TaggedError<PermissionDenied>()("PermissionDenied", {
  call: Schema.String,
  code: Schema.String
}) {
  override get message(): string {
    return `permission denied (${this.call}: ${this.code}). Look at the owner and mode of the file and its directory`
  }
}

/** Nothing can be written there. */
export class ReadOnlyFileSystem extends Schema.TaggedError<ReadOnlyFileSystem>()("ReadOnlyFileSystem", {
  call: Schema.String
}) {
  override get message(): string {
    return `the file system is read-only (${this.call}). Mount it for writing, or write elsewhere`
  }
}

/** The process has too many files open. */
export class TooManyFiles extends Schema.TaggedError<TooManyFiles>()("TooManyFiles", {
  call: Schema.String,
  code: Schema.String
}) {
  override get message(): string {
    return `too many files are open (${this.call}: ${this.code}). Close some, or raise the limit (ulimit -n), then try again`
  }
}

/** Any other answer of the operating system. */
export class SystemFailed extends Schema.TaggedError<SystemFailed>()("SystemFailed", {
  call: Schema.String,
  code: Schema.String
}) {
  override get message(): string {
    return `the operating system refused: ${this.call}: ${this.code}`
  }
}

export type SystemError = NoSpace | PermissionDenied | ReadOnlyFileSystem | TooManyFiles | SystemFailed

const noSpace = new Set(["ENOSPC", "EDQUOT"])
const denied = new Set(["EACCES", "EPERM"])
const tooMany = new Set(["EMFILE", "ENFILE"])

/** The error of a call that failed with this code. */
export const systemError = (call: string, code: string): SystemError => {
  if (noSpace.has(code)) return new NoSpace({ call, code })
  if (denied.has(code)) return new PermissionDenied({ call, code })
  if (tooMany.has(code)) return new TooManyFiles({ call, code })
  if (code === "EROFS") return new ReadOnlyFileSystem({ call })
  return new SystemFailed({ call, code })
}

/** The error of a call that threw; what has no code is a defect, and thrown on. */
export const systemErrorOf = (call: string, error: unknown): SystemError => {
  const code = codeOf(error)
  if (code === "" || code.startsWith("ERR_")) throw error
  return systemError(call, code)
}

/** Runs calls of the system; what they throw becomes an error that a caller can do something about. */
export const attempt = <A>(call: string, run: () => A): Effect.Effect<A, SystemError> =>
  Effect.try({ try: run, catch: (error) => error }).pipe(
    Effect.catch((error) => Effect.suspend(() => Effect.fail(systemErrorOf(call, error))))
  )
