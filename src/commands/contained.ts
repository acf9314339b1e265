// Running a command so that nothing of it is left when that returns, however it ends.
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import {
  endProcesses,
  type EndOptions,
  type EndReport,
  type LeftProcess,
  nameOfLeft,
  type NamedProcess
} from "./ending.ts"
import { type CommandError, KeeperLost } from "./errors.ts"
import type { Avoidable, Missing } from "./keeper-talk.ts"
import { CommandId } from "./command-id.ts"
import { commandVariable, keeperVariable, variableFor, type Way } from "./marks.ts"
import type { OutputCount, OutputPiece } from "./output.ts"
import { commandLineOf } from "./proc.ts"
import { start, type Ended, type Running } from "./running.ts"
import { find } from "./search.ts"

/** A program, looked up in PATH, with its arguments. */
export interface Program {
  readonly command: string
  readonly args?: ReadonlyArray<string>
}

/** A program, or a text for /bin/sh. */
export type Command = Program | { readonly shell: string }

export interface RunOptions {
  readonly run: Command
  readonly cwd: string
  /** By which its processes are found again. A new one if none is given. */
  readonly id?: CommandId
  /** The whole environment; that of this process if none is given. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** What it reads; nothing if none is given. */
  readonly stdin?: string | Uint8Array
  readonly onOutput?: (piece: OutputPiece) => void
  /** How many bytes of each of its two streams are passed on at most; the rest is counted. 1 MB if none is given. */
  readonly outputLimit?: number
  /** Ends the command; what became of it is told as if it had ended by itself. */
  readonly signal?: AbortSignal
  /** How long what has to be ended has after SIGTERM, in ms. 2 s if none is given. */
  readonly grace?: number
  /** How long what it left running has to end by itself, in ms. 100 ms if none is given. */
  readonly linger?: number
  /** Ways of finding its processes again that are not to be used. */
  readonly without?: ReadonlyArray<Avoidable>
}

/** What became of a command. */
export interface RunResult extends EndReport {
  readonly id: CommandId
  /** Of its first process; null if that was ended by a signal. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The caller's signal ended it. */
  readonly aborted: boolean
  /** Those that were there still when the first one had ended, and that were ended then. */
  readonly ended: ReadonlyArray<NamedProcess>
  /** Those that are there still: nothing that was tried ended them. */
  readonly left: ReadonlyArray<LeftProcess>
  readonly output: Readonly<Record<OutputPiece["stream"], OutputCount>>
  /** In which ways its processes could be found, and why not in the others. */
  readonly ways: ReadonlyArray<Way>
  readonly missing: ReadonlyArray<Missing>
}

/** A process of a command. */
export interface CommandProcess extends NamedProcess {
  readonly ways: ReadonlyArray<Way>
}

const defaultLimit = 1 << 20
const defaultGrace = 2_000
const defaultLinger = 100

/** How long the end of the output is waited for when nobody is left who could print. */
const drainMs = 1_000

const allWays: ReadonlyArray<Way> = ["group", "limit", "environment", "descent"]

/** A name that no command had before. */
export const freshCommandId = (): CommandId => CommandId.make(randomBytes(12).toString("hex"))

/** The processes of a command that are there now, whoever started it, its keeper aside. */
export const processesOf = (id: CommandId): Effect.Effect<ReadonlyArray<CommandProcess>> =>
  Effect.promise(async () =>
    (await find(id))
      .filter(({ isKeeper }) => !isKeeper)
      .map(({ pid, started, ways }) => ({ pid, started, ways, commandLine: commandLineOf(pid) }))
  )

/** Ends all processes of a command, whoever started it. Not interrupted: who asks for it waits until it is done. */
export const endAll = (id: CommandId, options: Pick<EndOptions, "grace" | "patience"> = {}): Effect.Effect<EndReport> =>
  Effect.uninterruptible(Effect.promise(() => endProcesses(id, options)))

/** The program that runs the command. */
export const programOf = (run: Command): Program =>
  "shell" in run ? { command: "/bin/sh", args: ["-c", run.shell] } : run

const environmentOf = (id: CommandId, given: NonNullable<RunOptions["environment"]>): Record<string, string> => {
  const { [keeperVariable]: _, ...rest } = given
  const all = { ...rest, [commandVariable]: variableFor(id, given) }
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

const aborted = (signal: AbortSignal | undefined): Effect.Effect<"aborted"> =>
  Effect.callback((resume) => {
    if (signal === undefined) return
    const tell = (): void => resume(Effect.succeed("aborted"))
    if (signal.aborted) return tell()
    signal.addEventListener("abort", tell, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", tell))
  })

/** Until the command ended, or the caller wants it to. */
const waitFor = (running: Running, signal: AbortSignal | undefined): Effect.Effect<Ended | "aborted"> =>
  Effect.raceFirst(
    Effect.promise(() => running.ended),
    aborted(signal)
  )

/** Gives what it left a little time, then ends it. */
const cleanUp = async (id: CommandId, running: Running, linger: number, grace: number): Promise<EndReport> => {
  const report = await endProcesses(id, { linger, grace, keeper: "stays" })
  await running.release()
  await running.output.drain(drainMs)
  return report
}

/**
 * Runs a command, and ends with it all that it started, those too that left its group and session. If this is interrupted, they are ended
 * before it returns; if this process dies, by the keeper; and if that dies with it, by whoever calls {@link endAll}.
 */
export const runContained = (options: RunOptions): Effect.Effect<RunResult, CommandError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { cwd, signal, grace = defaultGrace, linger = defaultLinger, without = [] } = options
      const id = options.id ?? freshCommandId()
      const { command, args = [] } = programOf(options.run)
      const environment = environmentOf(id, options.environment ?? process.env)
      const running = yield* Effect.tryPromise({
        try: () =>
          start(
            { id, command, args, cwd, environment, grace, without },
            { stdin: options.stdin, onOutput: options.onOutput, limit: options.outputLimit ?? defaultLimit }
          ),
        catch: (error) => error as CommandError
      })
      const ending = (linger: number) => Effect.promise(() => cleanUp(id, running, linger, grace))
      const how = yield* restore(waitFor(running, signal)).pipe(Effect.onInterrupt(() => ending(0)))
      const report = yield* ending(how === "aborted" || how._tag === "Lost" ? 0 : linger)
      const last = yield* Effect.promise(() => running.ended)
      if (running.output.thrown !== undefined) return yield* Effect.die(running.output.thrown.error)
      if (last._tag === "Lost")
        return yield* new KeeperLost({ command, why: last.why, left: report.left.map(nameOfLeft) })
      const missing = running.missing
      return {
        ...report,
        id,
        code: last.code,
        signal: last.signal,
        aborted: how === "aborted",
        output: running.output.counts,
        ways: allWays.filter((way) => !missing.some((one) => one.way === way)),
        missing
      }
    })
  )
