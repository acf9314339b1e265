// Two tasks and a program outside, whose operations come in any order that a scheduler finds: every line that was acknowledged is
// there afterwards, and the invariants of the core hold after each transaction.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, type Scope } from "effect"
import * as fc from "fast-check"
import {
  Absent,
  type Action,
  brokenIn,
  type Content,
  firstOpen,
  type Key,
  type RunId,
  type State,
  type Step,
  step,
  type TaskId
} from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import { type Host, openHost } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import type { Lease, Files } from "../../src/workspace/interface.ts"
import { makeTasks } from "../../src/workspace/task.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "./directory.ts"

const files = ["a.txt", "b.txt"] as const

type Operation =
  | { readonly kind: "edit" | "observe" | "write" | "acquire" | "outside"; readonly file: number }
  | { readonly kind: "patch" | "release" }

const ofFile = (kind: "edit" | "observe" | "write" | "acquire" | "outside") =>
  fc.record({ kind: fc.constant(kind), file: fc.nat(files.length - 1) })

const operation: fc.Arbitrary<Operation> = fc.oneof(
  ofFile("edit"),
  ofFile("edit"),
  ofFile("observe"),
  ofFile("write"),
  ofFile("acquire"),
  ofFile("outside"),
  fc.record({ kind: fc.constantFrom("patch" as const, "release" as const) })
)

/** A task in a directory of its own, and what it was told. */
const actor = (task: Files, directory: string, root: string, name: string) => {
  const acknowledged: Array<readonly [file: string, line: string]> = []
  const leases: Array<Lease> = []
  let lines = 0
  const line = (): string => `${name} ${(lines += 1)}\n`
  const pathOf = (file: number): string => `${directory}/${files[file]!}`
  const textOf = (file: number): string => readFileSync(join(root, pathOf(file)), "utf8")

  const run = (asked: Operation): Effect.Effect<unknown, unknown> => {
    const own = line()
    switch (asked.kind) {
      case "edit":
        return Effect.tap(
          task.edit(pathOf(asked.file), (before) => `${before ?? ""}${own}`),
          () => Effect.sync(() => acknowledged.push([pathOf(asked.file), own]))
        )
      case "observe":
        return task.observe(pathOf(asked.file))
      case "write":
        // Built on what it observed last, which it does not look at again.
        return Effect.gen(function* () {
          const { text } = yield* task.observe(pathOf(asked.file))
          yield* Effect.yieldNow
          yield* task.write(pathOf(asked.file), `${text ?? ""}${own}`)
          acknowledged.push([pathOf(asked.file), own])
        })
      case "patch":
        return Effect.gen(function* () {
          const before: Array<string> = []
          for (const file of files.keys()) before.push((yield* task.observe(pathOf(file))).text ?? "")
          yield* task.patch(files.map((_, file) => ({ path: pathOf(file), content: `${before[file]!}${own}` })))
          for (const file of files.keys()) acknowledged.push([pathOf(file), own])
        })
      case "acquire":
        return Effect.map(task.acquire(pathOf(asked.file)), (lease) => leases.push(lease))
      case "release":
        return leases.pop()?.release ?? Effect.void
      case "outside":
        return Effect.sync(() => {
          const temporary = join(root, `${pathOf(asked.file)}.tmp`)
          writeFileSync(temporary, `${textOf(asked.file)}outside ${own}`)
          renameSync(temporary, join(root, pathOf(asked.file)))
          acknowledged.push([pathOf(asked.file), `outside ${own}`])
        })
    }
  }
  return { run, acknowledged, textOf }
}

const start = (host: Host, name: string): Effect.Effect<Files, unknown> => {
  const task = name as TaskId
  const run = `${name}/run` as RunId
  return host.store
    .transact((tx) => {
      tx.task(task, { background: false, allowWrites: false, scope: everything, title: name })
      return tx.step({ _tag: "Start", run, task, host: host.host })
    })
    .pipe(Effect.as(makeTasks(host)(task, run)))
}

/** Runs any operations of two tasks in any order; rejects with what was lost. */
const interleaved = (options: { readonly step?: Step } = {}) =>
  Effect.gen(function* () {
    const root = yield* directoryWith()
    const host: Host = yield* openHost({ ...defaults, ...options, directory: root, storeDir: undefined })
    const runPromise = Effect.runPromiseExitWith(yield* Effect.context<Scope.Scope>())
    let round = 0

    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(operation, { minLength: 1, maxLength: 6 }),
      fc.array(operation, { minLength: 1, maxLength: 6 }),
      async (scheduler, first, second) => {
        round += 1
        const directory = `round${round}`
        mkdirSync(join(root, directory))
        for (const file of files) writeFileSync(join(root, directory, file), "")
        const broken: Array<string> = []
        const stop = host.store.listen(() => broken.push(...brokenIn(host.store.state())))
        const tasks = await Effect.runPromise(Effect.all([start(host, `first${round}`), start(host, `second${round}`)]))
        const actors = tasks.map((task, i) => actor(task, directory, root, ["first", "second"][i]!))
        const live = [first, second].map(async (operations, i) => {
          for (const asked of operations) {
            await scheduler.schedule(Promise.resolve())
            const exit = await runPromise(actors[i]!.run(asked))
            if (Exit.isFailure(exit) && exit.cause.reasons.some(({ _tag }) => _tag === "Die")) throw exit.cause
          }
        })
        await scheduler.waitFor(Promise.all(live))
        for (const { run } of tasks)
          await Effect.runPromise(Effect.ignore(host.store.transact((tx) => tx.step({ _tag: "End", run }))))
        stop()
        assert.deepStrictEqual(broken, [])
        const kept = host.kept.list().map(({ name }) => host.kept.read(name)!.toString())
        for (const { acknowledged, textOf } of actors) {
          for (const [path, line] of acknowledged) {
            const file = files.findIndex((name) => path.endsWith(name))
            const found = textOf(file).includes(line) || kept.some((text) => text.includes(line))
            assert.isTrue(found, `${JSON.stringify(line)} of ${path} is lost`)
          }
        }
      }
    )
    yield* Effect.tryPromise({
      try: () => fc.assert(property, propertyOptions(60)) as Promise<void>,
      catch: (error) => error as Error
    })
  })

const baseOf = (state: State, key: Key): Content =>
  firstOpen(state, key)?.parts.find((part) => part.key === key)?.base ?? Absent

/** What a core is told that never compares with the base. */
const blinded = (state: State, action: Action): Action => {
  switch (action._tag) {
    case "Decide": {
      const [first, ...rest] = action.parts.map((part) => ({ ...part, found: part.base }))
      return { ...action, parts: [first!, ...rest] }
    }
    case "Judge":
      return {
        ...action,
        seen: action.seen.map((one) => ({
          ...one,
          file: one.file === null ? null : { ...one.file, content: baseOf(state, one.key) }
        }))
      }
    case "Hash":
      return { ...action, content: baseOf(state, action.key) }
    default:
      return action
  }
}

describe("any interleaving of two tasks", () => {
  it.live("loses nothing that was acknowledged, and keeps the invariants", () => interleaved(), 60_000)

  it.live(
    "loses something without the checks of the base, so that this would be noticed",
    () =>
      Effect.gen(function* () {
        const lost = yield* Effect.flip(
          interleaved({ step: (state, action, now) => step(state, blinded(state, action), now) })
        )
        assert.match(String((lost as Error).cause), /is lost/)
      }),
    60_000
  )
})
