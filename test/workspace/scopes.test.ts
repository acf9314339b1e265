// The scope of a task, in a workspace of real files.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { forModel, Workspace } from "../../src/effect.ts"
import { snapshot } from "../../src/protocol/index.ts"
import type { ScopeInput } from "../../src/scope/index.ts"
import { openIn } from "../platform/session.ts"
import { directoryWith } from "./directory.ts"

describe("the scope of a task", () => {
  it.live("is asked before each read, each lease and each write", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "src/a.ts": "a", "src/gen/b.ts": "b", ".env": "SECRET", "notes.md": "" })
      const workspace = yield* Workspace.open({ directory })
      const scope: ScopeInput = {
        read: { allow: ["**"], deny: ["**/.env"] },
        write: { allow: ["src/**", { regex: "notes[.]md" }], deny: ["src/gen/**"] }
      }
      const task = yield* workspace.start({ id: "writer", scope })
      yield* task.edit("src/a.ts", () => "new")
      yield* task.edit("notes.md", () => "new")
      yield* task.observe("src/gen/b.ts")
      const refusals = {
        read: yield* Effect.flip(task.observe(".env")),
        write: yield* Effect.flip(task.edit("src/gen/b.ts", () => "new")),
        create: yield* Effect.flip(task.create("src/.env", "")),
        lease: yield* Effect.flip(task.acquire({ directory: "src" })),
        far: yield* Effect.flip(task.edit("srcs.ts", () => "new"))
      }
      assert.deepStrictEqual(
        Object.values(refusals).map((error) => error._tag === "OutOfScope" && [error.denied, error.nearest]),
        [
          ["**/.env", null],
          ["src/gen/**", null],
          ["**/.env", null],
          ["src/gen/**", null],
          [null, "src/**"]
        ]
      )
      assert.strictEqual(
        forModel(refusals.far),
        '"srcs.ts" is outside what this task may write, so nothing was done. The nearest that it may write is "src/**". Stay within that, or report what you need.'
      )
    })
  )

  it.live("is refused where it is given, with what is wrong in it, and nothing is started", () =>
    Effect.gen(function* () {
      const workspace = yield* Workspace.open({ directory: yield* directoryWith() })
      const many = Array.from({ length: 300 }, (_, i) => `packages/${i}/**/*.{ts,tsx}`)
      const wrong: ReadonlyArray<readonly [scope: unknown, message: RegExp]> = [
        [{ write: { allow: ["src/**.ts"] } }, /`scope`: the glob "src\/\*\*\.ts" is refused at character 7/],
        [{ read: { allow: [{ regex: "(?!a)" }] } }, /`scope`: the regex .* Put what is not meant into the deny list/],
        [{ write: { allow: many } }, /`scope`: the patterns of "write" are too complex/],
        [{ writes: ["src"] }, /`scope`: this is no scope/],
        ["src/**", /`scope`: this is no scope/]
      ]
      for (const [scope, message] of wrong) {
        const error = yield* Effect.flip(workspace.start({ id: "t", scope: scope as ScopeInput }))
        assert.strictEqual(error._tag, "InvalidOptions")
        assert.match(error.message, message)
      }
      yield* workspace.start({ id: "t" })
    })
  )

  it.live("is in the journal in its one form, and the same one when the store is opened again", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "b.ts": "" })
      const scope = { write: { allow: ["b.ts", { regex: "a" }, "b.ts"] }, commands: { allow: ["npm test"] } }
      const lines = yield* Effect.scoped(
        Effect.gen(function* () {
          const workspace = yield* Workspace.open({ directory })
          yield* workspace.start({ id: "t", scope })
          return yield* Stream.runCollect(workspace.journal)
        })
      )
      const [told] = [...lines]
        .flatMap((line) => JSON.parse(line).entries ?? [])
        .flatMap(({ action }) => (action?._tag === "Spawn" ? [action.profile.scope] : []))
      assert.deepStrictEqual(told, {
        read: [],
        write: [{ allow: ["b.ts", { regex: "a" }], deny: [] }],
        tools: [],
        commands: [{ allow: ["npm test"], deny: [] }]
      })
      const { host } = yield* openIn(directory)
      const [task] = snapshot(host.store.state()).tasks
      assert.deepStrictEqual(task?.scope, told)
      assert.isTrue(Object.isFrozen(task?.scope.write[0]))
    })
  )

  it.live("folds as names do there, also once the workspace lies where they compare otherwise", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "src/a.ts": "" })
      const openedWhere = (foldsCase: boolean) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { host } = yield* openIn(directory, { facts: (found) => ({ ...found, foldsCase }) })
            const { folds } = host.store.state()
            assert.strictEqual(folds, foldsCase ? "case" : "nothing")
            const again = yield* openIn(directory, { facts: (found) => ({ ...found, foldsCase }) })
            assert.strictEqual(again.host.store.state().folds, folds)
          })
        )
      yield* openedWhere(false)
      yield* openedWhere(true)
      yield* openedWhere(false)
    })
  )
})
