// What a history tells and takes, in plain words: both faces have it, and it names nothing of either.

/** What became of a task so far. "unknown": the store never told of it, only its items are here. */
export type TaskStatus =
  | "pending"
  | "queued"
  | "running"
  | "waiting"
  | "stopping"
  | "completed"
  | "failed"
  | "cancelled"
  | "timed out"
  | "denied"
  | "interrupted"
  | "unknown"

/** Which rows of which store tell of something: a store that was replaced has another nonce, one that was rewound a later generation. */
export interface FromStore {
  readonly store: string
  readonly generation: number
}

/** A task, as the history has it. Times are ms since 1970. */
export interface TaskRecord {
  readonly task: string
  readonly title: string
  readonly background: boolean
  readonly status: TaskStatus
  readonly parent: string | null
  /** All that the store says of it: what it may do, what it waits for, which grant it has, its result. */
  readonly life: { readonly [name: string]: unknown }
  readonly created: number
  readonly changed: number
  /** When it came to its end, if it has. */
  readonly ended: number | null
  /** Null: no store told of it. */
  readonly from: FromStore | null
  /** The nonce of the history that it was imported from; null: it is one of this workspace. */
  readonly origin: string | null
  readonly items: number
  /** Of its items. */
  readonly bytes: number
}

/** One instance of a task in a process. */
export interface RunRecord {
  readonly run: string
  readonly task: string
  readonly host: string
  readonly status: "running" | "ended" | "interrupted"
  readonly started: number
  readonly ended: number | null
  readonly from: FromStore | null
}

/** What is appended: opaque JSON, or bytes. */
export type NewItem = { readonly json: unknown } | { readonly bytes: Uint8Array }

interface Numbered {
  /** Counts the items of a stream from 1, without gaps. */
  readonly n: number
}

/** An item of a stream; `lost`: it is damaged or missing, and the rest is there all the same. */
export type Item =
  | (Numbered & { readonly at: number; readonly json: unknown })
  | (Numbered & { readonly at: number; readonly bytes: Uint8Array })
  | (Numbered & { readonly lost: "damaged" | "missing" })

/** A part of a stream; `last`: the number of its last item, 0 if it has none. */
export interface ItemPage {
  readonly items: ReadonlyArray<Item>
  readonly last: number
}

/** Where a page begins: behind an item, or before one; at the beginning if nothing is said. */
export interface ItemsFrom {
  readonly after?: number
  readonly before?: number
  /** At most so many; 100 if it is not said. */
  readonly limit?: number
}

export interface StreamRecord {
  readonly stream: string
  readonly last: number
}

/** What somebody agreed to, before a task wrote in the background. */
export interface Approval {
  /** Of the text that was shown. */
  readonly digest: string
  /** The task that it was given to: the writer, or one above it. */
  readonly task: string
  readonly by: string
  readonly at: number
  readonly expires: number | null
}

/** One file of a write, or one that a command changed. */
export interface WriteRecord {
  /** The id of the write, or of the command. */
  readonly intent: string
  readonly task: string
  readonly run: string
  /** The digest of the grant under which it was written; null: none was needed. */
  readonly grant: string | null
  /** The file, relative to the workspace. */
  readonly key: string
  /** The hash of what was there before and of what it wrote; "absent": no file. Null: a command changed it, and nobody was there to see how. */
  readonly base: string | null
  readonly content: string | null
  /** "unknown": the store forgot what became of it. */
  readonly status: "open" | "committed" | "refused" | "unknown"
  /** Why it was refused. */
  readonly reason: string | null
  readonly decided: number
  readonly settled: number | null
  readonly from: FromStore | null
  /** The nonce of the history that it was imported from, where the path is of another directory. */
  readonly origin: string | null
}

/** Bytes that were found in a file and that no task wrote there; `seen`: when they were found. */
export interface OutsideRecord {
  readonly key: string
  readonly content: string
  readonly seen: number
  readonly from: FromStore | null
}

/** Who wrote some bytes: a task, or a program outside Leasehold where that is known. */
export type Writer =
  | (WriteRecord & { readonly by: "task"; readonly title: string; readonly approval: Approval | null })
  | (OutsideRecord & { readonly by: "outside" })

/** Something that happened in the life of a task, by the name of the protocol's action. */
export interface EventRecord {
  /** Never that of another one: the digest of a row of the store's journal, and a place in it. */
  readonly id: string
  readonly tag: string
  readonly task: string
  readonly run: string | null
  readonly at: number
  readonly body: { readonly [name: string]: unknown }
  readonly from: FromStore | null
}

/** What a task said, did and wrote, in the order in which it came. `ord`: where to go on. */
export type Entry =
  | { readonly ord: number; readonly kind: "item"; readonly stream: string; readonly item: Item }
  | { readonly ord: number; readonly kind: "event"; readonly event: EventRecord }
  | { readonly ord: number; readonly kind: "write"; readonly write: WriteRecord }

export interface Page {
  /** Behind what of the page before. */
  readonly after?: number
  readonly limit?: number
}

/** Which tasks; all that is said must hold. */
export interface TaskFilter {
  readonly background?: boolean
  readonly status?: ReadonlyArray<TaskStatus>
  /** Null: those without a parent. */
  readonly parent?: string | null
  /** Occurs in the id or the title, in whatever case. */
  readonly text?: string
  /** Changed since then, and created until then; ms since 1970. */
  readonly since?: number
  readonly until?: number
  /** Whether it was imported from elsewhere. */
  readonly imported?: boolean
}

/** A page of tasks, the newest first; `next`: what to give as `after` for the next page. */
export interface TaskPage {
  readonly tasks: ReadonlyArray<TaskRecord>
  readonly next: number | undefined
}

export interface TaskTree extends TaskRecord {
  readonly children: ReadonlyArray<TaskTree>
}

/** How many tasks there are of each status. */
export type Counts = { readonly [Status in TaskStatus]?: { readonly foreground: number; readonly background: number } }

/** How much is kept; what is not said is not bounded. */
export interface Retention {
  readonly maxTasks?: number
  readonly maxAgeMs?: number
}

/** What was imported, and what was not. */
export interface Imported {
  readonly tasks: number
  readonly items: number
  readonly skipped: ReadonlyArray<{ readonly task: string; readonly why: "deleted" | "other task" }>
}

/** How far the history is. */
export interface About {
  /** Which history this is. */
  readonly history: string
  readonly created: number
  /** The store that is followed, and up to which of its rows; null: there was none yet. */
  readonly following: (FromStore & { readonly row: number }) | null
  /** Why it does not go on, if it does not; what there is, is told all the same. */
  readonly behind: string | undefined
}
