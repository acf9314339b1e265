/**
 * The process that dies: makes one write, or opens a workspace that another one left, and kills itself just before the operation of
 * the number that it is given. What it is about to do goes into a log, as does what it was told.
 */
import { openSync, writeSync } from "node:fs"
import { Cause, Effect, Exit, Fiber } from "effect"
import type { Calls } from "../../src/platform/calls.ts"
import type { OpenOptions } from "../../src/workspace/host.ts"
import { makeActs } from "./acts.ts"
import { copying } from "./copies.ts"
import { optionsOf } from "./faults.ts"
import { kindNamed } from "./kinds.ts"
import { describe, interrupted, type Job, type Line, type Operation } from "./process.ts"
import { later, openSession } from "./session.ts"

const job = JSON.parse(process.argv[2]!) as Job
const kind = job.kind === undefined ? undefined : kindNamed(job.kind)
const fault = optionsOf(job.fault)
const log = openSync(job.log, "a")
const tell = (line: Line): void => void writeSync(log, `${JSON.stringify(line)}\n`)

let done = 0
let isArmed = kind === undefined

const die = (): never => {
  process.kill(process.pid, "SIGKILL")
  for (;;);
}

/** One operation is about to be made. */
const next = (operation: Operation): void => {
  if (!isArmed) return
  if (done === job.killAt) die()
  if (done === job.stopAt) process.kill(process.pid, "SIGSTOP")
  if (done === job.interruptAt) process.kill(process.pid, "SIGINT")
  done += 1
  tell({ operation })
}

const acts = makeActs(job.directory, kind?.acts ?? [], next, tell)
const copy = copying(job)

/** Tells which operations did nothing. */
const telling = (calls: Calls): Calls => {
  const told = (failed: string | undefined): string | undefined => {
    if (failed !== undefined && isArmed) tell({ failed: done - 1 })
    return failed
  }
  return {
    ...calls,
    exchange: (target, staged) => told(calls.exchange(target, staged)),
    noreplace: (from, to) => told(calls.noreplace(from, to))
  }
}

const options: Partial<OpenOptions> = {
  ...fault,
  about: (call) => {
    if (!isArmed) return
    acts.on(call.call)
    copy(call, done)
    next(describe(call))
  },
  calls: (calls) => telling(fault.calls === undefined ? calls : fault.calls(calls)),
  native: (native) =>
    native && {
      ...native,
      writer: (fd) => {
        if (isArmed) acts.on("probe")
        return native.writer(fd)
      }
    }
}

const main = Effect.gen(function* () {
  const { workspace, host } = yield* openSession(job.directory, options)
  if (kind === undefined) {
    yield* later(10_000)(workspace.gc())
    return tell({ told: "ok" })
  }
  host.store.listen((row, orders) => {
    for (const order of orders) if (order._tag === "Granted") tell({ granted: [row.generation, order.token] })
  })
  acts.open()
  isArmed = true
  const task = yield* workspace.start({ id: "writer" })
  const outcome = yield* Effect.result(kind.write(task))
  acts.on("told")
  tell({ told: outcome._tag === "Success" ? "ok" : outcome.failure._tag })
  if (kind.lateCheck === undefined) return
  acts.on("lateCheck")
  yield* later(10_000)(workspace.gc())
})

const ended = Effect.sync(() => {
  if (job.killAt !== undefined) die()
  isArmed = false
})

const fiber = Effect.runFork(Effect.scoped(Effect.andThen(main, ended)))
process.once("SIGINT", () => fiber.interruptUnsafe())
const exit = await Effect.runPromise(Fiber.await(fiber))
if (Exit.isFailure(exit)) {
  if (!Exit.hasInterrupts(exit)) throw Cause.squash(exit.cause)
  process.exitCode = interrupted
}
