// Other processes in tests: each has a session of its own, and does what it is told.
import { spawn } from "node:child_process"
import { Data, Effect } from "effect"
import type { OpenOptions } from "../../src/workspace/host.ts"

export type Command =
  | { readonly do: "open"; readonly directory: string; readonly options?: Partial<OpenOptions> }
  | { readonly do: "edit"; readonly path: string; readonly add: string }
  | { readonly do: "write"; readonly path: string; readonly content: string }
  | { readonly do: "acquire" | "observe"; readonly path: string }
  /** From now on, in the middle of each transaction: reads the store's files, and leaves others time. */
  | { readonly do: "spy"; readonly directory: string }
  | { readonly do: "many"; readonly times: number; readonly commands: ReadonlyArray<Command> }
  | { readonly do: "delay"; readonly of: Command }
  /** Starts a program that goes on for a while; answers with its number. */
  | { readonly do: "spawn" }
  /** Asks who writes a file, again and again for so long. */
  | { readonly do: "probe"; readonly path: string; readonly ms: number }
  /** Opens a file for writing and closes it, again and again for so long. */
  | { readonly do: "hammer"; readonly path: string; readonly ms: number }
  | { readonly do: "delete"; readonly path: string }
  /** Opens as many files as it may before the nth call that changes files; answers how many calls of the last ones are left. */
  | { readonly do: "exhaustAt"; readonly call: number }
  /** Opens as many files as it may, and closes them again. */
  | { readonly do: "exhaust" | "recover" }
  | { readonly do: "close" }

export interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: { readonly _tag: string; readonly reason?: string; readonly message: string }
}

/** What the other process was told. */
export class Refused extends Data.TaggedError("Refused")<NonNullable<Answer["error"]> & { readonly tag: string }> {}

export interface Actor {
  readonly pid: number
  readonly tell: (command: Command) => Effect.Effect<unknown, Refused>
  readonly signal: (signal: NodeJS.Signals) => void
  /** Resolves with its end: by which signal, or with which code. */
  readonly ended: Effect.Effect<NodeJS.Signals | number>
}

/** Starts a process; `within`: what starts it, such as `["unshare", "--pid", "--fork"]`. */
export const actor = (within: ReadonlyArray<string> = []) =>
  Effect.acquireRelease(
    Effect.callback<Actor>((resume) => {
      const [command, ...args] = [...within, process.execPath, new URL("actor.ts", import.meta.url).pathname]
      const child = spawn(command!, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] })
      const waiting = new Map<number, (answer: Answer) => void>()
      const over = new Promise<NodeJS.Signals | number>((resolve) => {
        child.on("exit", (code, signal) => {
          resume(Effect.die(new Error(`it ended: ${signal ?? code}`)))
          for (const [id, answer] of waiting)
            answer({ id, error: { _tag: "Gone", message: `ended: ${signal ?? code}` } })
          resolve(signal ?? code ?? -1)
        })
      })
      let next = 0
      const made: Actor = {
        pid: child.pid!,
        tell: (asked) =>
          Effect.callback((done) => {
            const id = next++
            waiting.set(id, ({ error, value }) => {
              waiting.delete(id)
              done(
                error === undefined ? Effect.succeed(value) : Effect.fail(new Refused({ ...error, tag: error._tag }))
              )
            })
            child.send({ id, command: asked })
          }),
        signal: (signal) => child.kill(signal),
        ended: Effect.promise(() => over)
      }
      child.on("message", (answer: Answer) => {
        if (answer.id < 0) resume(Effect.succeed(made))
        else waiting.get(answer.id)?.(answer)
      })
    }),
    ({ signal, ended }) =>
      Effect.andThen(
        Effect.sync(() => signal("SIGKILL")),
        ended
      )
  )

/** One that has opened a workspace. */
export const actorIn = (directory: string, options: Partial<OpenOptions> = {}, within: ReadonlyArray<string> = []) =>
  Effect.tap(actor(within), ({ tell }) => tell({ do: "open", directory, options }))
