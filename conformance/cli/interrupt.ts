/** What goes with an entry point that is interrupted. */
import { rmSync } from "node:fs"

/** Removes a directory if the process is interrupted before that is taken back, by what this returns. */
export const removedAtInterrupt = (directory: string): (() => void) => {
  const interrupted = (): void => {
    // Children are interrupted too, and may write a little longer.
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
    process.exit(130)
  }
  process.once("SIGINT", interrupted)
  return () => void process.off("SIGINT", interrupted)
}
