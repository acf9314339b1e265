import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import { approveAll, denyAll } from "../../src/tasks/approval.ts"
import type { TaskResult } from "../../src/tasks/interface.ts"
import type { OpenWorkspace } from "../../src/workspace/options.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

/** A workspace in a directory with these files. */
const opened = (files: Readonly<Record<string, string>> = {}, options: Partial<OpenWorkspace> = {}) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith(files)
    const workspace = yield* Workspace.open({ directory, tendMs: 10, ...options })
    return { directory, workspace, text: (name: string) => readFileSync(join(directory, name), "utf8") }
  })

const told = ({ status, outcome }: TaskResult): string => `${status}: ${outcome}`

const approving = { approver: approveAll("test") }

describe("a background task", () => {
  it.live("writes once it is approved, and tells what it came to", () =>
    Effect.gen(function* () {
      const { workspace, text } = yield* opened({ "a.txt": "old" }, approving)
      const spawned = yield* workspace.tasks.spawn({ id: "docs", allowWrites: true }, (task) =>
        Effect.as(
          task.edit("a.txt", () => "new"),
          "edited"
        )
      )
      assert.strictEqual(told(yield* spawned.result), "completed: edited")
      assert.strictEqual(text("a.txt"), "new")
    })
  )

  it.live("without allowWrites obtains no lease and writes nothing", () =>
    Effect.gen(function* () {
      const { workspace, text } = yield* opened({ "a.txt": "old" }, approving)
      const spawned = yield* workspace.tasks.spawn({ id: "reader" }, (task) =>
        Effect.gen(function* () {
          const lease = yield* Effect.flip(task.acquire("a.txt"))
          const write = yield* Effect.flip(task.edit("a.txt", () => "new"))
          return `${lease._tag} ${write._tag}`
        })
      )
      assert.strictEqual((yield* spawned.result).outcome, "WriteNotAllowed WriteNotAllowed")
      assert.strictEqual(text("a.txt"), "old")
    })
  )

  it.live("that is denied never starts", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, { approver: denyAll("not today") })
      let started = false
      const spawned = yield* workspace.tasks.spawn({ id: "docs", allowWrites: true }, () =>
        Effect.sync(() => {
          started = true
        })
      )
      assert.strictEqual(told(yield* spawned.result), "denied: not today")
      assert.isFalse(started)
    })
  )

  it.live("that fails says why, and one that is cancelled is interrupted", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened()
      const failing = yield* workspace.tasks.spawn({ id: "failing" }, () => Effect.fail(new Error("no luck")))
      assert.strictEqual(told(yield* failing.result), "failed: no luck")
      const begun = yield* Deferred.make<void>()
      let stopped = false
      const endless = yield* workspace.tasks.spawn({ id: "endless" }, () =>
        Deferred.succeed(begun, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() =>
            Effect.sync(() => {
              stopped = true
            })
          )
        )
      )
      yield* Deferred.await(begun)
      yield* endless.cancel("enough")
      assert.strictEqual(told(yield* endless.result), "cancelled: enough")
      assert.isTrue(stopped)
    })
  )

  it.live("is ended when its time is over", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened()
      const slow = yield* workspace.tasks.spawn({ timeoutMs: 30 }, () => Effect.never)
      assert.strictEqual((yield* slow.result).status, "timed out")
    })
  )
})

describe("a tree of tasks", () => {
  it.live("of three parents that wait for their children goes on at a limit of three", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened()
      const parents = yield* Effect.forEach([1, 2, 3], (n) =>
        workspace.tasks.spawn({ id: `parent${n}` }, (task) =>
          Effect.gen(function* () {
            yield* task.spawn({ id: `child${n}` }, () => Effect.succeed(`done ${n}`))
            const results = yield* task.join
            return results.map(({ outcome }) => outcome).join()
          })
        )
      )
      const results = yield* Effect.forEach(parents, ({ result }) => result)
      assert.deepStrictEqual(
        results.map(({ outcome }) => outcome),
        ["done 1", "done 2", "done 3"]
      )
    })
  )

  it.live("ends with its root", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened()
      const begun = yield* Deferred.make<void>()
      const root = yield* workspace.tasks.spawn({ id: "root" }, (task) =>
        Effect.andThen(
          task.spawn({ id: "child" }, () => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)),
          Effect.never
        )
      )
      yield* Deferred.await(begun)
      yield* root.cancel()
      yield* root.result
      const all = yield* workspace.tasks.list
      assert.deepStrictEqual(all.map(({ task, status }) => `${task} ${status}`).sort(), [
        "child cancelled",
        "root cancelled"
      ])
    })
  )
})

describe("a question", () => {
  it.live("is seen by all, and its answer goes to who asked", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened()
      const spawned = yield* workspace.tasks.spawn({ id: "asking" }, (task) => task.ask("Tabs or spaces?"))
      const question = yield* workspace.tasks.questions.pipe(
        Effect.repeat({ until: (all) => all.length === 1 }),
        Effect.map(([first]) => first!)
      )
      assert.strictEqual(question.question.text, "Tabs or spaces?")
      yield* workspace.tasks.answer(question.task, "spaces")
      assert.strictEqual((yield* spawned.result).outcome, "spaces")
    })
  )
})

describe("a workspace that is closed", () => {
  it.live("leaves its tasks interrupted, and another one goes on with them, no wider than before", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const scope = yield* Scope.make()
      const first = yield* Scope.provide(Workspace.open({ directory, tendMs: 10, ...approving }), scope)
      const begun = yield* Deferred.make<void>()
      yield* first.tasks.spawn({ id: "docs", allowWrites: true, scope: { write: { allow: ["a.txt"] } } }, () =>
        Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)
      )
      yield* Deferred.await(begun)
      yield* Scope.close(scope, Exit.void)
      const second = yield* Workspace.open({ directory, tendMs: 10 })
      assert.strictEqual((yield* second.tasks.list)[0]!.status, "interrupted")
      const resumed = yield* second.tasks.resume("docs", (task) =>
        Effect.gen(function* () {
          const refused = yield* Effect.flip(task.create("b.txt", ""))
          yield* task.edit("a.txt", () => "new")
          return refused._tag
        })
      )
      assert.strictEqual(told(yield* resumed.result), "completed: OutOfScope")
    })
  )
})

describe("a hand-off", () => {
  it.live("is computed of what was decided and found, and never of what the task says", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({ "a.txt": "old", "b.txt": "old" }, approving)
      const parent = yield* workspace.start({ id: "parent" })
      yield* parent.spawn({ id: "child", background: true, allowWrites: true }, (task) =>
        Effect.gen(function* () {
          yield* task.edit("a.txt", () => "once")
          yield* task.edit("a.txt", () => "twice")
          yield* Effect.exit(task.write("b.txt", "unread"))
          yield* Effect.exit(task.exec({ run: { shell: "echo by a command > b.txt; exit 3" } }))
          return "I changed nothing"
        })
      )
      const [result] = yield* parent.join
      assert.deepStrictEqual(
        result!.handOff.files.map(({ key, base, content }) => [
          key,
          base !== null,
          content !== null && content !== base
        ]),
        [
          ["a.txt", true, true],
          ["b.txt", true, true]
        ]
      )
      assert.deepStrictEqual(
        result!.handOff.commands.map(({ words, code, changed }) => [words.at(-1), code, changed.join()]),
        [["echo by a command > b.txt; exit 3", 3, "b.txt"]]
      )
      assert.deepStrictEqual(
        result!.handOff.refusals.map(({ conflict }) => conflict),
        ["NotObserved"]
      )
      yield* parent.acknowledge("child")
      const [writer] = yield* (yield* workspace.history).whoWrote({ path: "b.txt" })
      assert.strictEqual(writer?.by === "task" ? `${writer.task} ${writer.approval?.by}` : "", "child test")
      yield* parent.complete("done")
      assert.deepStrictEqual(yield* workspace.tasks.retain({ maxTasks: 0 }), ["child", "parent"])
      assert.deepStrictEqual(yield* workspace.tasks.list, [])
    })
  )
})
