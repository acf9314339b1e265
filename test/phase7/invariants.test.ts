// Invariants that the original design broke, by their names: those of the ends of tasks, their results, and their effects.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"
import type { Spawned, Task } from "../../src/tasks/interface.ts"
import type { JournalLine } from "../../src/store/journal.ts"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import { seedOf } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"
import {
  approving,
  closable,
  fieldsOf,
  opened,
  openIn,
  refusal,
  secondProcess,
  sh,
  statusesIn,
  untilFile,
  untilStatus
} from "./support.ts"

describe("ends", () => {
  it.live("one terminal state, final; a completed task has stopped", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({ "a.txt": "old" }, approving)
      const handles = new Map<string, Task>()
      const end = {
        completed: Effect.succeed("done"),
        failed: Effect.fail(new Error("no luck")),
        "timed out": Effect.never,
        cancelled: Effect.never
      }
      for (const [status, body] of Object.entries(end)) {
        const leaked = yield* Deferred.make<void>()
        const spawned = yield* workspace.tasks.spawn({ id: status, allowWrites: true, timeoutMs: 200 }, (task: Task) =>
          Effect.suspend(() => {
            handles.set(status, task)
            return Effect.andThen(Deferred.succeed(leaked, undefined), body)
          })
        )
        yield* Deferred.await(leaked)
        if (status === "cancelled") yield* spawned.cancel()
        assert.strictEqual((yield* spawned.result).status, status)
      }
      const again = yield* openIn(directory, approving)
      for (const tasks of [workspace.tasks, again.tasks])
        for (const status of Object.keys(end)) {
          assert.strictEqual(yield* refusal(tasks.cancel(status)), "AlreadyEnded")
          assert.strictEqual(yield* refusal(tasks.resume(status, () => Effect.void)), "NotInterrupted")
          assert.strictEqual(yield* refusal(tasks.deny(status, "late")), "NotPending")
          assert.strictEqual(yield* refusal(tasks.answer(status, "late")), "NotWaiting")
          const task = handles.get(status)!
          for (const late of [
            task.edit("a.txt", () => "late"),
            task.exec(sh("touch late")),
            task.ask("Now?"),
            task.join
          ])
            assert.strictEqual(
              yield* refusal(late as Effect.Effect<unknown, { readonly _tag: string }>),
              "TaskNotRunning"
            )
          assert.strictEqual(yield* refusal(task.spawn({}, () => Effect.void)), "TaskNotRunning")
        }
      assert.deepStrictEqual(
        yield* statusesIn(again),
        Object.fromEntries(Object.keys(end).map((status) => [status, status]))
      )
      assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "old")
    })
  )

  it.live(
    "a result is delivered to the parent, again after a restart until that is acknowledged, and then no more",
    () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith()
        const first = yield* closable(directory)
        const known = yield* Deferred.make<void>()
        yield* first.workspace.tasks.spawn({ id: "parent" }, (task) =>
          Effect.gen(function* () {
            yield* task.spawn({ id: "child" }, () => Effect.succeed("found it"))
            yield* task.join
            yield* Deferred.succeed(known, undefined)
            return yield* Effect.never
          })
        )
        yield* Deferred.await(known)
        yield* first.close
        const told: Array<ReadonlyArray<string | null>> = []
        for (const acknowledges of [false, true, false]) {
          const next = yield* closable(directory)
          const seen = yield* Deferred.make<void>()
          yield* next.workspace.tasks.resume("parent", (task) =>
            Effect.gen(function* () {
              told.push((yield* task.join).map(({ task: child, outcome }) => `${child}: ${outcome}`))
              if (acknowledges) yield* task.acknowledge("child")
              yield* Deferred.succeed(seen, undefined)
              return yield* Effect.never
            })
          )
          yield* Deferred.await(seen)
          yield* next.close
        }
        assert.deepStrictEqual(told, [["child: found it"], ["child: found it"], []])
      })
  )

  it.live(
    "recovery touches only the dead: whoever comes leaves the tasks of the living, and finds those of the dead",
    () =>
      Effect.gen(function* () {
        const { directory, workspace } = yield* opened({}, approving)
        const other = yield* secondProcess(directory)
        yield* Effect.promise(() => other.call("spawn", "theirs", "a.txt"))
        // Only here is somebody who approves.
        yield* Effect.flatMap(
          Effect.repeat(workspace.tasks.pending, { until: (all) => all.length === 1 }),
          ([request]) => workspace.tasks.approve(request!, "me")
        )
        yield* Effect.promise(() => other.call("wrote", "theirs"))
        for (let times = 0; times < 3; times++) {
          const third = yield* closable(directory, approving)
          yield* third.workspace.gc()
          assert.deepStrictEqual(yield* statusesIn(third.workspace), { theirs: "running" })
          assert.strictEqual(
            yield* refusal(third.workspace.tasks.resume("theirs", () => Effect.void)),
            "NotInterrupted"
          )
          yield* third.close
        }
        yield* Effect.promise(() => other.kill())
        const resumed = yield* workspace.tasks.resume("theirs", (task) => Effect.succeed(task.task))
        assert.deepInclude(fieldsOf(yield* resumed.result), { status: "completed", outcome: "theirs" })
      })
  )
})

/** The files that the journal says a task wrote. */
const writtenBy = (workspace: WorkspaceService, task: string) =>
  Effect.map(Stream.runCollect(workspace.journal), (lines) => {
    const rows = lines.slice(1).map((line) => JSON.parse(line) as JournalLine)
    const runs = new Set<string>()
    const decided = new Set<string>()
    for (const entry of rows.flatMap(({ entries }) => entries)) {
      if (entry._tag !== "Step") continue
      const { action } = entry
      if (action._tag === "Spawn" && action.task === task) runs.add(action.run)
      if (action._tag === "Decide" && runs.has(action.run)) for (const { key } of action.parts) decided.add(key)
    }
    return [...decided].sort()
  })

describe("effects", () => {
  it.live("leases outlive effects: that of a command stands until nothing of it writes any more", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({ "src/a.txt": "" }, approving)
      const stubborn = "trap '' TERM INT HUP; touch begun; while true; do date +%N > src/a.txt; done"
      const spawned = yield* workspace.tasks.spawn({ id: "stubborn", allowWrites: true }, (task) =>
        Effect.asVoid(task.exec(sh(`setsid sh -c "${stubborn}" & ${stubborn}`)))
      )
      yield* untilFile(join(directory, "begun"))
      yield* spawned.cancel()
      const next = yield* workspace.start({ id: "next" })
      yield* next.acquire("src/a.txt", { wait: true })
      const before = readFileSync(join(directory, "src/a.txt"), "utf8")
      yield* Effect.sleep(100)
      assert.strictEqual(readFileSync(join(directory, "src/a.txt"), "utf8"), before)
      assert.strictEqual((yield* spawned.result).status, "cancelled")
    })
  )

  it.live(
    "reports tell the truth: a task that is cancelled or times out at any moment wrote what it was told, and no more",
    () => {
      const seed = seedOf()
      let last = seed
      const below = (most: number): number => (last = (last * 48_271 + 11) % 2_147_483_647) % most
      return Effect.gen(function* () {
        const { directory, workspace } = yield* opened({}, approving)
        for (let round = 0; round < 12; round++) {
          const told: Array<string> = []
          const id = `task ${round}`
          const timeoutMs = round % 3 === 0 ? 1 + below(60) : 10_000
          const spawned: Spawned = yield* workspace.tasks.spawn({ id, allowWrites: true, timeoutMs }, (task) =>
            Effect.gen(function* () {
              for (let n = 0; ; n++) {
                yield* task.create(`${round}/${n}.txt`, id)
                told.push(`${round}/${n}.txt`)
              }
            })
          )
          yield* untilStatus(workspace, id, timeoutMs === 10_000 ? "running" : "timed out")
          yield* Effect.sleep(below(50))
          yield* Effect.ignore(spawned.cancel())
          yield* spawned.result
          const written = yield* writtenBy(workspace, id)
          const there = written.filter((key) => {
            try {
              return readFileSync(join(directory, key), "utf8") === id
            } catch {
              return false
            }
          })
          for (const key of told) assert.include(there, key, `seed ${seed}`)
          // One may have been decided when it was told to end: it goes through, or is as if it had not been.
          assert.isAtMost(there.length - told.length, 1, `seed ${seed}`)
          assert.deepStrictEqual(yield* workspace.leasesOf(id), [])
        }
      })
    }
  )
})
