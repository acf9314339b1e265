/** The verdict against TLC's own: each side is checked to refine the other one, by a module that instantiates it. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { seedOf } from "../seed.ts"
import { describeTlc, module } from "../tlc/support.ts"
import { refines } from "./refines.ts"
import { patience, spec, verdictOf } from "./support.ts"
import { toyPairs } from "./toys.ts"
import type { ToyPair } from "./toys.ts"

const refinement = (first: ReadonlyArray<string>, second: ReadonlyArray<string>) => ({
  files: { "First.tla": module("First", ...first), "Second.tla": module("Second", ...second) },
  lines: ["EXTENDS First", "Other == INSTANCE Second", "Refined == Other!Spec"],
  config: "SPECIFICATION Spec"
})

const agrees = ({ kind, base, head, verdict, hiding }: ToyPair, seed: number, ...config: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const found = yield* verdictOf(spec(base, ...config), spec(head, ...config))
    const about = `seed ${seed}, ${kind}:\n${base.join("\n")}\n${head.join("\n")}`
    const forward = yield* refines(refinement(head, base))
    assert.strictEqual(["equal", "refines"].includes(found), forward, about)
    if (hiding) return
    const backward = yield* refines(refinement(base, head))
    assert.strictEqual(["equal", "extends"].includes(found), backward, about)
    if (verdict !== undefined) assert.strictEqual(found, verdict, about)
  })

const styles = {
  "where steps have no names": { named: false, asked: false },
  "where steps name themselves": { named: true, asked: false },
  "where steps ask for the name of the one before": { named: true, asked: true }
}

describeTlc("the verdict", () => {
  for (const [title, style] of Object.entries(styles)) {
    it.live(
      `is the one that TLC's refinement checks give in both directions, ${title}`,
      () => {
        const seed = seedOf()
        const [pairs = []] = fc.sample(toyPairs(style), { seed, numRuns: 1 })
        const config = style.named ? ["VIEW view"] : []
        return Effect.forEach(pairs, (pair) => agrees(pair, seed, ...config), { concurrency: 2 })
      },
      2 * patience
    )
  }
})
