/** A process of its own that opens workspaces and does what it is told, by messages: see actors.ts. */
import { spawn } from "node:child_process"
import { closeSync, constants, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Exit, Scope } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { loadNative } from "../../src/platform/native.ts"
import type { Answer, Command } from "./actors.ts"
import { longestDelay } from "./delay.ts"
import { openIn, type Session } from "./session.ts"

const scope = Effect.runSync(Scope.make())
let session: Session | undefined

const exhausted: Array<number> = []

const exhaust = (): number => {
  try {
    for (;;) exhausted.push(openSync("/dev/null", "r"))
  } catch {
    return exhausted.length
  }
}

let callsLeft = 0

let spied: string | undefined
const cell = new Int32Array(new SharedArrayBuffer(4))

/** As an indexer or a backup would, in the same process: with the descriptors all POSIX locks go that it has on these files. */
const readStore = (directory: string): void => {
  for (const name of ["store.db", "store.db-wal", "store.db-shm", "lock"]) {
    readFileSync(join(directory, ".leasehold", name))
  }
  Atomics.wait(cell, 0, 0, 2)
}

const about = ({ call }: Call): void => {
  callsLeft -= 1
  if (callsLeft === 0) exhaust()
  if (call === "commit" && spied !== undefined) readStore(spied)
}

/** How often it was done in that time. */
const repeated = (ms: number, call: () => void): number => {
  const until = performance.now() + ms
  let times = 0
  for (; performance.now() < until; times++) call()
  return times
}

const { native } = loadNative()

const probeOnce = (path: string): void => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  native!.writer(fd)
  closeSync(fd)
}

const opened = (): Session => {
  if (session === undefined) throw new Error("no workspace was opened")
  return session
}

const perform = (command: Command): Effect.Effect<unknown, unknown, Scope.Scope> => {
  switch (command.do) {
    case "open":
      return Effect.map(openIn(command.directory, { ...command.options, about }), (made) => {
        session = made
        return made.host.opening
      })
    case "edit":
      return Effect.as(
        opened().task.edit(command.path, (before) => (before ?? "") + command.add, { retries: 1_000 }),
        undefined
      )
    case "acquire":
      return Effect.map(opened().task.acquire(command.path), ({ token }) => token)
    case "observe":
      return Effect.map(opened().task.observe(command.path), ({ text }) => text)
    case "write":
      return Effect.as(opened().task.write(command.path, command.content), undefined)
    case "spy":
      return Effect.sync(() => {
        spied = command.directory
      })
    case "spawn":
      return Effect.sync(() => spawn("sleep", ["60"], { stdio: "ignore" }).pid)
    case "probe":
      return Effect.sync(() => repeated(command.ms, () => probeOnce(command.path)))
    case "hammer":
      return Effect.sync(() => repeated(command.ms, () => closeSync(openSync(command.path, "r+"))))
    case "delete":
      return Effect.andThen(
        opened().task.observe(command.path),
        Effect.as(opened().task.delete(command.path), undefined)
      )
    case "exhaust":
      return Effect.sync(exhaust)
    case "exhaustAt":
      return Effect.sync(() => {
        const left = callsLeft
        callsLeft = command.call
        return left
      })
    case "recover":
      return Effect.sync(() => exhausted.splice(0).forEach((fd) => closeSync(fd)))
    case "many":
      return Effect.forEach(
        Array.from({ length: command.times }, (_, i) => i),
        (i) => Effect.forEach(command.commands, (one) => perform(one), { discard: true }).pipe(Effect.as(i)),
        { discard: true }
      )
    case "delay":
      return longestDelay(perform(command.of))
    case "close":
      return Scope.close(scope, Exit.void)
  }
}

process.on("message", ({ id, command }: { readonly id: number; readonly command: Command }) => {
  void Effect.runPromise(
    perform(command).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.match({
        onSuccess: (value): Answer => ({ id, value }),
        onFailure: (error): Answer => ({
          id,
          error: JSON.parse(JSON.stringify({ ...(error as object), message: String((error as Error).message) }))
        })
      }),
      Effect.catchDefect((defect) => Effect.succeed<Answer>({ id, error: { _tag: "Defect", message: String(defect) } }))
    )
  ).then((answer) => process.send!(answer))
})
process.on("disconnect", () => process.exit(1))
process.send!({ id: -1 })
