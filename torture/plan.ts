// What a run is to do, and where. It goes to every child as JSON.
import { join } from "node:path"
import { hiddenName } from "../src/publish/layout.ts"
import type { ScopeInput } from "../src/scope/index.ts"

export interface Plan {
  /** Holds the workspace and, outside of it, the logs. */
  readonly base: string
  readonly seed: number
  /** How many writes have to be acknowledged, all together. */
  readonly writes: number
  readonly writers: number
  /** After that many a writer closes the workspace, and another one comes in its place. */
  readonly turn: number
  /** Which guard is taken away, see removals.ts. */
  readonly removal: string | undefined
  /** The kinds of saves that editors outside make; none for no editors. */
  readonly saves: ReadonlyArray<SaveKind>
  /** How often somebody is killed or stopped, in ms on the average. */
  readonly disturbMs: number
  /** A writer kills itself just before a call that changes files, once in so many calls on the average. */
  readonly callsPerCrash: number
  readonly leaseMs: number
  readonly graceMs: number
  /** How often a writer stands still just before a call that changes files, and how long. */
  readonly pauses: Readonly<Record<string, Pause>>
  /** How often a writer holds a lease while it thinks. */
  readonly holds: number
  /** How often it tries what it may not do. */
  readonly trespasses: number
  /** Writers that read the store's files themselves: the first only, or all. */
  readonly spies: "first" | "all"
}

export interface Pause {
  readonly odds: number
  readonly ms: number
}

/** How a program outside Leasehold saves a file. */
export type SaveKind = "rename" | "in place" | "append" | "mapping" | "late"

export const saveKinds: ReadonlyArray<SaveKind> = ["rename", "in place", "append", "mapping", "late"]

/** How long nothing may be asked for, in ms: so long a busy disk may take over a single sync. */
export const longestSilenceMs = 60_000

export const workspaceOf = ({ base }: Plan): string => join(base, "workspace")
export const logsOf = ({ base }: Plan): string => join(base, "logs")
export const hiddenOf = (plan: Plan): string => join(workspaceOf(plan), hiddenName)

/** Files that only writers write. */
export const ours = ["ours/0.txt", "ours/1.txt"]
/** Files that one editor each writes too. */
export const edited = ["mixed/0.txt", "mixed/1.txt"]
/** A file that several editors write, all by rename: what one reads while another saves in place would be half of it. */
export const crowded = "mixed/crowd.txt"

export const shared = [...ours, ...edited, crowded]

/** What the task of a writer's place may write. */
export const scopeOf = (place: string): ScopeInput => ({
  write: [
    { allow: ["ours/**", "mixed/**", "archive/**", `own/${place}.*/**`] },
    { allow: ["**"], deny: ["forbidden/**"] }
  ]
})

/** Where it may not. */
export const forbidden = (name: string): string => `forbidden/${name}.txt`

/** With that many lines a file is emptied into the archive, so that a write costs the same however many there were. */
export const longest = 150

/** Where the lines of a shared file go when it has become long; `name` is used once. */
export const archiveOf = (file: string, name: string): string => `archive/${file.replace("/", "-")}/${name}.txt`

/** The shared file whose lines an archived one has. */
export const archived = (path: string): string | undefined =>
  shared.find((file) => path.startsWith(archiveOf(file, "").slice(0, -".txt".length)))

/** ms of the clock that all processes share, and the journal too. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

export const linesOf = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line !== "")
