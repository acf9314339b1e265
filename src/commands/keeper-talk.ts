// What a host and a keeper say to each other, a line each.
import type { Socket } from "node:net"
import type { CommandId } from "./command-id.ts"
import type { Way } from "./marks.ts"

/** A way in which the processes of a command cannot be found, and why. */
export interface Missing {
  readonly way: Way
  readonly why: string
}

/** What a host can do without. */
export type Avoidable = Exclude<Way, "environment">

export type ToKeeper =
  | {
      readonly _tag: "Run"
      readonly id: CommandId
      readonly command: string
      readonly args: ReadonlyArray<string>
      readonly cwd: string
      readonly environment: Readonly<Record<string, string>>
      /** How long the processes have after SIGTERM when the host is gone, in ms. */
      readonly grace: number
      /** What is not to be used. */
      readonly without: ReadonlyArray<Avoidable>
    }
  /** Nobody is left; go. */
  | { readonly _tag: "Go" }

export type FromKeeper =
  | { readonly _tag: "NotStarted"; readonly code: string }
  | {
      readonly _tag: "Started"
      readonly pid: number
      readonly started: number
      readonly missing: ReadonlyArray<Missing>
    }
  | { readonly _tag: "Exited"; readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Calls with each line that comes. */
export const lines = (socket: Socket, each: (line: string) => void): void => {
  let rest = ""
  socket.setEncoding("utf8")
  socket.on("data", (text: string) => {
    const all = (rest + text).split("\n")
    rest = all.pop()!
    all.forEach(each)
  })
}
