// What is asked of the thread of trees, and what it answers.
import type { Key } from "../protocol/index.ts"
import type { Entry, Row } from "./entries.ts"

/** Whether a copy shares its bytes with the file; none: it could not, and nothing else was wanted; changed: the file is not what it was. */
export type Copied = "shared" | "copied" | "none" | "changed"

export interface CopyOf {
  /** The name of the copy: the hash of what is copied. */
  readonly name: string
  /** The file as it was when it was hashed. */
  readonly version: string
  /** It was changed so shortly before it was hashed that a change since might not show: the copy is hashed too. */
  readonly isFresh: boolean
  /** It is not copied if the copy cannot share its bytes. */
  readonly ifShared: boolean
}

/** What the name of a copy has at its end that is not whole. */
export const partSuffix = ".part-"

export type TreeTask = { readonly id: number; readonly root: string; readonly stop: SharedArrayBuffer } & (
  | { readonly task: "walk" }
  | { readonly task: "hash"; readonly keys: ReadonlyArray<Key> }
  | {
      readonly task: "copy"
      readonly keys: ReadonlyArray<Key>
      readonly copies: ReadonlyArray<CopyOf>
      readonly into: string
    }
)

export type TreeAnswer = { readonly id: number } & (
  | { readonly rows: ReadonlyArray<Row> }
  | { readonly done: true; readonly problem: string | null }
  /** What each is, or a code that says why that cannot be told. */
  | { readonly done: true; readonly hashes: ReadonlyArray<Entry | string> }
  | { readonly done: true; readonly copies: ReadonlyArray<Copied | string> }
  | { readonly done: true; readonly error: { readonly message: string; readonly code: string } }
)
