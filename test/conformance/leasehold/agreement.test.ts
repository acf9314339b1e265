import { assert, beforeAll, it } from "@effect/vitest"
import { Effect } from "effect"
import { disagreements, storeDisagreements } from "../../../conformance/leasehold/agreement.ts"
import type { RuleNames } from "../../../conformance/leasehold/agreement.ts"
import { parseSpecs } from "../../../conformance/leasehold/generate/all.ts"
import type { Ast } from "../../../conformance/spec/ast.ts"
import { rules } from "../../../src/protocol/index.ts"
import { describeTlc, tools } from "../tlc/support.ts"

describeTlc("the core's rules and the specification's", () => {
  let ast: Ast
  let storeAst: Ast
  beforeAll(async () => {
    const asts = await Effect.runPromise(parseSpecs.pipe(Effect.provide(tools)))
    ast = asts[""]
    storeAst = asts.store
  })

  const guards = rules.Acquire.guards.map(({ name, conflict }) => ({ name, conflict }))
  const withAcquire = (changed: RuleNames[string]["guards"]): RuleNames => ({ ...rules, Acquire: { guards: changed } })
  const one = (found: ReadonlyArray<string>): string => {
    assert.strictEqual(found.length, 1, found.join("\n"))
    return found[0]!
  }

  it("agree", () => {
    assert.deepStrictEqual(disagreements(ast), [])
    assert.deepStrictEqual(disagreements(ast, withAcquire(guards)), [])
    assert.deepStrictEqual(storeDisagreements(storeAst), [])
  })

  it("disagree where the order of two guards is another one", () => {
    const [first, second, ...others] = guards
    const found = one(disagreements(ast, withAcquire([second!, first!, ...others])))
    assert.include(found, "the verdicts of Acquire: the specification has ")
    assert.include(found, `the code has ${second!.name} -> ${second!.conflict}, ${first!.name} -> `)
  })

  it("disagree where a guard is missing, or refuses with another conflict", () => {
    assert.include(one(disagreements(ast, withAcquire(guards.slice(1)))), "the verdicts of Acquire")
    const other = guards.map((guard, i) => (i === 0 ? { ...guard, conflict: "Another" } : guard))
    assert.include(one(disagreements(ast, withAcquire(other))), `${guards[0]!.name} -> Another`)
  })

  it("disagree where the code has a guard of its own, unless that is known", () => {
    const more = (name: string) => withAcquire([...guards, { name, conflict: "NotExpired" }])
    assert.include(one(disagreements(ast, more("IsLucky"))), "IsLucky -> NotExpired")
    assert.deepStrictEqual(disagreements(ast, more("HasExpired")), [])
  })

  it("disagree where either has an action more", () => {
    const more = one(disagreements(ast, { ...rules, Steal: { guards: [] } }))
    assert.include(more, "actions of the core")
    assert.include(more, "Steal")
    const { Renew: _, ...less } = rules
    assert.match(one(disagreements(ast, less)), /^actions of the core: the specification has .*Renew.*; the code has/)
  })

  it("disagree where an action's conjuncts stand in another order than its verdict", () => {
    const release = ast.definitions.get("Release")!
    assert.isTrue(release.body.kind === "apply")
    if (release.body.kind !== "apply") return
    const body = { ...release.body, operands: release.body.operands.toReversed() }
    const definitions = new Map(ast.definitions).set("Release", { ...release, body })
    assert.include(one(disagreements({ ...ast, definitions })), "the conjuncts of Release")
  })
})
