/** One crash: a directory, a process that dies in it, and what is found afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { optionsOf } from "./faults.ts"
import { guarantees } from "./guarantees.ts"
import type { Kind } from "./kinds.ts"
import { runWriter } from "./process.ts"
import { openSession } from "./session.ts"

/** A directory beside which there is room for logs and copies, gone with the scope. */
export const arena = (kind: Kind) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const base = mkdtempSync(join(tmpdir(), "leasehold-crash-"))
      const directory = join(base, "tree")
      mkdirSync(directory)
      mkdirSync(join(base, "copies"))
      for (const [path, content] of Object.entries(kind.before)) {
        if (content === null) continue
        mkdirSync(dirname(join(directory, path)), { recursive: true })
        writeFileSync(join(directory, path), content)
      }
      return { base, directory, log: join(base, "log") }
    }),
    ({ base }) => Effect.sync(() => rmSync(base, { recursive: true, force: true }))
  )

/** How it is recovered: by who opens it then, or by who has it open all the time. */
export type Mode = "alone" | "beside"

export const crash = Effect.fnUntraced(function* (kind: Kind, killAt: number, mode: Mode, fault?: string) {
  const { directory, log } = yield* arena(kind)
  const options = optionsOf(fault)
  const beside = mode === "beside" ? yield* openSession(directory, options) : undefined
  const left = yield* runWriter({ directory, log, kind: kind.name, killAt, fault })
  return yield* guarantees(directory, kind, left, { ...options, beside })
}, Effect.scoped)

/** A crash, and another one of the process that settles what the first one left. */
export const crashAgain = Effect.fnUntraced(function* (kind: Kind, killAt: number, again: number, mode: Mode) {
  const { base, directory, log } = yield* arena(kind)
  const beside = mode === "beside" ? yield* openSession(directory) : undefined
  const left = yield* runWriter({ directory, log, kind: kind.name, killAt })
  const { operations } = yield* runWriter({ directory, log: join(base, "log.again"), killAt: again })
  return { operations, complaints: yield* guarantees(directory, kind, left, { beside }) }
}, Effect.scoped)

/** Which operations a write consists of, when nothing is in its way. */
export const operationsOf = Effect.fnUntraced(function* (kind: Kind, fault?: string) {
  const { directory, log } = yield* arena(kind)
  return (yield* runWriter({ directory, log, kind: kind.name, fault })).operations
}, Effect.scoped)
