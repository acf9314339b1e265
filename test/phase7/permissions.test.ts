// Invariants that the original design broke, by their names: those of permissions.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import * as fc from "fast-check"
import type { Task } from "../../src/tasks/interface.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { scopeInput } from "../scope/patterns.ts"
import { directoryWith } from "../workspace/directory.ts"
import { approving, closable, opened, openIn, refusal, sh } from "./support.ts"

describe("permissions", () => {
  it.live("saving and restoring a permission is the identity", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(scopeInput, (scope) =>
          Effect.runPromise(
            Effect.scoped(
              Effect.gen(function* () {
                const directory = yield* directoryWith()
                const first = yield* closable(directory)
                const spawned = yield* Effect.exit(
                  first.workspace.tasks.spawn({ id: "docs", title: "α\n", allowWrites: true, scope }, () => Effect.void)
                )
                const before = yield* first.workspace.tasks.pending
                yield* first.close
                const workspace = yield* openIn(directory)
                if (Exit.isFailure(spawned)) return assert.deepStrictEqual(yield* workspace.tasks.list, [])
                yield* workspace.tasks.resume("docs", () => Effect.void)
                assert.deepStrictEqual(yield* workspace.tasks.pending, before)
                assert.strictEqual(before.length, 1)
              })
            )
          )
        ),
        propertyOptions(10)
      )
    )
  )

  it.live("merging permissions only narrows, the empty list included", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({ "a.txt": "old", "src/a.txt": "old" }, approving)
      const within = { write: { allow: ["src/**"] } }
      const spawned = yield* workspace.tasks.spawn({ allowWrites: true, scope: within }, (task) =>
        Effect.gen(function* () {
          const tried = (scope: object | undefined) =>
            Effect.gen(function* () {
              const results: Array<string> = []
              yield* task.spawn({ allowWrites: true, ...(scope === undefined ? {} : { scope }) }, (self: Task) =>
                Effect.gen(function* () {
                  for (const path of ["a.txt", "src/a.txt"])
                    results.push(
                      yield* Effect.match(
                        self.edit(path, (text) => `${text}+`),
                        { onSuccess: () => "wrote", onFailure: ({ _tag }) => _tag }
                      )
                    )
                })
              )
              yield* task.join
              return results
            })
          assert.deepStrictEqual(yield* tried(undefined), ["OutOfScope", "wrote"])
          assert.deepStrictEqual(yield* tried({}), ["OutOfScope", "wrote"])
          for (const none of [
            { write: { allow: [] } },
            { read: { allow: [] } },
            { write: [within.write, { allow: [] }] }
          ])
            assert.deepStrictEqual(yield* tried(none), ["OutOfScope", "OutOfScope"])
          assert.deepStrictEqual(yield* tried({ write: [within.write, { allow: ["*.txt", "src/*"] }] }), [
            "OutOfScope",
            "wrote"
          ])
          return "narrowed"
        })
      )
      assert.strictEqual((yield* spawned.result).outcome, "narrowed")
    })
  )

  it.live("user patterns cannot block the process", () =>
    Effect.gen(function* () {
      const { workspace } = yield* opened({}, approving)
      const since = performance.now()
      for (const pattern of [{ regex: "(a+)+b" }, { regex: "(a|a)*c" }, "*(a|*(a|b))c", `${"*a".repeat(200)}b`]) {
        const spawned = yield* Effect.exit(
          workspace.tasks.spawn({ allowWrites: true, scope: { write: { allow: [pattern] } } }, (task) =>
            refusal(task.create("a".repeat(200), ""))
          )
        )
        if (Exit.isSuccess(spawned)) assert.strictEqual((yield* spawned.value.result).outcome, "OutOfScope")
      }
      assert.isBelow(performance.now() - since, 4_000)
    })
  )

  it.live("what is checked is what is done, of commands: their words, not a text", () =>
    Effect.gen(function* () {
      const { directory, workspace } = yield* opened({}, approving)
      const commands = { allow: ["touch a*"], deny: ["touch a* b*"] }
      const spawned = yield* workspace.tasks.spawn({ allowWrites: true, scope: { commands } }, (task) =>
        Effect.gen(function* () {
          const run = (command: string, ...args: ReadonlyArray<string>) => task.exec({ run: { command, args } })
          yield* run("touch", "a; touch c")
          for (const refused of [
            run("touch", "b"),
            run("touch a"),
            run("./touch", "a"),
            run("sh", "-c", "touch a"),
            task.exec(sh("touch a; touch c")),
            task.exec(sh("touch a"))
          ])
            assert.strictEqual(yield* refusal(refused), "CommandNotAllowed")
          return "as words"
        })
      )
      assert.strictEqual((yield* spawned.result).outcome, "as words")
      assert.strictEqual(readFileSync(join(directory, "a; touch c"), "utf8"), "")
    })
  )
})
