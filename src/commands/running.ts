// A command that runs beneath its keeper, as its host sees it: what it prints, and how it ends.
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync, statSync } from "node:fs"
import { Socket } from "node:net"
import { fileURLToPath } from "node:url"
import { codeOf } from "../platform/files.ts"
import { endProcesses, nameOfLeft } from "./ending.ts"
import { CommandNotStarted, KeeperLost, NoSuchDirectory } from "./errors.ts"
import { type FromKeeper, lines, type Missing, type ToKeeper } from "./keeper-talk.ts"
import { commandVariable, keeperVariable } from "./marks.ts"
import { Output, type OutputOptions } from "./output.ts"
import { loadSystem } from "./system.ts"

export type RunRequest = Omit<Extract<ToKeeper, { readonly _tag: "Run" }>, "_tag">

/** How the first process of a command ended; "lost": its keeper is gone, and took the answer along. */
export type Ended =
  | { readonly _tag: "Exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly _tag: "Lost"; readonly why: string }

export interface Running {
  readonly pid: number
  readonly missing: ReadonlyArray<Missing>
  readonly ended: Promise<Ended>
  readonly output: Output
  /** Lets go of the keeper, and waits until it is gone. */
  readonly release: () => Promise<void>
}

/** Both ends of a pipe; without the system call for it the keeper's is one of a socket, which programs cannot open by its path. */
const outlet = (): { readonly for: number | "pipe"; readonly read: Socket | undefined } => {
  const ends = loadSystem().native?.pipe()
  if (ends === undefined || typeof ends === "string") return { for: "pipe", read: undefined }
  return { for: ends.write, read: new Socket({ fd: ends.read, readable: true, writable: false }) }
}

const inlet = (given: boolean): { readonly for: number | "pipe"; readonly write: Socket | undefined } => {
  if (!given) return { for: openSync("/dev/null", "r"), write: undefined }
  const ends = loadSystem().native?.pipe()
  if (ends === undefined || typeof ends === "string") return { for: "pipe", write: undefined }
  return { for: ends.read, write: new Socket({ fd: ends.write, readable: false, writable: true }) }
}

const keeperPath = new URL(import.meta.url.replace(/running\.(\w+)$/, "keeper.$1"))

const startKeeper = (id: string, variable: string, stdio: ReadonlyArray<number | "pipe">): ChildProcess =>
  spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(keeperPath)], {
    cwd: "/",
    // In an editor the program that runs this is the editor's own.
    env: { ...process.env, [commandVariable]: variable, [keeperVariable]: id, ELECTRON_RUN_AS_NODE: "1" },
    stdio: ["ignore", "ignore", "ignore", "pipe", ...stdio],
    // Of a session of its own: what a terminal sends to the host is not for the command.
    detached: true
  })

const checkDirectory = (directory: string): void => {
  let code = "ENOTDIR"
  try {
    if (statSync(directory).isDirectory()) return
  } catch (error) {
    code = codeOf(error)
  }
  throw new NoSuchDirectory({ directory, code })
}

/** Writes all of it; a command need not read it. */
const feed = (socket: Socket, stdin: string | Uint8Array): void => {
  socket.on("error", () => socket.destroy())
  socket.end(stdin)
}

/** Starts the command. Throws a CommandError. */
export const start = async (
  request: RunRequest,
  options: OutputOptions & { readonly stdin: string | Uint8Array | undefined }
): Promise<Running> => {
  checkDirectory(request.cwd)
  const [input, out, err] = [inlet(options.stdin !== undefined), outlet(), outlet()]
  const stdio = [input.for, out.for, err.for]
  const keeper = startKeeper(request.id, request.environment[commandVariable]!, stdio)
  for (const fd of stdio) if (typeof fd === "number") closeSync(fd)
  const gone = new Promise<string>((resolve) => {
    keeper.on("error", (error) => resolve(codeOf(error)))
    keeper.on("exit", (code, signal) => resolve(signal ?? `code ${code}`))
  })
  const streamOf = (n: number, own: Socket | undefined): Socket => own ?? (keeper.stdio[n] as unknown as Socket)
  const output = new Output(streamOf(5, out.read), streamOf(6, err.read), options)
  if (options.stdin !== undefined) feed(streamOf(4, input.write), options.stdin)

  const control = keeper.stdio[3] as unknown as Socket
  const say = (message: ToKeeper): void => void control.write(`${JSON.stringify(message)}\n`)
  control.on("error", () => control.destroy())
  const begun = Promise.withResolvers<Exclude<FromKeeper, { readonly _tag: "Exited" }>>()
  const ended = Promise.withResolvers<Ended>()
  lines(control, (line) => {
    const message = JSON.parse(line) as FromKeeper
    if (message._tag === "Exited") ended.resolve(message)
    else begun.resolve(message)
  })
  // What it said last comes before the end of the line.
  control.on("close", () => {
    void gone.then((why) => ended.resolve({ _tag: "Lost", why }))
  })
  const release = async (): Promise<void> => {
    say({ _tag: "Go" })
    await gone
    control.destroy()
  }

  say({ _tag: "Run", ...request })
  const first = await Promise.race([begun.promise, ended.promise])
  if (first._tag === "Exited" || first._tag === "Lost") {
    output.close()
    const { left } = await endProcesses(request.id, { grace: request.grace })
    const why = first._tag === "Lost" ? first.why : "it did not say that it began"
    throw new KeeperLost({ command: request.command, why, left: left.map(nameOfLeft) })
  }
  if (first._tag === "NotStarted") {
    await release()
    output.close()
    throw new CommandNotStarted({ command: request.command, code: first.code })
  }
  return { pid: first.pid, missing: first.missing, ended: ended.promise, output, release }
}
