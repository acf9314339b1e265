// What hosts and people do that nobody planned: odd values, everything twice, and ends in the middle of something.
import { readdirSync, readlinkSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Result } from "effect"
import type { Approver } from "../../src/tasks/approval.ts"
import type { Body, Task } from "../../src/tasks/interface.ts"
import { directoryWith } from "../workspace/directory.ts"
import {
  approving,
  closable,
  fieldsOf,
  opened,
  openIn,
  refusal,
  sh,
  statusesIn,
  untilFile,
  untilStatus
} from "./support.ts"

const tag = <A, E extends { readonly _tag: string }>(effect: Effect.Effect<A, E>) =>
  Effect.match(effect, { onSuccess: () => "done", onFailure: ({ _tag }) => _tag })

/** Processes that are at work in a directory. */
const processesIn = (directory: string): ReadonlyArray<string> =>
  readdirSync("/proc").filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory
    } catch {
      return false
    }
  })

describe("odd values", () => {
  it.live("are a task's id, title, outcome, question and answer as they are, or are refused with what is wrong", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({}, approving)
      const ids = ["a/b", "../x", "__proto__", "constructor", "toString", " ", "α\u202e", "x".repeat(200), "1", "null"]
      for (const id of ids) {
        const spawned = yield* workspace.tasks.spawn({ id, title: `${id}\n"quoted"`, allowWrites: true }, (task) =>
          Effect.map(task.ask(`${id}?`), (answer) => `${id}: ${answer}`)
        )
        yield* untilStatus(workspace, id, "waiting")
        yield* workspace.tasks.answer(id, id)
        assert.strictEqual((yield* spawned.result).outcome, `${id}: ${id}`)
      }
      assert.deepStrictEqual(Object.keys(yield* statusesIn(yield* openIn(directory))).length, ids.length)
      for (const id of ["", 1, {}, null] as Array<never>)
        assert.strictEqual(yield* tag(workspace.tasks.spawn({ id }, () => Effect.void)), "InvalidOptions", `id ${id}`)
      for (const timeoutMs of [0, -1, Number.NaN, Infinity, "1"] as Array<never>)
        assert.strictEqual(
          yield* tag(workspace.tasks.spawn({ timeoutMs }, () => Effect.void)),
          "InvalidOptions",
          `timeoutMs ${timeoutMs}`
        )
    })
  )

  it.live("come out of a body: it is over all the same, and says so", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, approving)
      const bodies: ReadonlyArray<readonly [status: string, body: () => Effect.Effect<unknown, unknown>]> = [
        ["completed", () => Effect.succeed("x".repeat(1_000_000))],
        ["completed", () => Effect.succeed(7)],
        ["completed", () => Effect.succeed({ a: 1 })],
        ["completed", () => Effect.succeed(null)],
        ["failed", () => Effect.fail(undefined)],
        ["failed", () => Effect.fail(null)],
        ["failed", () => Effect.fail({ code: 7 })],
        ["failed", () => Effect.fail(new Error("x".repeat(1_000_000)))],
        ["failed", () => Effect.die("a defect")],
        ["failed", () => Effect.interrupt],
        [
          "failed",
          () => {
            throw new Error("thrown")
          }
        ]
      ]
      for (const [status, body] of bodies) {
        const spawned = yield* workspace.tasks.spawn({ allowWrites: true }, body as Body)
        const result = yield* Effect.timeoutOption(spawned.result, "5 seconds")
        assert.strictEqual(result._tag === "Some" ? result.value.status : "it hangs", status, `${body}`)
      }
      assert.strictEqual(yield* tag(workspace.tasks.cancel("nobody")), "AlreadyEnded")
    })
  )
})

describe("an approver", () => {
  const approvers: ReadonlyArray<readonly [how: string, approver: () => unknown]> = [
    ["fails", () => Effect.fail(new Error("no luck"))],
    ["dies", () => Effect.die(new Error("no luck"))],
    [
      "throws",
      () => {
        throw new Error("no luck")
      }
    ],
    ["is interrupted", () => Effect.interrupt],
    ["decides nothing", () => Effect.succeed(undefined)],
    ["does not say who it is", () => Effect.succeed({ approve: true, by: "" })]
  ]
  it.live.each(approvers)("that %s has denied it", ([, approver]) =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, { approver: approver as Approver })
      const spawned = yield* workspace.tasks.spawn({ allowWrites: true }, () => Effect.void)
      const { status, outcome } = yield* spawned.result
      assert.strictEqual(status, "denied")
      assert.include(outcome, "nobody could be asked: ")
    })
  )
})

describe("twice", () => {
  it.live("at once, from two workspaces: one decides, and the other is told", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened()
      const other = yield* openIn(directory)
      const both = (decide: (of: typeof workspace.tasks) => Effect.Effect<unknown, { readonly _tag: string }>) =>
        Effect.map(
          Effect.all(
            [workspace, other].map(({ tasks }) => tag(decide(tasks))),
            { concurrency: 2 }
          ),
          (answers) => answers.toSorted().join()
        )
      const idle = () => Effect.never
      const spawning = { id: "one", allowWrites: true }
      assert.strictEqual(yield* both((tasks) => tasks.spawn(spawning, idle)), "TaskExists,done")
      const [request] = yield* workspace.tasks.pending
      assert.strictEqual(yield* both((tasks) => tasks.approve(request!, "both")), "NotPending,done")
      yield* untilStatus(workspace, "one", "running")
      assert.strictEqual(yield* both((tasks) => tasks.revoke("one", "both")), "NotGranted,done")
      assert.strictEqual(yield* both((tasks) => tasks.cancel("one", "both")), "AlreadyEnded,done")
      yield* untilStatus(workspace, "one", "cancelled")
      assert.strictEqual(yield* both((tasks) => tasks.delete("one")), "NotEnded,done")
      assert.strictEqual(yield* both((tasks) => tasks.spawn(spawning, idle)), "TaskExists,TaskExists")
      const asking = yield* workspace.tasks.spawn({ id: "asking" }, (task) => task.ask("Who?"))
      yield* untilStatus(other, "asking", "waiting")
      assert.strictEqual(yield* both((tasks) => tasks.answer("asking", "me")), "NotWaiting,done")
      assert.strictEqual((yield* asking.result).outcome, "me")
    })
  )

  it.live("resumed at once from two workspaces, a task goes on in one", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const first = yield* closable(directory)
      yield* first.workspace.tasks.spawn({ id: "one" }, () => Effect.never)
      yield* untilStatus(first.workspace, "one", "running")
      yield* first.close
      const [one, other] = [yield* openIn(directory), yield* openIn(directory)]
      let bodies = 0
      const body = () =>
        Effect.sync(() => {
          bodies += 1
          return "once"
        })
      const resumed = yield* Effect.all(
        [one, other].map(({ tasks }) => Effect.result(tasks.resume("one", body))),
        { concurrency: 2 }
      )
      assert.strictEqual(resumed.filter(Result.isSuccess).length, 1)
      yield* untilStatus(one, "one", "completed")
      assert.strictEqual(bodies, 1)
    })
  )
})

describe("a workspace that is closed while its tasks wait", () => {
  it.live("ends soon, leaves nothing of them, and all can be resumed and come to their ends", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
      const { workspace, close } = yield* closable(directory, { maxBackground: 10, approver: () => Effect.never })
      const { tasks } = workspace
      const approved = Effect.gen(function* () {
        for (const request of yield* tasks.pending) if (request.task !== "pending") yield* tasks.approve(request, "me")
      })
      const holder = yield* openIn(directory)
      const holding = yield* holder.start({ id: "holder" })
      yield* holding.acquire("a.txt")
      const bodies: Record<string, (task: Task) => Effect.Effect<string | void, unknown>> = {
        pending: () => Effect.void,
        asking: (task) => task.ask("Anybody?"),
        joining: (task) =>
          Effect.andThen(
            task.spawn({ id: "child" }, () => Effect.never),
            task.join
          ).pipe(Effect.asVoid),
        queueing: (task) => Effect.asVoid(task.acquire("a.txt", { wait: true })),
        writing: (task) => Effect.forever(task.edit("b.txt", (text) => `${text?.slice(-100)}+`)),
        commanding: (task) =>
          Effect.asVoid(
            task.exec({ ...sh("touch begun; trap '' TERM; while true; do sleep 1; done"), targets: ["begun"] })
          )
      }
      for (const [id, body] of Object.entries(bodies))
        yield* tasks.spawn({ id, allowWrites: true, timeoutMs: null }, body)
      yield* approved
      yield* untilStatus(workspace, "asking", "waiting")
      yield* untilStatus(workspace, "joining", "waiting")
      yield* untilStatus(workspace, "writing", "running")
      yield* untilFile(`${directory}/begun`)
      const since = performance.now()
      yield* close
      assert.isBelow(performance.now() - since, 8_000)
      assert.deepStrictEqual(processesIn(directory), [])
      const ids = ["child", ...Object.keys(bodies)]
      const statuses = yield* statusesIn(holder)
      for (const id of ids) {
        assert.strictEqual(statuses[id], "interrupted", id)
        assert.deepStrictEqual(yield* holder.leasesOf(id), [])
      }
      for (const id of ids) yield* holder.tasks.resume(id, () => Effect.succeed("at last"))
      const [request] = yield* holder.tasks.pending
      assert.deepInclude(fieldsOf(request), { task: "pending" })
      yield* holder.tasks.deny("pending", "late")
      for (const id of ids) yield* untilStatus(holder, id, id === "pending" ? "denied" : "completed")
      assert.strictEqual(yield* refusal(holder.tasks.resume("asking", () => Effect.void)), "NotInterrupted")
    })
  )

  it.live("in the midst of its spawning, has it or has it not", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      for (let round = 0; round < 6; round++) {
        const { workspace, close } = yield* closable(directory)
        const done = yield* Deferred.make<string>()
        yield* Effect.forkChild(
          Effect.flatMap(Effect.exit(workspace.tasks.spawn({ id: `task ${round}` }, () => Effect.never)), ({ _tag }) =>
            Deferred.succeed(done, _tag)
          )
        )
        yield* Effect.sleep(round)
        yield* close
        const exit = yield* Effect.timeoutOption(Deferred.await(done), "5 seconds")
        const seen = yield* openIn(directory)
        const status = (yield* statusesIn(seen))[`task ${round}`]
        assert.strictEqual(exit._tag, "Some", "it hangs")
        if (exit._tag === "Some" && exit.value === "Success") assert.strictEqual(status, "interrupted")
        else assert.include([undefined, "interrupted"], status)
      }
    })
  )
})
