// Why the store cannot be asked. Each says what to do next; nothing was decided, and nothing is lost.
import { Schema } from "effect"
import {
  NoSpace,
  PermissionDenied,
  ReadOnlyFileSystem,
  type SystemError,
  SystemFailed,
  TooManyFiles
} from "../platform/errors.ts"

const reasons = {
  Busy: "another process holds its lock and does not go on. Look at that process: resume it, or end it",
  Missing: "it was removed while this process had it open. Open the workspace again: that makes a new one",
  Replaced: "another one lies in its place. Open the workspace again",
  Rewound: "it has forgotten what this process saw in it: an older copy was put back. Open the workspace again",
  Corrupt:
    "it is damaged, or another version of Leasehold wrote it. See that all use the same version; if they do, move `store.db` and what " +
    "else begins with that name away, and open the workspace again: what is staged is settled then",
  TooNew: "a newer version of Leasehold has migrated it. Update Leasehold; until then it can only be read",
  Expelled: "another process began a new generation of it, in which this one counts as dead. Open the workspace again",
  Closed: "this workspace was closed. Open it again",
  InUse: "another process has it open, and without locks of the operating system only one can. Install koffi",
  Unsupported: "it lies on a file system where SQLite cannot share memory. Name a local directory as `storeDir`",
  Outdated: "this version of SQLite may lose what it wrote. Update Node.js",
  Failed: "the operating system refused to read or write it"
} as const

/** The store cannot be asked: no lease is granted and no write is decided. `detail`: what the system said, if it said anything. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  reason: Schema.Literals(Object.keys(reasons) as [keyof typeof reasons, ...Array<keyof typeof reasons>]),
  detail: Schema.String
}) {
  override get message(): string {
    return `the store is unavailable: ${reasons[this.reason]}${this.detail === "" ? "" : ` (${this.detail})`}`
  }
}

/** Whether it will never be available again to who was told so. */
export const isForGood = ({ reason }: StoreUnavailable): boolean =>
  reason === "Missing" || reason === "Replaced" || reason === "Rewound" || reason === "Corrupt" || reason === "Expelled"

/** Why nothing was decided. */
export type StoreError = StoreUnavailable | SystemError

const classes = [StoreUnavailable, NoSpace, PermissionDenied, ReadOnlyFileSystem, TooManyFiles, SystemFailed]

export const isStoreError = (error: unknown): error is StoreError => classes.some((type) => error instanceof type)
