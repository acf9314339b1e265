// What a process says once it was told: whatever was said must be so for ever.
import { writeSync } from "node:fs"

export type Said =
  | { readonly t: "spawned" | "began" | "denied" | "answered" | "cancelled"; readonly task: string }
  | { readonly t: "approved"; readonly task: string; readonly digest: string }
  /** The file is to contain the text; as a line among others if it is shared. */
  | {
      readonly t: "wrote"
      readonly task: string
      readonly path: string
      readonly text: string
      readonly shared: boolean
    }
  | { readonly t: "came"; readonly task: string; readonly status: string; readonly outcome: string | null }
  /** What a parent was told of its children, and one that it wrote down to know. */
  | { readonly t: "joined"; readonly task: string; readonly children: ReadonlyArray<readonly [string, string | null]> }
  | { readonly t: "took"; readonly task: string; readonly child: string }
  | { readonly t: "wrong"; readonly task: string; readonly what: string }
  | { readonly t: "over" }

export type Say = (said: Said) => void

/** In one piece, before anything else is done. */
export const say: Say = (said) => void writeSync(1, `${JSON.stringify(said)}\n`)
