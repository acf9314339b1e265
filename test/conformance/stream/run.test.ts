import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { stepped } from "../../../conformance/replay/driver.ts"
import type { Driver } from "../../../conformance/replay/driver.ts"
import { replay } from "../../../conformance/replay/replay.ts"
import { explore } from "../../../conformance/spec/explore.ts"
import { streamReplay, streamResult } from "../../../conformance/stream/run.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { driver } from "../../../examples/lock/driver.ts"
import type { Lock } from "../../../examples/lock/lock.ts"
import { describeTlc, directory, module, tools } from "../tlc/support.ts"

const at = (name: string): string => fileURLToPath(new URL(`../../../examples/lock/${name}`, import.meta.url))

const exploration = {
  module: at("Lock.tla"),
  config: at("Lock.cfg"),
  library: [],
  variables: ["holder"],
  event: "event",
  verdicts: "Verdicts"
}

const streamed = (by: Driver<Lock> = driver, what: typeof exploration = exploration) =>
  streamReplay(by, "Lock", what).pipe(
    Effect.map((result) => ({ ...result, ...streamResult(by, [result]) })),
    Effect.provide(tools)
  )

/** The lock with what TLC prints going through a filter first: a shell command. */
const filtered = (filter: string) =>
  Effect.gen(function* () {
    const { java, jar } = yield* TlcTools
    const program = join(directory({ "bin/java": `#!/bin/bash\n'${java.program}' "$@" | ${filter}\n` }), "bin/java")
    const result = yield* streamReplay(driver, "Lock", exploration).pipe(
      Effect.provideService(TlcTools, { java: { ...java, program }, jar })
    )
    return streamResult(driver, [result])
  }).pipe(Effect.provide(tools))

describeTlc("replaying what TLC prints", () => {
  it.effect("checks what replaying its graph checks, and tells what it took", () =>
    Effect.gen(function* () {
      const { passed, models, figures, tlc } = yield* streamed()
      const { graph } = yield* explore(exploration).pipe(Effect.provide(tools))
      assert.isTrue(passed)
      assert.deepStrictEqual(models, replay(driver, [{ name: "Lock", graph }]).models)
      assert.deepStrictEqual(models[0]?.transitions, { passed: 4, total: 4 })
      assert.strictEqual(tlc.counts?.distinct, 3)
      assert.isAbove(figures.bytes, 500)
      assert.isAbove(figures.seconds, 0)
      assert.isAbove(figures.peakBytes, 10_000_000)
    })
  )

  it.effect("finds a fault of the implementation", () =>
    Effect.gen(function* () {
      const generous = { ...driver, actions: { ...driver.actions, Lock: { run: (state: Lock) => stepped(state) } } }
      const { passed, failures } = yield* streamed(generous)
      assert.isFalse(passed)
      assert.deepStrictEqual(failures.map(({ kind, count }) => `${kind} ${count}`).toSorted(), [
        "accepted-a-refusal 8",
        "wrong-target 4"
      ])
    })
  )

  it.effect("fails where a choice inside an action has no parameter", () =>
    Effect.gen(function* () {
      const path = directory({
        "Main.tla": module(
          "Main",
          "EXTENDS Naturals",
          "VARIABLES holder, event",
          'Init == holder = 0 /\\ event = [action |-> "Init", args |-> <<>>]',
          "Next == holder' \\in {1, 2} /\\ event' = [action |-> \"Lock\", args |-> <<>>]",
          "Verdicts == <<>>"
        ),
        "Main.cfg": "INIT Init\nNEXT Next\n"
      })
      const what = { ...exploration, module: join(path, "Main.tla"), config: join(path, "Main.cfg") }
      // The entered state is what was given: nothing but the ambiguity stops this driver.
      const free: Driver<Lock> = { ...driver, variables: { holder: { ghost: "of no interest" } }, observe: () => ({}) }
      const error = yield* Effect.flip(streamed(free, what))
      assert.include(error.message, "Lock has two targets from one state")
    })
  )

  it.effect("fails where TLC stops half-way, however it stops", () =>
    Effect.gen(function* () {
      for (const stop of ["head -n 40", "(head -n 40; exit 1)", "(head -n 40; kill -9 $$)"]) {
        assert.strictEqual((yield* Effect.flip(filtered(stop)))._tag, "TlcFailed", stop)
      }
    })
  )

  it.effect("fails where TLC found more than it printed, or less came than it printed", () =>
    Effect.gen(function* () {
      const more = yield* Effect.flip(filtered("sed 's/, 3 distinct states found/, 4 distinct states found/'"))
      assert.include(more.message, "it found 4 states and printed 3")
      const left = yield* Effect.flip(filtered("sed 's/ 0 states left/ 1 states left/'"))
      assert.include(left.message, "it left 1 states unexplored")
      const noState = yield* Effect.flip(filtered(String.raw`grep -v 'state.*c1>>,'`))
      assert.include(noState.message, "the target of Lock(c1) was never given as a state")
      const { vacuity } = yield* filtered("grep -v 'edge.*Unlock'")
      assert.deepEqual(
        vacuity.map(({ kind, name }) => [kind, name]),
        [
          ["never-exercised", "Unlock"],
          ["cut-without-bound", "Unlock of Lock"]
        ]
      )
      const garbled = yield* Effect.flip(filtered("sed 's/from/form/'"))
      assert.include(garbled.message, "unknown kind of line")
    })
  )
})
