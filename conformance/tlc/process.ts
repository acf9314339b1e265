/** One child process: its output line by line with back-pressure, its end with the effect that started it. */
import { spawn, type ChildProcessByStdio } from "node:child_process"
import type { Readable } from "node:stream"
import { Data, Effect } from "effect"

/** A consumer that returns a promise makes the child wait for it. */
export type OnLine = (line: string) => void | Promise<void>

/** What to start, and who takes its lines; an output that nobody takes is read all the same. */
export interface Command {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly cwd?: string
  /** In the place of this process's environment, not beside it. */
  readonly env?: Environment
  readonly onStdout?: OnLine
  readonly onStderr?: OnLine
}

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The program could not be started, for whatever reason. */
export class ProgramMissing extends Data.TaggedError("ProgramMissing")<{ readonly program: string }> {
  override get message(): string {
    return `${this.program} could not be started; is it on PATH?`
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>

// A JVM that has been told to stop has this long before it is killed.
const graceMillis = 2000

/** The exit code; -1 if a signal ended the child. Interruption ends the child before it returns. */
export const run = (command: Command): Effect.Effect<number, ProgramMissing> =>
  Effect.acquireUseRelease(start(command), (child) => Effect.promise(() => finish(child, command)), stop)

/** Both outputs as text, for short commands. */
export const capture = Effect.fnUntraced(function* (command: Command) {
  const stdout: Array<string> = []
  const stderr: Array<string> = []
  const code = yield* run({
    ...command,
    onStdout: (line) => void stdout.push(line),
    onStderr: (line) => void stderr.push(line)
  })
  return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") }
})

const start = (command: Command): Effect.Effect<Child, ProgramMissing> =>
  Effect.callback((resume) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: command.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"]
    })
    child.on("error", () => resume(Effect.fail(new ProgramMissing({ program: command.program }))))
    child.once("spawn", () => resume(Effect.succeed(child)))
    // The child stays in this process group, so a terminal's Ctrl-C reaches it too; the hook is for process.exit().
    const kill = () => child.kill("SIGKILL")
    process.once("exit", kill)
    child.once("close", () => process.off("exit", kill))
  })

const finish = async (child: Child, command: Command): Promise<number> => {
  const closed = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)))
  await Promise.all([
    eachLine(child.stdout, command.onStdout ?? ignore),
    eachLine(child.stderr, command.onStderr ?? ignore)
  ])
  return closed
}

const ignore = () => {}

const eachLine = async (stream: Readable, onLine: OnLine): Promise<void> => {
  stream.setEncoding("utf8")
  let rest = ""
  // Reading by iteration is what bounds the memory: the next chunk is asked for when this one is done with.
  for await (const chunk of stream as AsyncIterable<string>) {
    let from = 0
    for (let to = chunk.indexOf("\n"); to >= 0; to = chunk.indexOf("\n", from)) {
      const line = rest === "" ? chunk.slice(from, to) : rest + chunk.slice(from, to)
      rest = ""
      from = to + 1
      const wait = onLine(line)
      if (wait !== undefined) await wait
    }
    rest += chunk.slice(from)
  }
  if (rest !== "") await onLine(rest)
}

const stop = (child: Child): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    const force = setTimeout(() => child.kill("SIGKILL"), graceMillis)
    child.once("exit", () => {
      clearTimeout(force)
      resume(Effect.void)
    })
    child.kill("SIGTERM")
  })
