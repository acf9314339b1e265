// What the life of tasks does to leases, places and runs, each shown by itself.
import { assert, describe, it } from "@effect/vitest"
import { type Action, brokenIn, init, type State } from "../../src/protocol/index.ts"
import { begun, h, i, limits, resume, spawn, t1, t2, u1, writer } from "./life-world.ts"
import { after, run, task, verdict } from "./world.ts"

const live = (...actions: ReadonlyArray<Action>): State => after([...begun, ...actions], 0, init({ limits }))

const crash: ReadonlyArray<Action> = [
  { _tag: "HostCrash", host: h },
  { _tag: "Reap", host: h }
]

describe("a run", () => {
  it("is one task's, and a task has one that runs: whoever spawns, resumes or starts gives it a new one", () => {
    assert.strictEqual(verdict(live(), spawn(t2, null, writer, h, u1)), "RunStarted")
    assert.strictEqual(verdict(live(...crash, { _tag: "HostOpen", host: h }), resume(t1, u1)), "RunStarted")
    const started: Action = { _tag: "Start", run: run("z1"), task: task("z"), host: i }
    assert.strictEqual(verdict(live(started), spawn(task("z"))), "TaskRunning")
    assert.deepStrictEqual(brokenIn(live(started)), [])
  })

  it("of a task that was spawned is not started otherwise, not even once that is over", () => {
    const start: Action = { _tag: "Start", run: run("z1"), task: t1, host: i }
    assert.strictEqual(verdict(live(), start), "TaskRunning")
    assert.strictEqual(verdict(live(...crash), start), "TaskExists")
  })
})
