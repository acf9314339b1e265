/** A guard is taken out of the specification: what that newly allows is found, and the action is blamed for it. */
import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { diffSpecs } from "../../../conformance/diff/diff.ts"
import { openStore } from "../../../conformance/diff/kept.ts"
import type { Store } from "../../../conformance/diff/kept.ts"
import { specDirectory } from "../../../conformance/leasehold/paths.ts"
import { patience, told } from "../diff/support.ts"
import { describeTlc, directory, tools } from "../tlc/support.ts"
import { agreesWithTlc } from "./refinement.ts"

interface Guard {
  readonly file: string
  readonly action: string
  readonly guard: string
  readonly model: string
  /** the steps of the shortest behaviour that is newly allowed */
  readonly steps: string
}

const guards: ReadonlyArray<Guard> = [
  { file: "Tasks", action: "Reap", guard: "IsCrashed(h)", model: "Generations", steps: "Reap" },
  { file: "Leases", action: "Withdraw", guard: "IsQueued(run, resource)", model: "Generations", steps: "Withdraw" },
  { file: "Leases", action: "Expire", guard: "IsHeld(resource)", model: "Generations", steps: "Expire" },
  {
    file: "Leases",
    action: "Acquire",
    guard: "WritesWithin(run, Covers[resource])",
    model: "Profiles",
    steps: "Start Acquire"
  },
  { file: "Leases", action: "Enqueue", guard: "MayWrite(run)", model: "Profiles", steps: "Start Enqueue" }
]

/** The specification without these guards. */
const without = (gone: ReadonlyArray<Guard>): string => {
  const root = directory()
  cpSync(specDirectory, root, { recursive: true })
  for (const { file, action, guard } of gone) {
    const path = join(root, `${file}.tla`)
    const text = readFileSync(path, "utf8")
    const line = `  /\\ ${guard}\n`
    const at = text.indexOf(line, text.indexOf(`\n${action}(`))
    assert.isAbove(at, 0, `${action} has no ${guard}`)
    writeFileSync(path, text.slice(0, at) + text.slice(at + line.length))
  }
  return root
}

let store: Store | undefined

const differences = (gone: ReadonlyArray<Guard>, model: string) =>
  Effect.gen(function* () {
    const head = without(gone)
    const { models, problems } = yield* diffSpecs({
      base: { side: "base", root: specDirectory, title: "the specification" },
      head: { side: "head", root: head, title: "without guards" },
      wanted: [`replay/MCProtocol_${model}`],
      pairs: [],
      stateLimit: 10_000,
      renames: new Map(),
      names: { event: "event", verdicts: "Verdicts" },
      store: (store ??= openStore(directory())),
      console: { line: () => {}, status: () => {} }
    }).pipe(Effect.provide(tools))
    assert.deepStrictEqual(problems, [])
    const [found] = models
    assert.isDefined(found)
    assert.deepStrictEqual([found.verdict, found.forbidden], ["extends", []])
    yield* agreesWithTlc(specDirectory, head, found)
    return found.allowed.map((difference) => {
      const [, ...steps] = told(difference)
        .split(" > ")
        .map((step) => step.split("(")[0]!)
      return { steps: steps.join(" "), causes: difference.causes }
    })
  })

describeTlc("a guard that is taken out of the specification", () => {
  for (const guard of guards) {
    it.live(
      `is noticed: ${guard.guard} of ${guard.action}`,
      () =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* differences([guard], guard.model), [
            { steps: guard.steps, causes: [[guard.action]] }
          ])
        }),
      patience
    )
  }

  it.live(
    "is told from others that are taken out as well",
    () =>
      Effect.gen(function* () {
        const gone = guards.filter(({ model }) => model === "Generations")
        const found = yield* differences(gone, "Generations")
        const expected = gone.map(({ action, steps }) => ({ steps, causes: [[action]] }))
        assert.sameDeepMembers([...found], expected)
      }),
    patience
  )
})
