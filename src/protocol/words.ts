// The protocol's words. What each one means is in docs; here is only their shape.
//
// Ids are branded, so that a run is never passed for a task. They are plain strings and numbers at run time, and the core
// compares nothing else of them: whoever decodes them at the edge (Schema) pays for the check, a step never does.
import { Schema } from "effect"

/** One opened library: a process that holds its liveness lock. */
export const HostId = Schema.NonEmptyString.pipe(Schema.brand("HostId"))
export type HostId = typeof HostId.Type

/** A unit of agent work. */
export const TaskId = Schema.NonEmptyString.pipe(Schema.brand("TaskId"))
export type TaskId = typeof TaskId.Type

/** One instance of a task in a host; never used twice. */
export const RunId = Schema.NonEmptyString.pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

// What Linux takes as a path at most. It also bounds how deep the core's recursion goes.
const longestPath = 4_096

const isRelative = (path: string): boolean =>
  path !== "" &&
  path.length <= longestPath &&
  !path.includes("\0") &&
  path.split("/").every((part) => part !== "" && part !== "." && part !== "..")

/** The identity of a file: its path from the workspace's root, with "/" between segments, already canonical. */
export const Key = Schema.String.check(
  Schema.makeFilter(isRelative, {
    expected: "a path relative to the workspace, of up to 4096 characters without empty, . or .. segments"
  })
).pipe(Schema.brand("Key"))
export type Key = typeof Key.Type

/** What a file contains, as the hash of its bytes, or `Absent`. */
export const Content = Schema.NonEmptyString.pipe(Schema.brand("Content"))
export type Content = typeof Content.Type

/** The content of a file that is not there. A write on this base creates, a write of it deletes. */
export const Absent = Content.make("absent")

/** The fencing token of a lease: the number of the acquisition that began it. */
export const Token = Schema.Int.check(Schema.isGreaterThan(0)).pipe(Schema.brand("Token"))
export type Token = typeof Token.Type

/** One acquisition of a lease. Tokens and handles come from one counter, so a handle is unique for ever. */
export const Handle = Schema.Int.check(Schema.isGreaterThan(0)).pipe(Schema.brand("Handle"))
export type Handle = typeof Handle.Type

/** An intent: the generation of the store that decided it, and the number that it has there. Never given twice. */
export const IntentId = Schema.String.check(
  Schema.isPattern(/^\d+\.[1-9]\d*$/, { expected: "a generation and a number, such as 0.17" })
).pipe(Schema.brand("IntentId"))
export type IntentId = typeof IntentId.Type

/** The id of what was decided as this number in this generation. */
export const intentId = (generation: number, number: number): IntentId => `${generation}.${number}` as IntentId

/** What a file is known by, whatever its name is: inode number and generation, or birth time. Opaque to the core. */
export const InodeId = Schema.NonEmptyString.pipe(Schema.brand("InodeId"))
export type InodeId = typeof InodeId.Type

/** The directory that is the workspace itself; only a subtree can lie there. */
export const Root = ""

/** What a lease covers: one file, or a directory with everything beneath it. */
export const Resource = Schema.Struct({
  kind: Schema.Literals(["file", "subtree"]),
  path: Schema.Union([Key, Schema.Literal(Root)])
}).check(
  Schema.makeFilter((resource) => resource.kind === "subtree" || resource.path !== Root, {
    expected: "a file below the workspace's root, or a subtree"
  })
)
export type Resource = typeof Resource.Type

/** The resource that is one file. */
export const file = (path: Key): Resource => ({ kind: "file", path })

/** The resource that is a directory and all beneath it. */
export const subtree = (path: Key | typeof Root): Resource => ({ kind: "subtree", path })

/** Foreground or background, as people are told. */
export const Mode = Schema.Literals(["foreground", "background"])
export type Mode = typeof Mode.Type
