/** Starts the process that dies, and reads what it left in its log. */
import { spawn } from "node:child_process"
import { existsSync, fstatSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import type { Call, Name } from "../../src/platform/calls.ts"

export interface Job {
  readonly directory: string
  readonly log: string
  /** Undefined: it opens the workspace, and does nothing more. */
  readonly kind?: string | undefined
  /** Before which operation it dies; after its end if there are fewer. Undefined: it lives, and closes what it opened. */
  readonly killAt?: number | undefined
  /** Before which operation it is interrupted, as by Ctrl-C. */
  readonly interruptAt?: number | undefined
  /** Before which operation it stops, until it is told to go on. */
  readonly stopAt?: number | undefined
  /** A rule that it does not keep. */
  readonly fault?: string | undefined
  /** A directory for copies of the store, and of what is unlinked. */
  readonly copies?: string | undefined
}

export interface Operation {
  readonly call: Call["call"] | "outside"
  readonly paths: ReadonlyArray<string>
  /** Of calls of an open file: which one. */
  readonly inode?: number
}

const pathOf = ({ directory, name }: Name): string => `${readlinkSync(`/proc/self/fd/${directory}`)}/${name}`

export const describe = (call: Call): Operation => ({
  call: call.call,
  paths: "name" in call ? [pathOf(call.name)] : "from" in call ? [pathOf(call.from), pathOf(call.to)] : [],
  ...("fd" in call ? { inode: fstatSync(call.fd).ino } : {})
})

/** What a program outside Leasehold wrote. */
export interface Acted {
  readonly path: string
  readonly bytes: string
  /** What another such program wrote there before is gone with that. */
  readonly instead: boolean
}

export type Token = readonly [generation: number, number: number]

/** A line of its log; `failed`: the operation of that number did nothing. */
export type Line =
  | { readonly operation: Operation }
  | { readonly failed: number }
  | { readonly acted: Acted }
  | { readonly granted: Token }
  | { readonly told: string }

/** What became of it. */
export interface Left {
  readonly operations: ReadonlyArray<Operation>
  readonly failed: ReadonlyArray<number>
  readonly acted: ReadonlyArray<Acted>
  /** Tokens that it was told of. */
  readonly granted: ReadonlyArray<Token>
  /** "ok", or the name of the error; undefined if it did not live to be told. */
  readonly told: string | undefined
  /** How many operations it had begun when it was told. */
  readonly toldAt: number
}

const leftBy = (lines: ReadonlyArray<Line>): Left => {
  const toldAt = lines.findIndex((line) => "told" in line)
  const isOperation = (line: Line): boolean => "operation" in line
  return {
    operations: lines.flatMap((line) => ("operation" in line ? [line.operation] : [])),
    failed: lines.flatMap((line) => ("failed" in line ? [line.failed] : [])),
    acted: lines.flatMap((line) => ("acted" in line ? [line.acted] : [])),
    granted: lines.flatMap((line) => ("granted" in line ? [line.granted] : [])),
    told: lines.flatMap((line) => ("told" in line ? [line.told] : []))[0],
    toldAt: lines.slice(0, Math.max(0, toldAt)).filter(isOperation).length
  }
}

/** How a process ends that was interrupted. */
export const interrupted = 130

const root = fileURLToPath(new URL("../..", import.meta.url))

const entry = fileURLToPath(new URL("writer.ts", import.meta.url))

// Compiled once for all of them, and not by tsx: they start again and again.
const environment = { PATH: process.env["PATH"], NODE_COMPILE_CACHE: join(root, ".cache/node") }

const linesOf = (path: string): ReadonlyArray<Line> =>
  existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Line)
    : []

/** Runs it to its end, which must be the one that was asked for; `started` is told its number. */
export const runWriter = (job: Job, started: (pid: number) => void = () => undefined): Effect.Effect<Left> =>
  Effect.callback<Left>((resume) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, JSON.stringify(job)], {
      env: environment,
      stdio: ["ignore", "ignore", "pipe"]
    })
    started(child.pid!)
    let said = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text))
    child.on("close", (code, signal) => {
      const asAsked = job.killAt === undefined ? code === 0 || code === interrupted : signal === "SIGKILL"
      const error = (): Error => new Error(`the writer ended with ${signal ?? code}: ${said}\n${JSON.stringify(job)}`)
      resume(asAsked ? Effect.sync(() => leftBy(linesOf(job.log))) : Effect.die(error()))
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })
