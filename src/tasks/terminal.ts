// Asking a person at the terminal whether a task may write in the background.
import { createInterface } from "node:readline/promises"
import { Effect, Semaphore } from "effect"
import type { Approver, Decision } from "./approval.ts"

export interface TerminalOptions {
  readonly input?: NodeJS.ReadableStream
  readonly output?: NodeJS.WritableStream
  /** Who is said to have agreed; the user's name if it is not said. */
  readonly by?: string
}

/** What is shown must not move the cursor, or look like an answer: the text is one of quoted names and patterns, so only its lines are kept. */
const shown = (text: string): string => text.replaceAll(/[^\P{C}\n]/gu, " ")

/**
 * Shows the request, and takes "yes" for yes and anything else for no, one request after the other. If somebody else decides meanwhile the
 * question is withdrawn.
 */
export const terminalApprover = (options: TerminalOptions = {}): Approver => {
  const { input = process.stdin, output = process.stdout, by = process.env["USER"] ?? "the terminal" } = options
  const one = Semaphore.makeUnsafe(1)
  return (request) =>
    Effect.acquireUseRelease(
      Effect.sync(() => createInterface({ input, output })),
      (lines) =>
        Effect.tryPromise({
          try: (signal) => {
            // Input that ends is no yes.
            const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")))
            return Promise.race([lines.question(`${shown(request.text)}\nMay it? (yes/no) `, { signal }), ended])
          },
          catch: (error) => error
        }),
      // Before anybody else asks: whoever closes pauses the input.
      (lines) => Effect.sync(() => lines.close())
    ).pipe(
      Effect.map((answer): Decision =>
        /^\s*yes\s*$/i.test(answer) ? { approve: true, by } : { approve: false, reason: `${by} said no` }
      ),
      one.withPermits(1)
    )
}
