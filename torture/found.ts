// What is found afterwards: the logs, the files, and what was kept.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { hashOf } from "../src/platform/files.ts"
import type { Content } from "../src/protocol/index.ts"
import { type Added, type EditorEntry, logsWith, type Own, readLog, type WriterEntry } from "./log.ts"
import { archived, hiddenOf, linesOf, logsOf, type Plan, type SaveKind, shared, workspaceOf } from "./plan.ts"

/** A write that a writer asked for. */
export interface Attempt {
  readonly writer: string
  readonly op: string
  readonly from: number
  /** When it was answered; Infinity: never, since the writer was killed before. */
  readonly until: number
  readonly answer: "done" | "refused" | "unknown"
  readonly intent: string | undefined
  readonly adds: ReadonlyArray<Added>
  readonly own: ReadonlyArray<Own>
}

/** A save by a program outside Leasehold. */
export interface Saved {
  readonly editor: string
  readonly kind: SaveKind
  readonly file: string
  readonly line: string
  readonly from: number
  readonly until: number
  readonly read: Content
  readonly content: string | null
  readonly owed: boolean
}

export interface Held {
  readonly writer: string
  readonly file: string
  readonly from: number
  readonly until: number
}

export interface Found {
  readonly plan: Plan
  readonly attempts: ReadonlyArray<Attempt>
  readonly refusals: ReadonlyArray<{
    readonly writer: string
    readonly op: string
    readonly kind: string
    readonly why: string
  }>
  readonly saves: ReadonlyArray<Saved>
  readonly held: ReadonlyArray<Held>
  /** The lines of each shared file, in it and in its archive, each as often as it is there. */
  readonly lines: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** The lines of all that was kept aside. */
  readonly kept: ReadonlySet<string>
  readonly keptFiles: number
  /** The hash of each file that there is. */
  readonly files: ReadonlyMap<string, Content>
}

const byWriter = (writer: string, entries: ReadonlyArray<WriterEntry>) => {
  const attempts: Array<Attempt> = []
  const refusals: Array<Found["refusals"][number]> = []
  const held: Array<Held> = []
  let open: (WriterEntry & { readonly t: "try" }) | undefined
  const close = (until: number, answer: Attempt["answer"], intent?: string): void => {
    if (open === undefined) return
    const { op, at, adds, own } = open
    attempts.push({ writer, op, from: at, until, answer, intent, adds, own })
    open = undefined
  }
  for (const entry of entries) {
    if (entry.t === "try") open = entry
    else if (entry.t === "done") close(entry.at, "done", entry.intent ?? undefined)
    else if (entry.t === "held") held.push({ writer, ...entry })
    else {
      refusals.push({ writer, op: open?.op ?? "", kind: entry.kind, why: entry.why })
      close(entry.at, entry.kind === "Uncertain" ? "unknown" : "refused")
    }
  }
  close(Infinity, "unknown")
  return { attempts, refusals, held }
}

const byEditor = (editor: string, entries: ReadonlyArray<EditorEntry>): ReadonlyArray<Saved> =>
  entries.flatMap((entry, at) => {
    const next = entries[at + 1]
    if (entry.t !== "save" || next?.t !== "saved") return []
    const { kind, file, line, read, content } = entry
    return [
      { editor, kind, file, line, from: entry.at, until: next.at, read: read as Content, content, owed: next.owed }
    ]
  })

/** The regular files beneath a directory, by their paths there, but for `.leasehold`. */
const filesIn = (directory: string, except?: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (except === undefined || !entry.parentPath.startsWith(except)))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))

export const find = (plan: Plan): Found => {
  const logs = logsOf(plan)
  const writers = logsWith(logs, "w").map((name) => byWriter(name, readLog<WriterEntry>(logs, name)))
  const editors = [...logsWith(logs, "editor"), ...logsWith(logs, "crowd")]
  const lines = new Map(shared.map((file) => [file, new Map<string, number>()]))
  const files = new Map<string, Content>()
  const workspace = workspaceOf(plan)
  for (const path of filesIn(workspace, hiddenOf(plan))) {
    const bytes = readFileSync(join(workspace, path))
    files.set(path, hashOf(bytes))
    const of = lines.get(archived(path) ?? path)
    if (of === undefined) continue
    for (const line of linesOf(bytes.toString("utf8"))) of.set(line, (of.get(line) ?? 0) + 1)
  }
  const aside = join(hiddenOf(plan), "kept")
  const kept = existsSync(aside) ? filesIn(aside) : []
  return {
    plan,
    attempts: writers.flatMap(({ attempts }) => attempts),
    refusals: writers.flatMap(({ refusals }) => refusals),
    held: writers.flatMap(({ held }) => held),
    saves: editors.flatMap((name) => byEditor(name, readLog<EditorEntry>(logs, name))),
    lines,
    kept: new Set(kept.flatMap((name) => linesOf(readFileSync(join(aside, name), "utf8")))),
    keptFiles: kept.length,
    files
  }
}
