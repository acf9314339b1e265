/** What a change of the specification means for the core and its tests. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { impact } from "../../../conformance/leasehold/impact.ts"
import { root, specDirectory } from "../../../conformance/leasehold/paths.ts"
import { patience } from "../diff/support.ts"
import { describeTlc } from "../tlc/support.ts"
import { edited, profiles, queueRenamed, report } from "./diff-support.ts"

const lineAt = (file: string, line: number): string =>
  readFileSync(join(root, file), "utf8").split("\n")[line - 1]!.trim()

/** The impact on the one model that is looked at, and on the code. */
const impactOf = (head: string) =>
  Effect.map(report(specDirectory, head, { driver: impact }), (found) => {
    assert.deepStrictEqual(found.problems, [])
    assert.lengthOf(found.impact?.models ?? [], 1)
    const code = found.impact!.code.map(({ definition, changed, places }) => [
      definition,
      changed,
      places.map(({ file, line }) => `${file}: ${lineAt(file, line)}`)
    ])
    return { code, model: found.impact!.models[0]! }
  })

const mayWrite = "  /\\ IsRunning(run)\n  /\\ MayWrite(run)\n"
const enqueue = "Enqueue(run, resource) ==\n"

describeTlc("the impact of a change", () => {
  it.live(
    "is the code that implements it, the tests that come and go, and the first step that the core does not take",
    () =>
      Effect.gen(function* () {
        const head = edited(
          ["Leases.tla", `${enqueue}${mayWrite}`, `${enqueue}  /\\ IsRunning(run)\n`],
          [
            "Leases.tla",
            'EnqueueVerdict(run, resource) ==\n  CASE ~IsRunning(run)                          -> "TaskNotRunning"\n' +
              '    [] ~MayWrite(run)                           -> "WriteNotAllowed"\n',
            'EnqueueVerdict(run, resource) ==\n  CASE ~IsRunning(run)                          -> "TaskNotRunning"\n'
          ]
        )
        const { code, model } = yield* impactOf(head)
        const places = [
          "src/protocol/actions.ts: Enqueue: { run: string, resource: Resource },",
          "src/protocol/rules.ts: Enqueue: {"
        ]
        assert.deepStrictEqual(
          code.map(([definition, changed, found]) => [definition, changed, (found as Array<string>).at(-1)]),
          [
            ["Enqueue", true, places[1]],
            ["EnqueueVerdict", true, places[1]]
          ]
        )
        const { corpus, transitions, first } = model
        assert.strictEqual(model.model, profiles)
        // Nothing that was is gone but requests that were refused.
        assert.deepStrictEqual([corpus!.states.removed, corpus!.transitions.removed], [0, 0])
        assert.isAbove(corpus!.refusals.removed, 0)
        assert.isAbove(corpus!.transitions.added, 0)
        assert.isBelow(transitions.passed, transitions.total)
        assert.deepInclude(first, { action: "Enqueue", actual: "refusal WriteNotAllowed" })
        assert.deepStrictEqual(
          first?.path?.map((step) => step.split("(")[0]),
          ["Start"]
        )
      }),
    patience
  )

  it.live(
    "is none on tests where the same is allowed",
    () =>
      Effect.gen(function* () {
        const free = "  /\\ IsHeld(resource)\n  /\\ lease' = [lease EXCEPT ![resource] = NoLease]\n"
        const head = edited([
          "Leases.tla",
          `Expire(resource) ==\n${free}`,
          "Free(resource) == lease' = [lease EXCEPT ![resource] = NoLease]\n\n" +
            "Expire(resource) ==\n  /\\ IsHeld(resource)\n  /\\ Free(resource)\n"
        ])
        const { model } = yield* impactOf(head)
        const { states, transitions, refusals } = model.corpus!
        for (const { added, removed } of [states, transitions, refusals])
          assert.deepStrictEqual([added, removed], [0, 0])
        assert.deepStrictEqual([model.transitions.passed, model.first], [model.transitions.total, null])
        assert.strictEqual(transitions.unchanged, model.transitions.total)
      }),
    patience
  )

  it.live(
    "is everything where the core has no such variable, and unknown where nothing joins both",
    () =>
      Effect.gen(function* () {
        const head = queueRenamed()
        const { model } = yield* impactOf(head)
        assert.deepStrictEqual([model.corpus!.states.unchanged, model.transitions.passed], [0, 0])
        assert.strictEqual(model.first?.request, null)
        assert.isNull((yield* report(specDirectory, head)).impact)
      }),
    patience
  )
})
