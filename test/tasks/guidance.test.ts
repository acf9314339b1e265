// What an orchestrating model is told of who writes what.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { orchestratorPrompt } from "../../src/effect.ts"
import { approveAll } from "../../src/tasks/approval.ts"
import type { OpenWorkspace } from "../../src/workspace/options.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

const opened = (options: Partial<OpenWorkspace> = {}) =>
  Effect.gen(function* () {
    return yield* Workspace.open({ directory: yield* directoryWith({}), tendMs: 10, ...options })
  })

const writing = (...allow: ReadonlyArray<string>) => ({ allowWrites: true, scope: { write: { allow } } })

const general = `Several tasks may write this workspace.
- Split work by files: give each task a scope of its own, and as few files as it needs.
- Let tasks that have to change the same file run one after the other.
- Let a task run few commands, named in its scope: a command may change any file that it may, and keeps all others from these until it is over.`

describe("the guidance of an orchestrator", () => {
  it.live("is nothing if nobody may write", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      assert.strictEqual(yield* orchestratorPrompt(workspace), "")
      yield* workspace.tasks.spawn({ id: "reader" }, () => Effect.never)
      assert.strictEqual(yield* orchestratorPrompt(workspace), "")
    })
  )

  it.live("says nothing of conflicts if nobody may write in the background", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      yield* workspace.start({ id: "main", scope: { write: { allow: ["src/**"] } } })
      assert.strictEqual(
        yield* orchestratorPrompt(workspace),
        `${general}

These may write:
- "main", in the foreground, running:
  may read files: all
  may write files: "src/**"
  may call tools: all
  may run commands: all`
      )
    })
  )

  it.live("names who may write, where they overlap, and what to do about conflicts", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      yield* workspace.tasks.spawn({ id: "docs", ...writing("docs/**", "README.md") }, () => Effect.never)
      yield* workspace.tasks.spawn({ id: "code", ...writing("src/**") }, () => Effect.never)
      yield* workspace.tasks.spawn({ id: "readme", ...writing("*.md") }, () => Effect.never)
      yield* workspace.tasks.spawn({ id: "denied", ...writing("**") }, () => Effect.never)
      yield* workspace.tasks.deny("denied", "no")
      const text = yield* orchestratorPrompt(workspace)
      assert.strictEqual(
        text,
        `${general}

These may write:
- "code", in the background, pending:
  may read files: all
  may write files: "src/**"
  may call tools: all
  may run commands: all
- "docs", in the background, pending:
  may read files: all
  may write files: "README.md", "docs/**"
  may call tools: all
  may run commands: all
- "readme", in the background, pending:
  may read files: all
  may write files: "*.md"
  may call tools: all
  may run commands: all

Their scopes overlap:
- "docs" and "readme" both may write "README.md". Run one after the other, or narrow their scopes.

Of conflicts:
- A write that is refused changed nothing. The conflict says who is in the way, and what to do next: do that.
- After a conflict do other work first, or wait for your turn; then read the file again, and make the change on what is there.
- Look at what a task came to before you start the next one: if two changed the same file, see that both changes are there.
- A task that was given up because of a conflict is started again once the other one is over.`
      )
      assert.strictEqual(yield* orchestratorPrompt(workspace), text)
    })
  )
})

describe("a task that is spawned", () => {
  it.live("is told who else may write the same, those above it aside", () =>
    Effect.gen(function* () {
      const workspace = yield* opened({ approver: approveAll("test"), maxBackground: 9 })
      const first = yield* workspace.tasks.spawn({ id: "first", ...writing("src/**") }, () => Effect.never)
      assert.isEmpty(first.overlaps)
      const reader = yield* workspace.tasks.spawn({ id: "reader" }, () => Effect.never)
      assert.isEmpty(reader.overlaps)
      const apart = yield* workspace.tasks.spawn({ id: "apart", ...writing("docs/**") }, () => Effect.never)
      assert.isEmpty(apart.overlaps)
      const parent = yield* workspace.start({ id: "parent", scope: { write: { allow: ["src/a/**"] } } })
      const child = yield* parent.spawn({ id: "child", ...writing("src/a/b.ts") }, () => Effect.never)
      assert.deepStrictEqual(child.overlaps, [{ task: first.task, example: "src/a/b.ts" }])
    })
  )

  it.live("is told that it may be so where that cannot be decided", () =>
    Effect.gen(function* () {
      const workspace = yield* opened()
      const one = { allowWrites: true, scope: { write: { allow: [{ regex: "[^]*a.{16}" }] } } }
      const other = { allowWrites: true, scope: { write: { allow: [{ regex: "[^]*b[^]{17}" }], deny: ["**/a*"] } } }
      yield* workspace.tasks.spawn({ id: "one", ...one }, () => Effect.never)
      const { overlaps } = yield* workspace.tasks.spawn({ id: "other", ...other }, () => Effect.never)
      assert.deepStrictEqual(
        overlaps.map(({ task, example }) => `${task} ${example}`),
        ["one null"]
      )
      assert.include(
        yield* orchestratorPrompt(workspace),
        '- "one" and "other" may overlap: it cannot be told in bounded time.'
      )
    })
  )
})
