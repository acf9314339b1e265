import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { NoSandbox } from "../../src/commands/index.ts"
import { approveAll } from "../../src/tasks/approval.ts"
import type { SpawnOptions, Task } from "../../src/tasks/interface.ts"
import { Workspace } from "../../src/workspace/workspace.ts"
import { directoryWith } from "../workspace/directory.ts"

/** A workspace, and a way to run something as a task in the background that may write below `src`. */
const opened = Effect.gen(function* () {
  const directory = yield* directoryWith({ "src/a.txt": "old", "b.txt": "old" })
  const workspace = yield* Workspace.open({ directory, tendMs: 10, approver: approveAll("test") })
  const spawn = <A, E>(body: (task: Task) => Effect.Effect<A, E>, options: SpawnOptions = {}) =>
    Effect.gen(function* () {
      const done = yield* Deferred.make<A, E>()
      const spawned = yield* workspace.tasks.spawn(
        { allowWrites: true, scope: { write: { allow: ["src/**"] } }, ...options },
        (task) =>
          body(task).pipe(
            Effect.onExit((exit) => Deferred.done(done, exit)),
            Effect.as("")
          )
      )
      return { spawned, done: Deferred.await(done) }
    })
  return { directory, workspace, spawn, text: (name: string) => readFileSync(join(directory, name), "utf8") }
})

const sh = (shell: string) => ({ run: { shell } })

describe("a command", () => {
  it.live("is told of with all that it changed", () =>
    Effect.gen(function* () {
      const { spawn, text, workspace } = yield* opened
      const { done } = yield* spawn((task) => task.exec(sh("echo new > src/a.txt; touch src/c.txt; exit 3")))
      const { code, changes, outside } = yield* done
      assert.strictEqual(code, 3)
      assert.deepStrictEqual(
        changes.map(({ key, kind }) => `${key} ${kind}`),
        ["src/a.txt content", "src/c.txt created"]
      )
      assert.deepStrictEqual(outside, [])
      assert.strictEqual(text("src/a.txt"), "new\n")
      assert.isUndefined(yield* workspace.holderOf("src/a.txt"))
    })
  )

  it.live("is not told to have done well if it changed what it had no lease of", () =>
    Effect.gen(function* () {
      const { spawn } = yield* opened
      const { done } = yield* spawn((task) => Effect.flip(task.exec(sh("echo new > b.txt; echo new > src/a.txt"))))
      const refused = yield* done
      assert.strictEqual(refused._tag, "ChangedOutside")
      assert.include(refused.message, '"b.txt"')
    })
  )

  it.live("is not told to have done well either if what it changed is leased and not in its scope", () =>
    Effect.gen(function* () {
      const { spawn } = yield* opened
      const scope = { write: { allow: ["**/*.md"] } }
      const { done } = yield* spawn((task) => Effect.flip(task.exec(sh("echo new > a.md; echo new > src/a.txt"))), {
        scope
      })
      const refused = yield* done
      assert.strictEqual(refused._tag === "ChangedOutside" ? refused.keys.join() : refused._tag, "src/a.txt")
    })
  )

  it.live("has what it may change for itself as long as it runs", () =>
    Effect.gen(function* () {
      const { directory, spawn, workspace } = yield* opened
      const { done } = yield* spawn((task) =>
        task.exec(sh("touch src/begun; while [ ! -e deep/go ]; do sleep 0.01; done; rm src/begun"))
      )
      const other = yield* workspace.start({ id: "other" })
      yield* Effect.sync(() => existsSync(join(directory, "src/begun"))).pipe(
        Effect.andThen((begun) => Effect.as(Effect.sleep(begun ? 0 : 5), begun)),
        Effect.repeat({ until: (begun) => begun })
      )
      const refused = yield* Effect.flip(other.edit("src/a.txt", () => "other"))
      assert.strictEqual(refused._tag, "LeaseHeld")
      yield* other.create("deep/go", "")
      const { outside } = yield* done
      // What another task wrote meanwhile is that task's, and so are the directories that were made for it.
      assert.deepStrictEqual(outside, [])
      yield* other.edit("src/a.txt", () => "other")
    })
  )

  it.live("beside another one is not told what that one changes under its own lease", () =>
    Effect.gen(function* () {
      const { spawn } = yield* opened
      const until = (name: string) => `while [ ! -e ${name} ]; do sleep 0.01; done`
      const beside = (own: string, other: string) =>
        spawn((task) =>
          task.exec({
            ...sh(`mkdir -p src/${own}; echo new > src/${own}/a.txt; ${until(`src/${other}/a.txt`)}`),
            targets: [{ directory: `src/${own}` }]
          })
        )
      const [one, other] = [yield* beside("one", "other"), yield* beside("other", "one")]
      for (const [{ done }, name] of [
        [one, "one"],
        [other, "other"]
      ] as const) {
        const { changes, outside } = yield* done
        assert.deepStrictEqual(outside, [])
        assert.deepStrictEqual(
          changes.map(({ key }) => key as string),
          [`src/${name}`, `src/${name}/a.txt`]
        )
      }
    })
  )

  it.live("that detached a process has none left when its task is cancelled", () =>
    Effect.gen(function* () {
      const { directory, spawn } = yield* opened
      const detached =
        "setsid sh -c 'trap \"\" TERM; while true; do date > src/a.txt; sleep 0.05; done' < /dev/null > /dev/null 2>&1 &"
      const { spawned } = yield* spawn((task) => task.exec(sh(`${detached} touch src/begun; sleep 600`)))
      yield* Effect.sync(() => existsSync(join(directory, "src/begun"))).pipe(
        Effect.andThen((begun) => Effect.as(Effect.sleep(begun ? 0 : 5), begun)),
        Effect.repeat({ until: (begun) => begun })
      )
      yield* spawned.cancel()
      assert.strictEqual((yield* spawned.result).status, "cancelled")
      const before = readFileSync(join(directory, "src/a.txt"), "utf8")
      yield* Effect.sleep(200)
      assert.strictEqual(readFileSync(join(directory, "src/a.txt"), "utf8"), before)
    })
  )
})

describe("what a command displaced", () => {
  it.live("and is not to be found out: the lease is given back, and what was there before it is forgotten", () =>
    Effect.gen(function* () {
      const { directory, spawn, workspace } = yield* opened
      const unreadable = "rm -r .leasehold/displaced; touch .leasehold/displaced"
      const { done } = yield* spawn((task) => Effect.flip(task.exec(sh(`echo new > src/a.txt; ${unreadable}`))))
      assert.strictEqual((yield* done)._tag, "SystemFailed")
      assert.isUndefined(yield* workspace.holderOf("src/a.txt"))
      assert.deepStrictEqual(readdirSync(join(directory, ".leasehold/commands")), [])
    })
  )

  it.live("is kept for so long, and while no command needs it no longer", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith({ "a.txt": "old" })
      const workspace = yield* Workspace.open({ directory, tendMs: 10, displacedMs: 20 })
      const task = yield* workspace.start({ id: "task" })
      const { displaced } = yield* task.exec(sh("echo new > a.txt"))
      const gone = Effect.andThen(Effect.sleep(5), workspace.tasks.displaced(displaced[0]!.content))
      yield* gone.pipe(Effect.repeat({ until: (bytes) => bytes === null }))
    })
  )
})

describe("a tool of the host's", () => {
  it.live("leases what it says, and is told of with what else it changed", () =>
    Effect.gen(function* () {
      const { directory, spawn, workspace } = yield* opened
      const other = yield* workspace.start({ id: "other" })
      const write = (name: string) => Effect.sync(() => writeFileSync(join(directory, name), "tool"))
      const { done } = yield* spawn((task) =>
        Effect.gen(function* () {
          const good = yield* task.guardTool({
            tool: "format",
            targets: ["src/a.txt"],
            run: Effect.andThen(Effect.flip(other.acquire("src/a.txt")), write("src/a.txt"))
          })
          const bad = yield* Effect.flip(
            task.guardTool({ tool: "format", targets: ["src/a.txt"], run: write("src/other.txt") })
          )
          return { good, bad, paths: yield* task.commitPaths }
        })
      )
      const { good, bad, paths } = yield* done
      assert.deepStrictEqual(
        good.changes.map(({ key }) => key),
        ["src/a.txt"]
      )
      assert.deepStrictEqual(
        good.displaced.map(({ key, isKept }) => [key, isKept]),
        [["src/a.txt", true]]
      )
      // What it was before can be had again.
      const bytes = yield* workspace.tasks.displaced(good.displaced[0]!.content)
      assert.strictEqual(Buffer.from(bytes!).toString(), "old")
      assert.isNull(yield* workspace.tasks.displaced("../store.db"))
      assert.strictEqual(bad._tag === "ChangedOutside" ? bad.keys.join() : bad._tag, "src/other.txt")
      assert.strictEqual(paths.join(), "src/a.txt,src/other.txt")
    })
  )

  it.live("may not be one that the scope leaves out", () =>
    Effect.gen(function* () {
      const { spawn } = yield* opened
      const scope = { tools: { allow: ["format"] }, commands: { allow: ["npm test"] } }
      const { done } = yield* spawn(
        (task) =>
          Effect.all([
            Effect.flip(task.guardTool({ tool: "deploy", run: Effect.void })),
            Effect.flip(task.exec({ run: { command: "rm", args: ["-rf", "src"] } }))
          ]),
        { scope }
      )
      assert.deepStrictEqual(
        (yield* done).map(({ _tag }) => _tag),
        ["CommandNotAllowed", "CommandNotAllowed"]
      )
    })
  )
})

describe("a git command that moves the tree", () => {
  it.live("needs the whole workspace, and is refused naming whose unfinished files it would take along", () =>
    Effect.gen(function* () {
      const { spawn, workspace } = yield* opened
      const stash = { run: { command: "git", args: ["stash"] } }
      const narrow = yield* spawn((task) => Effect.flip(task.exec(stash)))
      assert.strictEqual((yield* narrow.done)._tag, "OutOfScope")
      const other = yield* workspace.start({ id: "other" })
      yield* other.edit("b.txt", () => "half done")
      const wide = yield* spawn((task) => Effect.flip(task.exec(stash)), { scope: {} })
      const refused = yield* wide.done
      assert.strictEqual(
        refused._tag === "WouldSweep" ? `${refused.task} ${refused.keys.join()}` : refused._tag,
        "other b.txt"
      )
    })
  )
})

describe("a command of a task that may not write", () => {
  it.live("is not run without a view in which nothing can be written, and the refusal says so", () =>
    Effect.gen(function* () {
      const { directory } = yield* opened
      const sandbox = { wrap: () => Effect.fail(new NoSandbox({ why: "this host has none" })) }
      const workspace = yield* Workspace.open({ directory, tendMs: 10, sandbox })
      const done = yield* Deferred.make<string>()
      yield* workspace.tasks.spawn({ id: "reader" }, (task) =>
        Effect.flatMap(Effect.flip(task.exec(sh("touch src/new"))), ({ message }) =>
          Deferred.succeed(done, message)
        ).pipe(Effect.as(""))
      )
      assert.include(yield* Deferred.await(done), "this host has none")
      assert.isFalse(existsSync(join(directory, "src/new")))
    })
  )

  it.live("is run in the view that the host gives it", () =>
    Effect.gen(function* () {
      const { directory } = yield* opened
      const sandbox = { wrap: () => Effect.succeed({ command: "echo", args: ["in the view"] }) }
      const workspace = yield* Workspace.open({ directory, tendMs: 10, sandbox })
      let said = ""
      const spawned = yield* workspace.tasks.spawn({ id: "reader" }, (task) =>
        Effect.map(
          task.exec({ ...sh("touch src/new"), onOutput: ({ bytes }) => (said += Buffer.from(bytes).toString()) }),
          ({ code }) => `${code}`
        )
      )
      assert.strictEqual((yield* spawned.result).outcome, "0")
      assert.strictEqual(said, "in the view\n")
      assert.isFalse(existsSync(join(directory, "src/new")))
    })
  )
})
