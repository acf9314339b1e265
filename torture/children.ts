// Child processes: how they are started, and how they end.
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

export interface Child {
  readonly process: ChildProcess
  /** Resolves when it is gone: how it ended, and what it said. */
  readonly ended: Promise<Ended>
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

/** Compiled code is kept for the next child: they are started often. */
const environment = {
  ...process.env,
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../.cache/compiled", import.meta.url))
}

export const startChild = (file: string, told: unknown): Child => {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, JSON.stringify(told)], {
    env: environment,
    stdio: ["ignore", "ignore", "pipe", "ipc"]
  })
  let said = ""
  child.stderr?.on("data", (bytes: Buffer) => {
    said += bytes.toString("utf8")
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, said }))
  })
  return { process: child, ended }
}

/** In a child: what it was told. It goes with whoever started it. */
export const told = <A>(): A => {
  process.on("disconnect", () => process.exit(1))
  process.channel?.unref()
  return JSON.parse(process.argv[2]!) as A
}

/** How a child ended that nobody ended; undefined if it did what it had to. */
export const failureOf = ({ code, signal, said }: Ended): string | undefined => {
  if (code === 0) return undefined
  const error = said.split("\n").find((line) => /^[A-Z]\w+: /.test(line)) ?? said.trim().slice(-500)
  return `${signal ?? `code ${code}`}: ${error}`
}
