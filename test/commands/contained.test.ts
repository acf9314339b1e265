// A command runs as it would by itself, and nothing of it is left.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as fc from "fast-check"
import { CommandId } from "../../src/commands/command-id.ts"
import { endAll, freshCommandId, processesOf, runContained, type RunOptions } from "../../src/commands/contained.ts"
import { groupName } from "../../src/commands/marks.ts"
import { groupOf } from "../../src/commands/proc.ts"
import { mounts } from "../../src/platform/mounts.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { directoryWith } from "../workspace/directory.ts"
import { detached, living, plan, sizeOf, until, write } from "./programs.ts"

/** Runs it, and gives its output as text. */
const run = (options: Partial<RunOptions> & Pick<RunOptions, "run">) =>
  Effect.suspend(() => {
    const texts = { stdout: "", stderr: "" }
    return runContained({
      cwd: "/",
      onOutput: ({ stream, bytes }) => (texts[stream] += Buffer.from(bytes).toString("latin1")),
      ...options
    }).pipe(Effect.map((result) => ({ ...result, ...texts })))
  })

describe("a command", () => {
  it.live("has its arguments, directory, environment and input, and is told apart by its streams and how it ends", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith({ "a.txt": "" })
      const shell = yield* run({
        run: { shell: 'ls; echo "$X"; cat; echo no >&2; exit 3' },
        cwd,
        environment: { ...process.env, X: "x y", Y: undefined },
        stdin: "in\n"
      })
      assert.deepStrictEqual(
        [shell.stdout, shell.stderr, shell.code, shell.signal],
        ["a.txt\nx y\nin\n", "no\n", 3, null]
      )
      const program = yield* run({ run: { command: "printf", args: ["%s|", "a b", "$X", ""] } })
      assert.strictEqual(program.stdout, "a b|$X||")
      const killed = yield* run({ run: { shell: "kill -9 $$" } })
      assert.deepStrictEqual([killed.code, killed.signal], [null, "SIGKILL"])
    })
  )

  it.live("prints to pipes, which it can open by their paths", () =>
    Effect.gen(function* () {
      const { stdout, stderr } = yield* run({ run: { shell: "echo a > /dev/stdout; echo b > /dev/stderr" } })
      assert.deepStrictEqual([stdout, stderr], ["a\n", "b\n"])
    })
  )

  it.live("inherits no descriptor of ours", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run({ run: { shell: "ls /proc/self/fd" } })
      // The fourth is the one that ls reads the directory by.
      assert.deepStrictEqual(stdout.trim().split("\n"), ["0", "1", "2", "3"])
    })
  )

  it.live("is not held up by what it prints, however much of that is wanted", () =>
    Effect.gen(function* () {
      const { stdout, output } = yield* run({
        run: { shell: "head -c 3000000 /dev/zero; echo x >&2" },
        outputLimit: 1000
      })
      assert.strictEqual(stdout.length, 1000)
      assert.deepStrictEqual(output, {
        stdout: { bytes: 3_000_000, passed: 1000 },
        stderr: { bytes: 2, passed: 2 }
      })
    })
  )

  it.live("need not read what it is given", () =>
    Effect.gen(function* () {
      const { code } = yield* run({ run: { command: "true" }, stdin: Buffer.alloc(1_000_000) })
      assert.strictEqual(code, 0)
    })
  )

  it.live("leaves no descriptor, no zombie and no keeper", () =>
    Effect.gen(function* () {
      yield* run({ run: { command: "true" } })
      const open = (): number => readdirSync("/proc/self/fd").length
      const before = open()
      const id = freshCommandId()
      for (let n = 0; n < 3; n++) yield* run({ run: { shell: "(sleep 0 &); (setsid sleep 1000 &)" }, id })
      yield* Effect.flip(run({ run: { command: "no-such-program" }, id }))
      assert.isAtMost(open(), before)
      assert.deepStrictEqual(yield* processesOf(id), [])
    })
  )

  it.live("that its caller's function throws for is ended, and that is a defect", () =>
    Effect.gen(function* () {
      const id = freshCommandId()
      const onOutput = (): never => {
        throw new Error("of the caller")
      }
      const exit = yield* Effect.exit(run({ run: { shell: "echo a" }, id, onOutput }))
      assert.include(String(exit), "of the caller")
      assert.deepStrictEqual(yield* processesOf(id), [])
    })
  )

  it.live("that cannot be started says why, and what to do", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith({ "plain.txt": "text" })
      const error = (run_: RunOptions["run"], at = cwd) => Effect.flip(run({ run: run_, cwd: at }))
      assert.strictEqual(
        (yield* error({ command: "no-such-program" })).message,
        '"no-such-program" is not there. Install it, or name it by its path'
      )
      assert.include((yield* error({ command: `${cwd}/plain.txt` })).message, "may not be run. Look at its mode")
      assert.include((yield* error({ command: "true", args: ["x".repeat(3_000_000)] })).message, "more arguments")
      assert.include((yield* error({ command: "true" }, `${cwd}/none`)).message, "(ENOENT). Make that directory")
      assert.include((yield* error({ command: "true" }, `${cwd}/plain.txt`)).message, "(ENOTDIR)")
    })
  )
})

describe("all processes of a command are ended", () => {
  it.live("that it left behind, and told by their command lines", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith()
      const { script, all } = write(cwd, { ...detached, cleared: false, ends: true, children: [detached] })
      const result = yield* run({ run: { command: "sh", args: [script] }, cwd, grace: 50, linger: 1000 })
      assert.deepStrictEqual(living(yield* Effect.promise(all)), [])
      assert.isTrue(result.ended.some(({ commandLine }) => commandLine === "sleep 1000"))
      assert.deepStrictEqual([result.left, result.code], [[], 0])
    })
  )

  it.live("when it is interrupted, before that returns, whatever trees of them there are", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(plan, (plan) =>
          Effect.gen(function* () {
            const cwd = yield* directoryWith()
            const id = freshCommandId()
            const written = write(cwd, { ...plan, ends: false })
            const fiber = yield* Effect.forkChild(
              run({ run: { command: "sh", args: [written.script] }, cwd, id, grace: 30 })
            )
            const all = yield* Effect.promise(written.all)
            const found = yield* processesOf(id)
            for (const one of living(all))
              assert.isTrue(
                found.some(({ pid }) => pid === one.pid),
                `${one.pid} is found`
              )
            assert.isAtLeast(all.length, sizeOf(plan))
            yield* Fiber.interrupt(fiber)
            assert.deepStrictEqual(living(all), [])
            assert.deepStrictEqual(yield* processesOf(id), [])
          }).pipe(Effect.scoped, Effect.runPromise)
        ),
        propertyOptions(8)
      )
    )
  )

  it.live("when its caller's signal says so, and it is told how that went", () =>
    Effect.gen(function* () {
      const cwd = yield* directoryWith()
      const written = write(cwd, { ...detached, children: [detached, detached] })
      const controller = new AbortController()
      const fiber = yield* Effect.forkChild(
        run({ run: { command: "sh", args: [written.script] }, cwd, grace: 30, signal: controller.signal })
      )
      const all = yield* Effect.promise(written.all)
      controller.abort()
      const result = yield* Fiber.join(fiber)
      assert.deepStrictEqual([result.aborted, result.code, result.signal], [true, null, "SIGKILL"])
      assert.deepStrictEqual(living(all), [])
    })
  )

  it.live("those too that start another and end, all the time", () =>
    Effect.gen(function* () {
      // Each lives for a moment, in a session of its own, without the environment.
      const cwd = yield* directoryWith({
        "chain.sh": "read -r n < n\necho $((n + 1)) > n\nenv -i setsid sh chain.sh &\n"
      })
      const file = join(cwd, "n")
      const count = { reset: () => writeFileSync(file, "0\n"), value: () => Number(readFileSync(file, "utf8")) }
      count.reset()
      for (const without of [[], ["group"]] as const) {
        const id = freshCommandId()
        const fiber = yield* Effect.forkChild(
          run({ run: { shell: "sh chain.sh; sleep 1000" }, cwd, id, grace: 0, without })
        )
        yield* Effect.promise(() => until(() => count.value() > 20))
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* processesOf(id), [])
        const last = count.value()
        yield* Effect.sleep("50 millis")
        assert.strictEqual(count.value(), last, "nobody counts on")
        count.reset()
      }
    })
  )
})

describe("its group", () => {
  it.live("is gone with it, whether it was started or not", () =>
    Effect.gen(function* () {
      const mount = mounts().find(({ type }) => type === "cgroup2")?.point
      const own = groupOf(process.pid)
      if (mount === undefined || own === undefined) return
      const isThere = (id: string): boolean => existsSync(join(mount, own, groupName(id as CommandId)))
      const { id } = yield* run({ run: { command: "true" } })
      assert.isFalse(isThere(id))
      for (const [command, arg] of [
        ["no-such-program", ""],
        ["true", "x".repeat(3_000_000)],
        ["true", "\0"]
      ] as const) {
        const id = freshCommandId()
        yield* Effect.flip(run({ run: { command, args: [arg] }, id }))
        assert.isFalse(isThere(id), command)
      }
    })
  )
})

describe("who asks to end a command", () => {
  it.live("ends nothing else", () =>
    Effect.gen(function* () {
      const [one, other] = [freshCommandId(), freshCommandId()]
      const fiber = yield* Effect.forkChild(run({ run: { command: "sleep", args: ["1000"] }, id: one }))
      // Not what it is before it is the command.
      const found = Effect.repeat(processesOf(one), {
        until: (all) => all.some(({ commandLine }) => commandLine === "sleep 1000")
      })
      const before = yield* found
      assert.deepStrictEqual(yield* endAll(other), { ended: [], left: [] })
      assert.deepStrictEqual(yield* processesOf(one), before)
      yield* Fiber.interrupt(fiber)
    })
  )

  it("names it by a name that a file and a variable may have", () => {
    for (const no of ["", "a b", "a/b", "-a", "a".repeat(65)]) assert.throws(() => CommandId.make(no))
  })
})
