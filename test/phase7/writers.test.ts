// Phase 7b, row by row, end to end: tasks in the background that may write.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import { type ApprovalRequest, approveAll } from "../../src/tasks/approval.ts"
import { orchestratorPrompt } from "../../src/tasks/guidance.ts"
import type { Task } from "../../src/tasks/interface.ts"
import { defaults } from "../../src/workspace/options.ts"
import { forModel, type LeaseholdError } from "../../src/workspace/texts.ts"
import { directoryWith } from "../workspace/directory.ts"
import {
  approving,
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

describe("7b: tasks in the background that write", () => {
  it.live("7b.1 background and allowWrites, which is false unless said; without background it changes nothing", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const approver = (request: ApprovalRequest) => {
        asked.push(request.task)
        return approveAll("test")(request)
      }
      const { workspace, text } = yield* opened({ "a.txt": "old" }, { approver })
      const edit = (task: Task) =>
        Effect.as(
          task.edit("a.txt", (before) => `${before} ${task.task}`),
          "wrote"
        )
      const spawned = (id: string, options: object) =>
        Effect.flatMap(workspace.tasks.spawn({ id, ...options }, edit), ({ result }) => result)
      assert.include((yield* spawned("reader", { background: true })).outcome, "allowWrites")
      assert.strictEqual((yield* spawned("writer", { background: true, allowWrites: true })).outcome, "wrote")
      for (const allowWrites of [false, true])
        yield* edit(yield* workspace.start({ id: `foreground ${allowWrites}`, background: false, allowWrites }))
      assert.strictEqual(text("a.txt"), "old writer foreground false foreground true")
      assert.deepStrictEqual(asked, ["writer"])
    })
  )

  it.live("7b.2 files, commands and tools, allowed and denied, in layers of which the most restrictive wins", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({ "src/a.txt": "old", "docs/a.txt": "old", ".env": "" }, approving)
      const scope = {
        read: [{ allow: ["**"], deny: [".env"] }],
        write: [{ allow: ["src/**", "docs/**"] }, { allow: ["src/**"], deny: ["**/*.gen.txt"] }],
        commands: { allow: ["touch *"], deny: ["touch /*"] },
        tools: { allow: ["format", "lint"], deny: ["lint"] }
      }
      const parent = yield* workspace.tasks.spawn({ allowWrites: true, scope }, (task: Task) =>
        Effect.gen(function* () {
          const run = (shell: string) => ({ run: { command: "touch", args: [shell] } })
          const tool = (name: string) =>
            task.guardTool({ tool: name, targets: ["src/a.txt"], run: Effect.succeed(name) })
          assert.strictEqual(yield* refusal(task.observe(".env")), "OutOfScope")
          yield* task.edit("src/a.txt", () => "new")
          assert.strictEqual(yield* refusal(task.edit("docs/a.txt", () => "new")), "OutOfScope")
          assert.strictEqual(yield* refusal(task.create("src/a.gen.txt", "")), "OutOfScope")
          yield* task.exec(run("src/touched"))
          assert.strictEqual(yield* refusal(task.exec(run("/tmp/touched"))), "CommandNotAllowed")
          assert.strictEqual(yield* refusal(task.exec(sh("touch src/other"))), "CommandNotAllowed")
          assert.strictEqual((yield* tool("format")).value, "format")
          assert.strictEqual(yield* refusal(tool("lint")), "CommandNotAllowed")
          // A child has what its parent has, and cannot get more.
          const idle = () => Effect.void
          const wide = task.spawn({ allowWrites: true, scope: { write: { allow: ["docs/**"] } } }, idle)
          assert.strictEqual(yield* refusal(wide), "ScopeTooWide")
          const child = yield* task.spawn({ allowWrites: true }, (self: Task) => refusal(self.create("docs/b.txt", "")))
          assert.strictEqual((yield* child.result).outcome, "OutOfScope")
          return "as it should be"
        })
      )
      assert.strictEqual((yield* parent.result).outcome, "as it should be")
      assert.isTrue(existsSync(join(directory, "src/touched")))
    })
  )

  it.live("7b.3 a writer is approved by whoever was shown that it can modify files; its single writes are not", () =>
    Effect.gen(function* () {
      const { directory, workspace, text } = yield* opened({ "a.txt": "0" })
      const other = yield* secondProcess(directory)
      const call = (method: string, ...args: ReadonlyArray<unknown>) =>
        Effect.promise(() => other.call(method, ...args))
      const spawned = yield* workspace.tasks.spawn(
        { id: "docs", title: "The docs", allowWrites: true, scope: { write: { allow: ["*.txt"] } } },
        (task: Task) =>
          Effect.gen(function* () {
            for (let n = 1; n <= 3; n++) yield* task.edit("a.txt", () => `${n}`)
            return "three"
          })
      )
      const [request] = (yield* call("pending")) as ReadonlyArray<{ readonly text: string; readonly digest: string }>
      for (const words of ["docs", "The docs", "modify files", "*.txt", `${defaults.taskMs} ms`])
        assert.include(request!.text, words)
      // What was granted is what was shown: a grant of anything else is none.
      assert.strictEqual(yield* call("approve", "docs", "me", request!.digest.replace(/^./, "x")), "NotPending")
      assert.deepStrictEqual(yield* statusesIn(workspace), { docs: "pending" })
      assert.strictEqual(text("a.txt"), "0")
      assert.strictEqual(yield* call("approve", "docs", "me"), "done")
      assert.strictEqual((yield* spawned.result).outcome, "three")
      assert.strictEqual(yield* call("approve", "docs", "me"), "NotPending")
    })
  )

  it.live(
    "7b.3 what was approved stays so, and what was denied, after a restart; what was revoked writes nothing more",
    () =>
      Effect.gen(function* () {
        const directory = yield* directoryWith({ "a.txt": "old" })
        const other = yield* secondProcess(directory)
        const call = (method: string, ...args: ReadonlyArray<unknown>) =>
          Effect.promise(() => other.call(method, ...args))
        const scope = yield* Scope.make()
        const first = yield* Scope.provide(openIn(directory), scope)
        for (const id of ["approved", "denied", "undecided"])
          yield* first.tasks.spawn({ id, allowWrites: true }, () => Effect.never)
        yield* call("approve", "approved", "me")
        yield* call("deny", "denied", "not today")
        yield* untilStatus(first, "approved", "running")
        yield* Scope.close(scope, Exit.void)
        const workspace = yield* openIn(directory)
        assert.deepStrictEqual(yield* statusesIn(workspace), {
          approved: "interrupted",
          denied: "denied",
          undecided: "interrupted"
        })
        assert.strictEqual(yield* refusal(workspace.tasks.resume("denied", () => Effect.void)), "NotInterrupted")
        const go = yield* Deferred.make<void>()
        const resumed = yield* workspace.tasks.resume("approved", (task: Task) =>
          Effect.gen(function* () {
            yield* task.edit("a.txt", () => "new")
            yield* Deferred.await(go)
            yield* task.edit("a.txt", () => "late")
          })
        )
        yield* workspace.tasks.resume("undecided", (task) => Effect.asVoid(task.edit("a.txt", () => "never")))
        yield* untilStatus(workspace, "undecided", "pending")
        yield* untilFile(join(directory, "a.txt"))
        yield* untilStatus(workspace, "approved", "running")
        assert.strictEqual(yield* call("revoke", "approved", "enough"), "done")
        yield* Effect.repeat(workspace.tasks.pending, { until: (all) => all.length === 1 })
        yield* Deferred.succeed(go, undefined)
        assert.include((yield* resumed.result).outcome, "was revoked")
        assert.strictEqual(readFileSync(join(directory, "a.txt"), "utf8"), "new")
      })
  )

  it.live(
    "7b.5 an orchestrator is told who may write what, and where two overlap, as soon as the second one is spawned",
    () =>
      Effect.gen(function* () {
        const { workspace } = yield* opened({}, approving)
        const prompt = orchestratorPrompt(workspace)
        const idle = () => Effect.never
        assert.strictEqual(yield* prompt, "")
        yield* workspace.tasks.spawn({ id: "reader" }, idle)
        assert.strictEqual(yield* prompt, "")
        const writing = (id: string, allow: ReadonlyArray<string>) =>
          workspace.tasks.spawn({ id, allowWrites: true, scope: { write: { allow } } }, idle)
        const docs = yield* writing("docs", ["docs/**"])
        assert.deepStrictEqual(docs.overlaps, [])
        const alone = yield* prompt
        assert.notInclude(alone, "overlap:")
        for (const words of ["Split work by files", "one after the other", "few commands", '"docs", in the background'])
          assert.include(alone, words)
        for (const words of ["Of conflicts:", "do other work first", "Look at what a task came to", "started again"])
          assert.include(alone, words)
        const api = yield* writing("api", ["src/**", "docs/api.md"])
        assert.deepStrictEqual(
          api.overlaps.map(({ task, example }) => [`${task}`, `${example}`]),
          [["docs", "docs/api.md"]]
        )
        assert.include(yield* prompt, '"docs/api.md"')
        yield* api.cancel()
        yield* docs.cancel()
        yield* Effect.all([api.result, docs.result])
        assert.strictEqual(yield* prompt, "")
      })
  )

  it.live("7b.4 a conflict tells the model who is in the way, and in which mode", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({ "a.txt": "old" }, approving)
      const texts = yield* Deferred.make<string>()
      const other = yield* secondProcess(directory)
      yield* Effect.promise(() => other.call("acquire", "the formatter", "a.txt"))
      yield* workspace.tasks.spawn({ id: "docs", allowWrites: true }, (task: Task) =>
        Effect.gen(function* () {
          const refused: LeaseholdError = yield* Effect.flip(task.edit("a.txt", () => "new"))
          assert.deepInclude(fieldsOf(refused), { _tag: "LeaseHeld", task: "the formatter", mode: "foreground" })
          yield* Deferred.succeed(texts, forModel(refused))
        })
      )
      assert.include(yield* Deferred.await(texts), 'foreground task "the formatter"')
    })
  )
})
