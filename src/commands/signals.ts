// Signals to processes, which are never sent to another one that has got the number.
import { closeSync } from "node:fs"
import { constants } from "node:os"
import { codeOf } from "../platform/files.ts"
import { isAlive, type ProcessId } from "./proc.ts"
import { loadSystem } from "./system.ts"

export type SignalName = "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT"

/** Sends by the number alone, right after it was seen whose it is. */
const sendByNumber = (process_: ProcessId, name: SignalName): string | undefined => {
  if (!isAlive(process_)) return undefined
  try {
    process.kill(process_.pid, name)
    return undefined
  } catch (error) {
    const code = codeOf(error)
    return code === "ESRCH" ? undefined : code
  }
}

/** Undefined if it was sent, or the process is gone; else why not. */
export const send = (process: ProcessId, name: SignalName): string | undefined => {
  const system = loadSystem().native
  const fd = system?.openProcess(process.pid)
  if (system === undefined || fd === "ENOSYS") return sendByNumber(process, name)
  if (typeof fd !== "number") return fd === "ESRCH" || fd === "EINVAL" ? undefined : fd
  try {
    if (!isAlive(process)) return undefined
    const refused = system.signal(fd, constants.signals[name])
    return refused === "ESRCH" ? undefined : refused
  } finally {
    closeSync(fd)
  }
}
