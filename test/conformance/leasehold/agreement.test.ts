import { assert, beforeAll, it } from "@effect/vitest"
import { Effect } from "effect"
import { disagreements, storeDisagreements } from "../../../conformance/leasehold/agreement.ts"
import type { CoreAsts, RuleNames } from "../../../conformance/leasehold/agreement.ts"
import { parseSpecs } from "../../../conformance/leasehold/generate/all.ts"
import type { Ast } from "../../../conformance/spec/ast.ts"
import { rules } from "../../../src/protocol/index.ts"
import { describeTlc, tools } from "../tlc/support.ts"

describeTlc("the core's rules and the specification's", () => {
  let asts: CoreAsts
  let storeAst: Ast
  beforeAll(async () => {
    const all = await Effect.runPromise(parseSpecs.pipe(Effect.provide(tools)))
    asts = all
    storeAst = all.store
  })

  const guards = rules.Acquire.guards.map(({ name, conflict }) => ({ name, conflict }))
  const withAcquire = (changed: RuleNames[string]["guards"]): RuleNames => ({ ...rules, Acquire: { guards: changed } })
  const one = (found: ReadonlyArray<string>): string => {
    assert.strictEqual(found.length, 1, found.join("\n"))
    return found[0]!
  }

  it("agree", () => {
    assert.deepStrictEqual(disagreements(asts), [])
    assert.deepStrictEqual(disagreements(asts, withAcquire(guards)), [])
    assert.deepStrictEqual(storeDisagreements(storeAst), [])
  })

  it("disagree where the order of two guards is another one", () => {
    const [last, before, ...others] = guards.toReversed()
    const found = one(disagreements(asts, withAcquire([...others.toReversed(), last!, before!])))
    assert.include(found, "the verdicts of Acquire: the specification has ")
    assert.include(found, `${last!.name} -> ${last!.conflict}, ${before!.name} -> ${before!.conflict}`)
  })

  it("disagree where a guard is missing, or refuses with another conflict", () => {
    const isOwn = ({ name }: { readonly name: string }): boolean => name === "WaitsNot"
    assert.include(
      one(disagreements(asts, withAcquire(guards.filter((guard) => !isOwn(guard))))),
      "the verdicts of Acquire"
    )
    const other = guards.map((guard) => (isOwn(guard) ? { ...guard, conflict: "Another" } : guard))
    assert.include(one(disagreements(asts, withAcquire(other))), "WaitsNot -> Another")
  })

  it("disagree where the code has a guard of its own, unless that is known", () => {
    const more = (name: string) => withAcquire([...guards, { name, conflict: "NotExpired" }])
    assert.include(one(disagreements(asts, more("IsLucky"))), "IsLucky -> NotExpired")
    assert.deepStrictEqual(disagreements(asts, more("HasExpired")), [])
  })

  it("disagree where a guard of the life of tasks is missing in an action that both have", () => {
    const unapproved = guards.filter(({ name }) => name !== "IsApproved")
    assert.include(
      one(disagreements(asts, withAcquire(unapproved))),
      "the life of tasks has ApprovalRevoked of Acquire there"
    )
  })

  it("disagree where either has an action more", () => {
    const more = one(disagreements(asts, { ...rules, Steal: { guards: [] } }))
    assert.include(more, "actions of the core")
    assert.include(more, "Steal")
    const { Withdraw: _, ...less } = rules
    assert.match(
      one(disagreements(asts, less)),
      /^actions of the core: the specification has .*Withdraw.*; the code has/
    )
  })

  it("disagree where an action's conjuncts stand in another order than its verdict", () => {
    const ast = asts[""]
    const release = ast.definitions.get("Release")!
    assert.isTrue(release.body.kind === "apply")
    if (release.body.kind !== "apply") return
    const body = { ...release.body, operands: release.body.operands.toReversed() }
    const definitions = new Map(ast.definitions).set("Release", { ...release, body })
    assert.include(one(disagreements({ ...asts, "": { ...ast, definitions } })), "the conjuncts of Release")
  })
})
