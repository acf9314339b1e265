import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { describeTlc, directory, module, tools } from "./support.ts"

/** A model without end, and a java that writes down its process and its directory before it becomes the real one. */
const endless = () => {
  const root = directory({
    "E.tla": module("E", "EXTENDS Naturals, TLC", "VARIABLE x", "Init == x = 0 /\\ PrintT(x)", "Next == x' = x + 1"),
    "E.cfg": "INIT Init\nNEXT Next\n",
    "bin/java": '#!/bin/sh\nhere=${0%/bin/java}\necho $$ > "$here/pid"\npwd > "$here/cwd"\nexec java "$@"\n'
  })
  const told = (name: string) => readFileSync(join(root, name), "utf8").trim()
  return {
    module: join(root, "E.tla"),
    config: join(root, "E.cfg"),
    java: join(root, "bin/java"),
    pid: () => Number(told("pid")),
    scratch: () => told("cwd")
  }
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describeTlc("interruption", () => {
  it.live("of the fiber ends the JVM and leaves no files", () =>
    Effect.gen(function* () {
      const { jar } = yield* TlcTools
      const model = endless()
      const running = yield* Deferred.make<void>()
      const fiber = yield* runTlc({
        module: model.module,
        config: model.config,
        onOutput: () => void Deferred.doneUnsafe(running, Effect.void)
      }).pipe(Effect.provideService(TlcTools, { java: { program: model.java, version: "any" }, jar }), Effect.forkChild)
      yield* Deferred.await(running)
      assert.isTrue(alive(model.pid()))
      assert.include(readdirSync(model.scratch()), "E.tla")
      yield* Fiber.interrupt(fiber)
      assert.isFalse(alive(model.pid()))
      assert.isFalse(existsSync(model.scratch()))
    }).pipe(Effect.provide(tools))
  )

  it.live("of the program by a signal ends the JVM and leaves no files", () =>
    Effect.gen(function* () {
      const { jar } = yield* TlcTools
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        const model = endless()
        yield* Effect.promise(async () => {
          const main = join(import.meta.dirname, "interrupt-main.ts")
          const args = [main, model.module, model.config, model.java, jar.path]
          const program = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
          await once(program.stdout, "data")
          assert.isTrue(alive(model.pid()))
          const exited = once(program, "exit")
          program.kill(signal)
          await exited
        })
        assert.isFalse(alive(model.pid()))
        assert.isFalse(existsSync(model.scratch()))
      }
    }).pipe(Effect.provide(tools))
  )
})
