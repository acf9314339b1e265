// What the kernel tells of processes in /proc. A number alone is no identity, since numbers are used again: the time of start belongs to it.
import { readdirSync, readFileSync } from "node:fs"

/** A process of this machine, since it was started last. */
export interface ProcessId {
  readonly pid: number
  /** When it was started, in ticks since the machine was. */
  readonly started: number
}

export interface Stat extends ProcessId {
  readonly parent: number
  readonly session: number
  /** A letter of the kernel's: "R", "S", "D", "T", ... */
  readonly state: string
}

/** What a file of a process says; undefined if the process is gone, or it is not for us to read. */
const textOf = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1")
  } catch {
    return undefined
  }
}

/** The numbers of all processes. */
export const pids = (): ReadonlyArray<number> =>
  readdirSync("/proc").flatMap((name) => (/^\d/.test(name) ? [Number(name)] : []))

/** The first thread of a process may have ended before the others. */
const hasThreads = (pid: number): boolean => {
  try {
    return readdirSync(`/proc/${pid}/task`).length > 1
  } catch {
    return false
  }
}

/** Undefined if it is gone, or has ended and only its parent has not taken note. */
export const statOf = (pid: number): Stat | undefined => {
  const text = textOf(pid, "stat")
  if (text === undefined) return undefined
  // The name comes second, in brackets, and may have any bytes in it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  const state = fields[0]!
  if ((state === "Z" || state === "X") && !hasThreads(pid)) return undefined
  return { pid, state, parent: Number(fields[1]), session: Number(fields[3]), started: Number(fields[19]) }
}

/** Whether it is the same process still, and has not ended. */
export const isAlive = ({ pid, started }: ProcessId): boolean => statOf(pid)?.started === started

/** One variable of the environment that the process was started with, as far as it left it there. */
export const variableOf = (pid: number, name: string): string | undefined => {
  const text = textOf(pid, "environ")
  if (text === undefined) return undefined
  const start = text.startsWith(`${name}=`) ? 0 : text.indexOf(`\0${name}=`) + 1
  if (start === 0 && !text.startsWith(`${name}=`)) return undefined
  const end = text.indexOf("\0", start)
  return text.slice(start + name.length + 1, end < 0 ? undefined : end)
}

/** How long it may work in a real-time class at most, in microseconds; undefined if nothing is said. */
export const realTimeLimitOf = (pid: number): bigint | undefined => {
  const digits = /^Max realtime timeout +\S+ +(\d+)/m.exec(textOf(pid, "limits") ?? "")?.[1]
  return digits === undefined ? undefined : BigInt(digits)
}

/** Its place in the hierarchy of cgroup v2. */
export const groupOf = (pid: number): string | undefined => /^0::(.*)$/m.exec(textOf(pid, "cgroup") ?? "")?.[1]

/** Its command line, for people. */
export const commandLineOf = (pid: number): string => {
  const line = textOf(pid, "cmdline")?.replaceAll("\0", " ").trim() ?? ""
  return line === "" ? `(${textOf(pid, "comm")?.trim() ?? "unknown"})` : Buffer.from(line, "latin1").toString("utf8")
}

/** This process and those that it comes from. */
export const ownLine = (): ReadonlySet<number> => {
  const line = new Set<number>()
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = statOf(pid)?.parent ?? 0) line.add(pid)
  return line
}
