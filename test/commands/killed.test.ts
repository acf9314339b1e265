// The host of a command is killed, and its keeper with it or not: what the command started is found all the same, and ended.
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { endAll, freshCommandId, processesOf, runContained } from "../../src/commands/contained.ts"
import type { Avoidable } from "../../src/commands/keeper-talk.ts"
import { find } from "../../src/commands/search.ts"
import { loadSystem } from "../../src/commands/system.ts"
import { directoryWith } from "../workspace/directory.ts"
import { detached, living, type Plan, until, write } from "./programs.ts"

const hostPath = new URL("host.ts", import.meta.url).pathname

const noKoffi = `--import ${new URL("no-koffi.ts", import.meta.url).href}`

/** Starts a host that runs the plan, and gives all that was started. */
const host = (plan: Plan, ...without: ReadonlyArray<Avoidable>) => hostWith(process.env, plan, ...without)

const hostWith = (env: NodeJS.ProcessEnv, plan: Plan, ...without: ReadonlyArray<Avoidable>) =>
  Effect.gen(function* () {
    const cwd = yield* directoryWith()
    const id = freshCommandId()
    const written = write(cwd, plan)
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [hostPath, id, cwd, written.script, ...without], { stdio: "ignore", env })
      ),
      () => endAll(id, { grace: 0 })
    )
    const all = yield* Effect.promise(written.all)
    const keeper = yield* Effect.promise(async () => (await find(id)).find(({ isKeeper }) => isKeeper)!)
    const killHost = Effect.promise(async () => {
      child.kill("SIGKILL")
      await once(child, "exit")
    })
    /** The keeper is stopped first, so that it has no time for anything. */
    const killBoth = Effect.gen(function* () {
      process.kill(keeper.pid, "SIGSTOP")
      yield* killHost
      process.kill(keeper.pid, "SIGKILL")
      yield* Effect.promise(() => until(() => living([keeper]).length === 0))
    })
    return { id, all, keeper, killHost, killBoth }
  })

/** The first stays, and has a child that got away in every way there is; its parent has ended. */
const gotAway: Plan = {
  ...detached,
  cleared: false,
  children: [{ ...detached, ends: true, children: [detached, { ...detached, cleared: false }] }]
}

const zombiesOf = (parent: number): number =>
  readdirSync("/proc").filter((name) => {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(") ").at(-1)!.split(" ")
      return fields[0] === "Z" && fields[1] === String(parent)
    } catch {
      return false
    }
  }).length

const hasSystem = loadSystem().native !== undefined

describe("when the host of a command is killed", () => {
  it.live("its keeper ends all, and itself", () =>
    Effect.gen(function* () {
      const { all, keeper, killHost } = yield* host(gotAway)
      yield* killHost
      yield* Effect.promise(() => until(() => living([...all, keeper]).length === 0))
    })
  )

  it.live("together with its keeper, whoever comes next finds and ends all", () =>
    Effect.gen(function* () {
      const { id, all, killBoth } = yield* host(gotAway)
      yield* killBoth
      const before = living(all)
      assert.isAtLeast(before.length, 3)
      const found = yield* processesOf(id)
      for (const one of before) assert.isTrue(found.some(({ pid }) => pid === one.pid))
      const report = yield* endAll(id, { grace: 30 })
      assert.deepStrictEqual([living(all), report.left], [[], []])
      for (const one of before) assert.isTrue(report.ended.some(({ pid }) => pid === one.pid))
    })
  )

  /** What finds the process that got away in every way, when some ways are not there. */
  for (const without of [["group"], ["limit"]] as const)
    it.live.skipIf(!hasSystem)(`the same without a ${without[0]}`, () =>
      Effect.gen(function* () {
        const { id, all, killBoth } = yield* host(gotAway, ...without)
        yield* killBoth
        const found = yield* processesOf(id)
        const ways = new Set(found.flatMap(({ ways }) => ways))
        if (without[0] === "limit" && !ways.has("group")) return // No group may be made here.
        assert.isFalse(ways.has(without[0]))
        yield* endAll(id, { grace: 30 })
        assert.deepStrictEqual(living(all), [])
      })
    )

  it.live("and all ways but the environment are missing, one that has none is lost with its keeper, not before", () =>
    Effect.gen(function* () {
      const lost = { ...detached, ignores: false }
      const { id, all, killBoth } = yield* host({ ...detached, cleared: false, children: [lost] }, "group", "limit")
      assert.strictEqual((yield* processesOf(id)).length >= all.length, true)
      yield* killBoth
      yield* endAll(id, { grace: 30 })
      const rest = living(all)
      // This is what the others are for.
      assert.strictEqual(rest.length, 1)
      for (const { pid } of rest) process.kill(pid, "SIGKILL")
    })
  )
})

describe("without koffi", () => {
  it.live("those are ended that have the environment, or a parent or a session that is known", () =>
    Effect.gen(function* () {
      const plan: Plan = {
        ...detached,
        cleared: false,
        children: [
          { ...detached, session: false },
          { ...detached, cleared: false, ends: true, children: [] }
        ]
      }
      const { all, killHost } = yield* hostWith({ ...process.env, NODE_OPTIONS: noKoffi }, plan, "group")
      yield* killHost
      yield* Effect.promise(() => until(() => living(all).length === 0))
    })
  )
})

describe("a command within a command", () => {
  it.live("is ended with the outer one", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith()
      const [outer, inner] = [freshCommandId(), freshCommandId()]
      const written = write(cwd, gotAway)
      const run = { command: process.execPath, args: [hostPath, inner, cwd, written.script] }
      const fiber = yield* Effect.forkChild(runContained({ run, cwd, id: outer, grace: 30 }))
      const all = yield* Effect.promise(written.all)
      assert.isAtLeast((yield* processesOf(inner)).length, living(all).length)
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual([living(all), yield* processesOf(inner)], [[], []])
    })
  )
})

describe("a keeper", () => {
  it.live("buries those that it took in", () =>
    Effect.gen(function* () {
      const { keeper } = yield* host({ ...detached, children: [{ ...detached, ends: true, children: [] }] })
      yield* Effect.promise(() => until(() => zombiesOf(keeper.pid) === 0))
    })
  )

  it.live("that is killed is told of, and all is ended", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith()
      const id = freshCommandId()
      const written = write(cwd, gotAway)
      const fiber = yield* Effect.forkChild(
        Effect.flip(runContained({ run: { command: "sh", args: [written.script] }, cwd, id, grace: 30 }))
      )
      const all = yield* Effect.promise(written.all)
      const keeper = yield* Effect.promise(async () => (await find(id)).find(({ isKeeper }) => isKeeper)!)
      process.kill(keeper.pid, "SIGKILL")
      assert.strictEqual(
        (yield* Fiber.join(fiber)).message,
        'the process that watches over "sh" was lost (SIGKILL); what it had started was ended. Look at what it left, then run it again'
      )
      assert.deepStrictEqual(living(all), [])
    })
  )
})
