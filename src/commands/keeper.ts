// The keeper: a process between the host and a command. It marks itself, so that all that it starts is marked; takes in those whose
// parents ended; and ends them all when its host is gone, however that went. It talks with its host over descriptor 3, in lines.
import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, readFileSync } from "node:fs"
import { Socket } from "node:net"
import { codeOf } from "../platform/files.ts"
import { endProcesses } from "./ending.ts"
import { makeGroup, removeGroup } from "./groups.ts"
import { limitFor } from "./marks.ts"
import { pids, statOf } from "./proc.ts"
import { type Avoidable, type FromKeeper, lines, type Missing, type ToKeeper } from "./keeper-talk.ts"
import { loadSystem, type System } from "./system.ts"

type Run = Extract<ToKeeper, { readonly _tag: "Run" }>

const control = new Socket({ fd: 3 })
const tell = (message: FromKeeper): void => void control.write(`${JSON.stringify(message)}\n`)

/** Marks this process by a limit; a text says why not. */
const setLimit = (system: System, id: Run["id"]): string | undefined => {
  const was = system.limit(0)
  if (typeof was === "string") return was
  const value = limitFor(id, was.hard)
  return value === undefined ? "the limit that it has is too low" : system.setLimit(0, value)
}

const children = (): ReadonlyArray<number> => {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim()
    return text === "" ? [] : text.split(" ").map(Number)
  } catch {
    return pids().filter((pid) => statOf(pid)?.parent === process.pid)
  }
}

/** Takes note of the ends of those that it took in; of its own child Node.js does. */
const reapOrphans = (system: System, own: number): void => {
  for (const pid of children()) if (pid !== own) system.reap(pid)
}

/** Ends all when the host is gone, or when it is told to go itself. */
const endAll = async ({ id, grace }: Run): Promise<never> => {
  await endProcesses(id, { grace, keeper: "stays" })
  process.exit(0)
}

const notStarted = async ({ id }: Run, error: unknown): Promise<void> => {
  await removeGroup(id)
  tell({ _tag: "NotStarted", code: codeOf(error) })
}

/** Starts the command; an error, if that fails at once. */
const start = ({ command, args, cwd, environment }: Run): ChildProcess | { readonly error: unknown } => {
  try {
    return spawn(command, args, { cwd, env: environment, stdio: [4, 5, 6], detached: true })
  } catch (error) {
    return { error }
  }
}

/** Tries each way; tells which there are not, and how to leave the group again. */
const mark = ({ id, without }: Run): { readonly missing: ReadonlyArray<Missing>; readonly leave: () => void } => {
  const { native: system, why } = loadSystem()
  const missing: Array<Missing> = []
  const attempt = (way: Avoidable, make: () => string | undefined): void => {
    const refused = without.includes(way) ? "the host does without it" : make()
    if (refused !== undefined) missing.push({ way, why: refused })
  }
  attempt("descent", () => (system === undefined ? why : system.adoptOrphans()))
  attempt("limit", () => (system === undefined ? why : setLimit(system, id)))
  let leave = (): void => undefined
  attempt("group", () => {
    const group = makeGroup(id)
    if (typeof group === "string") return group
    group.enter()
    leave = group.leave
    return undefined
  })
  return { missing, leave }
}

const run = (asked: Run): void => {
  const system = loadSystem().native
  system?.closeOnExec()
  const { missing, leave } = mark(asked)
  const child = start(asked)
  leave()
  for (const fd of [4, 5, 6]) closeSync(fd)
  if ("error" in child) return void notStarted(asked, child.error)
  if (system !== undefined) process.on("SIGCHLD", () => reapOrphans(system, child.pid ?? 0))
  child.on("error", (error) => void notStarted(asked, error))
  child.on("spawn", () =>
    tell({ _tag: "Started", pid: child.pid!, started: statOf(child.pid!)?.started ?? 0, missing })
  )
  child.on("exit", (code, signal) => tell({ _tag: "Exited", code, signal }))
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void endAll(asked))
  control.on("close", () => void endAll(asked))
}

control.on("error", () => control.destroy())
lines(control, (line) => {
  const message = JSON.parse(line) as ToKeeper
  if (message._tag === "Run") run(message)
  else process.exit(0)
})
