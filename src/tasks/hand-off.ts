// What a task leaves to its parent: computed from what was decided and found, never from its own words.
import { Effect } from "effect"
import type { HistoryService } from "../history/service.ts"
import type { Entry } from "../history/types.ts"
import type { TaskId } from "../protocol/index.ts"

/** A file that the task changed: what it contained before, and what it left there. SHA-256 in hexadecimal, or "absent"; null: not known. */
export interface ChangedFile {
  readonly key: string
  readonly base: string | null
  readonly content: string | null
}

/** A command that it ran, or a tool of the host's. */
export interface RanCommand {
  readonly words: ReadonlyArray<string>
  /** Null: it was ended by a signal, or nobody saw its end. */
  readonly code: number | null
  readonly changed: ReadonlyArray<string>
}

/** What it was refused, by the name of the conflict. */
export interface Refusal {
  readonly conflict: string
  readonly message: string
}

/** What a task did, in the order in which it came. */
export interface HandOff {
  /** Files that it looked at, sorted. */
  readonly read: ReadonlyArray<string>
  readonly files: ReadonlyArray<ChangedFile>
  readonly commands: ReadonlyArray<RanCommand>
  /** Writes that were refused after they were decided. */
  readonly conflicts: ReadonlyArray<{ readonly key: string; readonly reason: string }>
  readonly refusals: ReadonlyArray<Refusal>
}

/** Of this stream a task's refusals are items; of the other one the commands that it ran where nothing can be written. */
export const streams = { refusals: "leasehold.refusals", commands: "leasehold.commands" } as const

/** Entries that are read at a time. */
const page = 500

class Gathered implements Omit<HandOff, "read"> {
  readonly #files = new Map<string, ChangedFile>()
  readonly #commands = new Map<string, RanCommand>()
  readonly conflicts: Array<{ readonly key: string; readonly reason: string }> = []
  readonly refusals: Array<Refusal> = []

  get files(): ReadonlyArray<ChangedFile> {
    return [...this.#files.values()]
  }

  get commands(): ReadonlyArray<RanCommand> {
    return [...this.#commands.values()]
  }

  add(entry: Entry): void {
    if (entry.kind === "write") this.#write(entry.write)
    else if (entry.kind === "event") this.#event(entry.event)
    else if ("json" in entry.item) this.#item(entry.stream, entry.item.json)
  }

  #write({ key, base, content, status, reason }: Extract<Entry, { readonly kind: "write" }>["write"]): void {
    if (status === "refused") this.conflicts.push({ key, reason: reason ?? "unknown" })
    if (status !== "committed") return
    // Of several writes of a file what it was before the first one, and what it was after the last.
    this.#files.set(key, { key, base: this.#files.get(key)?.base ?? base, content })
  }

  #event({ tag, body }: Extract<Entry, { readonly kind: "event" }>["event"]): void {
    if (tag === "Exec") {
      const { command, words, tool } = body as { command: string; words?: ReadonlyArray<string>; tool?: string }
      this.#commands.set(command, { words: words ?? [tool ?? ""], code: null, changed: [] })
    }
    if (tag !== "Tell" && tag !== "Finish") return
    const { changed, audit } = body as { changed: ReadonlyArray<string>; audit?: { code: number | null } }
    const [id, last] = [...this.#commands].at(-1) ?? []
    if (id !== undefined && last !== undefined && audit !== undefined)
      this.#commands.set(id, { ...last, code: audit.code, changed })
  }

  #item(stream: string, json: unknown): void {
    if (stream === streams.refusals) this.refusals.push(json as Refusal)
    if (stream === streams.commands) this.#commands.set(`${this.#commands.size}`, json as RanCommand)
  }
}

/** What a task did, by its history. */
export const handOffOf = Effect.fnUntraced(function* (history: HistoryService, task: TaskId) {
  const gathered = new Gathered()
  for (let after = 0; ;) {
    const entries = yield* history.replay(task, { after, limit: page })
    for (const entry of entries) gathered.add(entry)
    const last = entries.at(-1)
    if (last === undefined || entries.length < page) break
    after = last.ord
  }
  const { files, commands, conflicts, refusals } = gathered
  return { read: yield* history.reads(task), files, commands, conflicts, refusals } satisfies HandOff
})
