// Why a file cannot be read or written, whatever the protocol says. What the protocol refuses is in protocol/conflicts.ts.
import { Schema } from "effect"
import { Content, IntentId, Key } from "../protocol/words.ts"

const escapes = {
  Absolute: "is absolute. Name files relative to the workspace",
  DotDot: 'has a ".." segment. Name files relative to the workspace',
  Empty: "names no file",
  Nul: "has a NUL character",
  TooLong: "is longer than the file system takes",
  NotAName: "has a lone surrogate that stands for no byte",
  Reserved: "is Leasehold's own",
  Link: "leads out of the workspace by a symbolic link, or nowhere",
  Moved: "has a directory that was moved meanwhile. Try again"
} as const

/** A path that does not lead to a file of the workspace. `path`: as it was given, unless it leads outside. */
export class PathEscapes extends Schema.TaggedError<PathEscapes>()("PathEscapes", {
  path: Schema.String,
  reason: Schema.Literals(Object.keys(escapes) as [keyof typeof escapes, ...Array<keyof typeof escapes>])
}) {
  override get message(): string {
    return `${JSON.stringify(this.path)} ${escapes[this.reason]}`
  }
}

/** What lies there is no regular file, or nothing does. */
export class NotAFile extends Schema.TaggedError<NotAFile>()("NotAFile", {
  key: Key,
  kind: Schema.Literals(["directory", "link", "special", "parent", "absent"])
}) {
  override get message(): string {
    if (this.kind === "absent") return `${JSON.stringify(this.key)} is not there`
    return this.kind === "parent"
      ? `${JSON.stringify(this.key)}: a directory on its path is a file`
      : `${JSON.stringify(this.key)} is a ${this.kind}${this.kind === "special" ? " file" : ""}, not a regular file`
  }
}

/** The file has several names; after a write this one would be new, and the others old. */
export class HardLinked extends Schema.TaggedError<HardLinked>()("HardLinked", { key: Key, links: Schema.Int }) {
  override get message(): string {
    return `${JSON.stringify(this.key)} has ${this.links} names (hard links). Write with \`breakLinks\` to make it a file of its own`
  }
}

/** What lies on another mount than the staging directory cannot be exchanged. */
export class CrossMount extends Schema.TaggedError<CrossMount>()("CrossMount", { key: Key }) {
  override get message(): string {
    return `${JSON.stringify(this.key)} lies on another mount than the workspace's root. Open a workspace of its own there`
  }
}

/** A write would change more than the content. */
export class CannotKeepMetadata extends Schema.TaggedError<CannotKeepMetadata>()("CannotKeepMetadata", {
  key: Key,
  what: Schema.Literals(["owner", "group", "attributes"]),
  detail: Schema.String
}) {
  override get message(): string {
    return `the ${this.what} of ${JSON.stringify(this.key)} cannot be kept (${this.detail}), so it was not written. Let its owner write it`
  }
}

/** Text was given or asked for, and the file is none. */
export class NotText extends Schema.TaggedError<NotText>()("NotText", { key: Key }) {
  override get message(): string {
    return `${JSON.stringify(this.key)} is not UTF-8 text. Read and write it as bytes`
  }
}

/** It cannot be known whether another program writes the file. */
export class WriterUnknown extends Schema.TaggedError<WriterUnknown>()("WriterUnknown", { key: Key }) {
  override get message(): string {
    return (
      `it cannot be known whether another program writes ${JSON.stringify(this.key)}, so nothing was done. ` +
      'Open the workspace with `unknownWriters: "accept"` to go on without knowing'
    )
  }
}

/** The write was decided, and then refused: nothing of it is visible. `reason` as in the order `Refused`. */
export class OutsideChange extends Schema.TaggedError<OutsideChange>()("OutsideChange", {
  key: Key,
  intent: IntentId,
  reason: Schema.Literals(["OutsideChange", "BeingWritten", "StagedFileChanged", "TurnedBack", "OlderGeneration"]),
  base: Content,
  found: Schema.NullOr(Content),
  /** The names under which bytes were kept aside, see `kept`. */
  kept: Schema.Array(Schema.String)
}) {
  override get message(): string {
    const why = {
      OutsideChange: "was changed by a program outside Leasehold",
      BeingWritten: "is open for writing by a program outside Leasehold",
      StagedFileChanged: "was changed by a program outside Leasehold where it was staged",
      TurnedBack: "was turned back by a process that died",
      OlderGeneration: "was cut off by the end of its process, or by a loss of power"
    }[this.reason]
    const kept = this.kept.length === 0 ? "" : `; what came out was kept aside as ${this.kept.join(", ")}`
    return `${JSON.stringify(this.key)} ${why}, so the write was refused${kept}. Read it again and make the change on that`
  }
}

/** Whether the write became visible is not known yet. Read the file: whoever does settles it first. */
export class Uncertain extends Schema.TaggedError<Uncertain>()("Uncertain", {
  intent: IntentId,
  keys: Schema.Array(Key),
  cause: Schema.String
}) {
  override get message(): string {
    return (
      `whether the write of ${this.keys.map((key) => JSON.stringify(key)).join(", ")} became visible is not known (${this.cause}). ` +
      "Read the file: what was begun is settled before that"
    )
  }
}
