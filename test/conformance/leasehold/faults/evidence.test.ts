import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { evidenceFor } from "../../../../conformance/leasehold/faults/evidence.ts"
import { faults } from "../../../../conformance/leasehold/faults/faults.ts"
import type { Fault } from "../../../../conformance/leasehold/faults/fault.ts"
import { gapsOf, killMatrix } from "../../../../conformance/leasehold/faults/kills.ts"
import type { Row } from "../../../../conformance/leasehold/faults/kills.ts"
import { manifestFormat } from "../../../../conformance/models/manifest.ts"
import type { Manifest } from "../../../../conformance/models/manifest.ts"
import { findModels } from "../../../../conformance/models/model.ts"
import { rules, step } from "../../../../src/protocol/index.ts"
import { directory } from "../../tlc/support.ts"
import { small } from "../graphs.ts"

const record = (model: string, property: string | null) => ({
  model,
  claims: [],
  outcome: property === null ? ("holds" as const) : ("falls" as const),
  property,
  initial: 1,
  distinct: 1,
  transitions: 1,
  depth: 1,
  budgetSeconds: 30
})

const manifest: Manifest = {
  format: manifestFormat,
  tlc: { version: "", jarSha256: "" },
  models: [
    record("falls/MC_NoOpen", "NothingHeld"),
    record("falls/MCWitness_Forget", "NoGhosts"),
    record("holds/MC_Overrides", null)
  ]
}

const place = directory({
  "falls/MC_NoOpen.cfg": "CONSTANT IsOpen <- Always",
  "falls/MC_Unmeasured.cfg": "CONSTANT MayWrite <- Always",
  "holds/MC_Overrides.cfg": "CONSTANT IsRunning <- Always"
})

const evidence = (kind: Fault["kind"], rule: string) =>
  evidenceFor(findModels(join(place)), manifest, { action: "Acquire", kind, rule, specification: "", step })

describe("the evidence for a rule", () => {
  it("is the model that falls without the guard", () => {
    assert.deepStrictEqual(evidence("guard", "IsOpen"), { model: "falls/MC_NoOpen", property: "NothingHeld" })
  })

  it("is the model that is named for a change", () => {
    assert.deepStrictEqual(evidence("change", "Forget"), { model: "falls/MCWitness_Forget", property: "NoGhosts" })
  })

  it("is a reason where the specification cannot show it", () => {
    const reason = evidence("guard", "HasExpired")
    assert.isTrue(reason !== undefined && "reason" in reason && reason.reason.length > 0)
  })

  it("is none where no model must fall, or none was measured", () => {
    assert.isUndefined(evidence("guard", "NoSuchGuard"))
    assert.isUndefined(evidence("change", "NoSuchChange"))
    assert.isUndefined(evidence("guard", "MayWrite"))
    assert.isUndefined(evidence("guard", "IsRunning"))
    assert.isUndefined(evidence("change", "Publish"))
    // A change is not shown by a model that lacks a guard.
    assert.isUndefined(evidence("change", "IsOpen"))
  })
})

describe("a gap of the kill matrix", () => {
  const full: Row = {
    action: "Acquire",
    kind: "guard",
    rule: "IsOpen",
    specification: "",
    evidence: { model: "falls/MC_NoOpen", property: "NothingHeld" },
    killedBy: "refusal: accepted-a-refusal"
  }

  it("is a fault that nothing notices, or a rule without a model", () => {
    assert.deepStrictEqual(gapsOf([full]), [])
    assert.deepStrictEqual(gapsOf([full, { ...full, killedBy: undefined }]), [
      "Acquire without or with the wrong IsOpen: replay does not notice"
    ])
    for (const kind of ["guard", "change"] as const) {
      assert.deepStrictEqual(gapsOf([{ ...full, kind, evidence: undefined }]), [
        "Acquire IsOpen: no model shows what falls without it"
      ])
    }
    assert.strictEqual(gapsOf([{ ...full, evidence: undefined, killedBy: undefined }]).length, 2)
  })

  it("is not a rule done wrong that has no model of its own", () => {
    assert.deepStrictEqual(gapsOf([{ ...full, kind: "wrong", evidence: undefined }]), [])
    assert.strictEqual(gapsOf([{ ...full, kind: "wrong", evidence: undefined, killedBy: undefined }]).length, 1)
  })
})

describe("the kill matrix", () => {
  it("has a row for each fault, and notices none without a corpus", () => {
    const rows = killMatrix({ protocol: [], life: [] }, manifest)
    assert.strictEqual(rows.length, faults.length)
    assert.isTrue(rows.every(({ killedBy }) => killedBy === undefined))
    const ruleCount = Object.values(rules).reduce(
      (n, { guards, changes, choices = [] }) => n + guards.length + changes.length + choices.length,
      0
    )
    assert.strictEqual(rows.filter(({ kind }) => kind !== "wrong").length, ruleCount)
  })

  it("says how replay notices a fault, and stays empty where it does not", () => {
    const rows = killMatrix({ protocol: [small], life: [] }, manifest)
    const killedBy = (action: string, rule: string) =>
      rows.find((row) => row.action === action && row.rule === rule)?.killedBy
    assert.strictEqual(killedBy("Acquire", "MayWrite"), "refusal: wrong-conflict")
    assert.strictEqual(killedBy("Observe", "Remember"), "transition: crashed")
    assert.strictEqual(killedBy("End", "Forget"), "transition: wrong-target")
    // This corpus has no step of hosts, so nothing there can notice this one.
    assert.isUndefined(killedBy("HostOpen", "HostOpens"))
  })
})
