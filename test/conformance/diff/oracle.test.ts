/** The verdict against TLC's own: each side is checked to refine the other one, by a module that instantiates it. */
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { seedOf } from "../seed.ts"
import { describeTlc, directory, module, tools } from "../tlc/support.ts"
import { diffOne, patience, spec } from "./support.ts"

/** Two variables of three values each, and actions that are guarded assignments. */
const action = fc.record({
  guard: fc.constantFrom("TRUE", "x = 0", "x # y", "y < 2", "x > 0 /\\ y = 0"),
  x: fc.constantFrom("x", "0", "(x + 1) % 3", "y"),
  y: fc.constantFrom("y", "0", "(y + 1) % 3", "x")
})
const start = fc.constantFrom("x = 0 /\\ y = 0", "x \\in 0..1 /\\ y = 0", "x = 0 /\\ y \\in 0..1")
const specification = fc.record({ start, actions: fc.array(action, { minLength: 1, maxLength: 3 }) })
type Specification = typeof specification extends fc.Arbitrary<infer A> ? A : never

const linesOf = ({ start, actions }: Specification): ReadonlyArray<string> => [
  "EXTENDS Naturals",
  "VARIABLES x, y",
  `Init == ${start}`,
  ...actions.map(({ guard, x, y }, i) => `Act${i} == ${guard} /\\ x' = ${x} /\\ y' = ${y}`),
  `Next == ${actions.map((_, i) => `Act${i}`).join(" \\/ ")}`,
  "Spec == Init /\\ [][Next]_<<x, y>>"
]

/** Most changes are of one place. */
const change = fc.record({ at: fc.nat(2), by: action, both: fc.boolean() })
const pairs = fc.tuple(specification, change, start).map(([base, { at, by, both }, other]) => {
  const place = at % base.actions.length
  const actions = base.actions.map((old, i) => (i === place ? { ...old, guard: by.guard, ...(both ? by : {}) } : old))
  return { base, head: { start: both ? other : base.start, actions } }
})

/** Whether all that the first allows is allowed by the second, as TLC has it. */
const refines = (first: ReadonlyArray<string>, second: ReadonlyArray<string>) => {
  const path = directory({
    "First.tla": module("First", ...first),
    "Second.tla": module("Second", ...second),
    "Check.tla": module("Check", "EXTENDS First", "Other == INSTANCE Second", "Refines == Other!Spec"),
    "Check.cfg": "SPECIFICATION Spec\nPROPERTY Refines\nCHECK_DEADLOCK FALSE\n"
  })
  return runTlc({ module: join(path, "Check.tla"), config: join(path, "Check.cfg"), brief: true }).pipe(
    Effect.map(({ holds }) => holds),
    Effect.provide(tools)
  )
}

const expected = (headRefines: boolean, baseRefines: boolean): string =>
  headRefines ? (baseRefines ? "equal" : "refines") : baseRefines ? "extends" : "incomparable"

describeTlc("the verdict", () => {
  it.live(
    "is the one that TLC's refinement checks give in both directions",
    () =>
      Effect.gen(function* () {
        const seed = seedOf()
        const seen = new Set<string>()
        for (const { base, head } of fc.sample(pairs, { seed, numRuns: 8 })) {
          const [old, now] = [linesOf(base), linesOf(head)]
          const { verdict } = yield* diffOne(spec(old), spec(now))
          const checked = yield* Effect.all([refines(now, old), refines(old, now)], { concurrency: 2 })
          assert.strictEqual(verdict, expected(...checked), `seed ${seed}:\n${old.join("\n")}\n${now.join("\n")}`)
          seen.add(verdict)
        }
        // Else the samples would show little.
        assert.isAtLeast(seen.size, 3, `seed ${seed}`)
      }),
    2 * patience
  )
})
