// What each party did, in a file of its own outside the workspace: one line before an attempt, and one after the answer. What was written
// stays when its process is killed, whose last line may be half.
import { closeSync, openSync, readFileSync, readdirSync, writeSync } from "node:fs"
import { join } from "node:path"
import type { SaveKind } from "./plan.ts"

/** A line that is to be in a shared file. */
export type Added = readonly [file: string, line: string]

/** What a write does to a file of the writer's own; null: it is not there. */
export type Own = readonly [path: string, content: string | null]

export type WriterEntry =
  | {
      readonly t: "try"
      readonly at: number
      readonly op: string
      readonly adds: ReadonlyArray<Added>
      readonly own: ReadonlyArray<Own>
    }
  | { readonly t: "done"; readonly at: number; readonly intent: string | null }
  | { readonly t: "no"; readonly at: number; readonly kind: string; readonly why: string }
  /** From then to then the writer held the lease of the file, and nobody else. */
  | { readonly t: "held"; readonly file: string; readonly from: number; readonly until: number }

export type EditorEntry =
  | {
      readonly t: "save"
      /** When it began to read what it builds on. */
      readonly at: number
      readonly kind: SaveKind
      readonly file: string
      readonly line: string
      /** The hash of what it read. */
      readonly read: string
      /** What the file is to contain then; null: the line is appended to whatever is there. */
      readonly content: string | null
    }
  /** `owed`: false if it came so late that nothing is promised. */
  | { readonly t: "saved"; readonly at: number; readonly owed: boolean }

export interface Log<Entry> {
  readonly add: (entry: Entry) => void
  readonly close: () => void
}

export const openLog = <Entry>(directory: string, name: string): Log<Entry> => {
  const fd = openSync(join(directory, name), "a")
  return {
    add: (entry) => {
      writeSync(fd, `${JSON.stringify(entry)}\n`)
    },
    close: () => closeSync(fd)
  }
}

/** The entries of a log. */
export const readLog = <Entry>(directory: string, name: string): ReadonlyArray<Entry> => {
  const lines = readFileSync(join(directory, name), "utf8").split("\n")
  // The last piece is empty, or was cut off.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry)
}

export const logsWith = (directory: string, prefix: string): ReadonlyArray<string> =>
  readdirSync(directory).filter((name) => name.startsWith(prefix))
