// Processes that are started to measure, and what they tell.
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"

/** Starts a file of this folder. */
export const start = (file: string, ...given: ReadonlyArray<string>): ChildProcess =>
  fork(join(import.meta.dirname, file), given)

/** The next message. All that was sent comes before the end of the channel. */
export const heard = async (child: ChildProcess): Promise<unknown> => {
  const over = new AbortController()
  const message = once(child, "message", { signal: over.signal })
  const end = once(child, "disconnect", { signal: over.signal }).then(() => {
    throw new Error("a process ended before it had told anything: see above what it says")
  })
  try {
    const [told] = (await Promise.race([message, end])) as [unknown]
    return told
  } finally {
    over.abort()
    await Promise.allSettled([message, end])
  }
}

export const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
}
