// Commands of tasks and tools of hosts, as users of the Promise face see them.
import type { Path, PathScope } from "./types.ts"
import type { CallOptions } from "./words.ts"

/** A program, or a text for /bin/sh. */
export type Command = Program | { readonly shell: string }

/** A program, looked up in PATH, with its arguments. */
export interface Program {
  readonly command: string
  readonly args?: ReadonlyArray<string>
}

/** Gives the program to run in place of a command, so that it cannot write to `root`; `cwd`: where it is run. */
export type Sandbox = (
  run: Command,
  view: { readonly root: string; readonly cwd: string }
) => Program | Promise<Program>

/** A piece of what a command printed. */
export interface OutputPiece {
  readonly stream: "stdout" | "stderr"
  readonly bytes: Uint8Array
}

export interface ExecOptions extends CallOptions {
  readonly run: Command
  /** The directory in which it is run, from the workspace's root; there if it is not said. */
  readonly cwd?: Path
  /** All that it may change; the whole scope of the task if it is not said. */
  readonly targets?: ReadonlyArray<PathScope>
  /** The whole environment; that of this process if none is given. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** What it reads; nothing if none is given. */
  readonly stdin?: string | Uint8Array
  readonly onOutput?: (piece: OutputPiece) => void
  /** How many bytes of each of its two streams are passed on at most. 1 MB if it is not said. */
  readonly outputLimit?: number
  /** How long what has to be ended has after SIGTERM, in ms. 2 s if it is not said. */
  readonly grace?: number
}

/** A file that was changed: SHA-256 in hexadecimal of what it contained, or "absent". */
export interface FileChange {
  readonly key: string
  readonly kind: "created" | "deleted" | "content" | "mode" | "type" | "moved" | "unknown"
  readonly base: string
  readonly content: string
}

/** What was found to be changed. */
export interface Found {
  /** Under the lease. */
  readonly changes: ReadonlyArray<FileChange>
  /** What was there before and is not any more, and whether its bytes were kept. */
  readonly displaced: ReadonlyArray<{ readonly key: string; readonly content: string; readonly isKept: boolean }>
}

/** A process, as people know it. */
export interface NamedProcess {
  readonly pid: number
  readonly commandLine: string
}

/** What became of a command: its end, and what it changed. */
export interface Executed extends Found {
  /** Of its first process; null if that was ended by a signal. */
  readonly code: number | null
  readonly signal: string | null
  /** Those that were there still when the first one had ended, and that were ended then. */
  readonly ended: ReadonlyArray<NamedProcess>
}

/** A tool of the host's that changes files by itself. */
export interface ToolOptions<A> extends CallOptions {
  readonly tool: string
  /** All that it may change; the whole scope of the task if it is not said. */
  readonly targets?: ReadonlyArray<PathScope>
  /** The signal is aborted if the task is told to end: the tool must have ended once its promise is settled. */
  readonly run: (options: { readonly signal: AbortSignal }) => A | Promise<A>
}

/** What a tool came to, and what it changed. */
export interface ToolRun<A> extends Found {
  readonly value: A
}

/** What a task did: computed from what was decided and found, never from its own words. */
export interface HandOff {
  /** Files that it looked at, sorted. */
  readonly read: ReadonlyArray<string>
  /** What each file contained before the task changed it, and what it left there; null: not known. */
  readonly files: ReadonlyArray<{ readonly key: string; readonly base: string | null; readonly content: string | null }>
  readonly commands: ReadonlyArray<{
    readonly words: ReadonlyArray<string>
    /** Null: it was ended by a signal, or nobody saw its end. */
    readonly code: number | null
    readonly changed: ReadonlyArray<string>
  }>
  /** Writes that were refused after they were decided. */
  readonly conflicts: ReadonlyArray<{ readonly key: string; readonly reason: string }>
  /** What it was refused, by the name of the conflict. */
  readonly refusals: ReadonlyArray<{ readonly conflict: string; readonly message: string }>
}
