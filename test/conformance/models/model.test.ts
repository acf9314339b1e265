import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { filesOf, findModels, groupOf, specificationOf } from "../../../conformance/models/model.ts"
import {
  boundsOf,
  claimsOf,
  constraintsOf,
  entriesOf,
  hasSymmetry,
  onlyPropertyOf,
  overridesOf,
  valuesOf,
  withoutSections
} from "../../../conformance/tlc/config.ts"
import { directory } from "../tlc/support.ts"

const config = `\\* Two tasks; no SYMMETRY and no INVARIANT that hides anything.
\\* It holds.

SPECIFICATION Spec
CONSTANTS
  Hosts = {"h"}   \\* PROPERTY Commented
  Tasks <- TwoTasks
  Guard<-Never (* INVARIANT Neither
  over two lines *)
CONSTANT Max = 2
INVARIANTS TypeOK
  OneHolder
VIEW view
PROPERTIES Fair Live
ACTION_CONSTRAINTS Few Steps
CONSTRAINT Small
INVARIANT Last
CHECK_DEADLOCK FALSE
`

describe("a configuration", () => {
  it("claims what its sections say, not its comments", () => {
    assert.deepStrictEqual(claimsOf(config), ["TypeOK", "OneHolder", "Last", "Fair", "Live"])
    assert.deepStrictEqual(claimsOf("SPECIFICATION Spec"), [])
  })

  it("overrides operators, but not where it gives a value", () => {
    assert.deepStrictEqual(overridesOf(config), ["Tasks", "Guard"])
    assert.deepStrictEqual(overridesOf("CONSTANT Max = 2"), [])
  })

  it("has its constraints on states apart from those on steps", () => {
    assert.deepStrictEqual(constraintsOf(config), ["Small"])
  })

  it("has bounds of both kinds, and a symmetry or none", () => {
    assert.deepStrictEqual(boundsOf(config), ["Few", "Steps", "Small"])
    assert.isFalse(hasSymmetry(config))
    assert.isTrue(hasSymmetry("SYMMETRY Clients\nVIEW view"))
  })

  it("has one property or not", () => {
    assert.isUndefined(onlyPropertyOf(config))
    assert.isUndefined(onlyPropertyOf("INVARIANT A \\* PROPERTY B"))
    assert.strictEqual(onlyPropertyOf("INVARIANT A PROPERTY B CONSTANT C = 1"), "B")
    assert.strictEqual(onlyPropertyOf("PROPERTIES\n  B \\* C\n"), "B")
  })

  it("stays the same without some of its sections, singular or plural", () => {
    const left = withoutSections(config, ["INVARIANT", "PROPERTY"])
    assert.strictEqual(
      left.replaceAll(/\s+/g, " "),
      'SPECIFICATION Spec CONSTANTS Hosts = {"h"} Tasks <- TwoTasks Guard <- Never CONSTANT Max = 2 VIEW view ' +
        "ACTION_CONSTRAINTS Few Steps CONSTRAINT Small CHECK_DEADLOCK FALSE"
    )
    assert.deepStrictEqual(claimsOf(left), [])
    const uncut = withoutSections(config, ["CONSTRAINT"])
    assert.include(uncut, "ACTION_CONSTRAINTS Few Steps")
    assert.notInclude(uncut, "Small")
    assert.notInclude(withoutSections(config, ["ACTION_CONSTRAINT", "CONSTANT"]), "Few")
    assert.notInclude(withoutSections(config, ["CONSTANT"]), "Max")
  })

  it("says one thing after the other, and keeps what is in a string", () => {
    assert.deepStrictEqual(entriesOf(config, ["INVARIANT", "PROPERTY"]), [
      "SPECIFICATION Spec",
      'CONSTANT Hosts = {"h"}',
      "CONSTANT Tasks <- TwoTasks",
      "CONSTANT Guard <- Never",
      "CONSTANT Max = 2",
      "VIEW view",
      "ACTION_CONSTRAINT Few",
      "ACTION_CONSTRAINT Steps",
      "CONSTRAINT Small",
      "CHECK_DEADLOCK FALSE"
    ])
    const strings = 'CONSTANTS A={"a  b", "\\\\* c"}  B  =  "x = (* y *) <- z"\nINVARIANT I'
    assert.deepStrictEqual(entriesOf(strings, []), [
      'CONSTANT A = {"a  b", "\\\\* c"}',
      'CONSTANT B = "x = (* y *) <- z"',
      "INVARIANT I"
    ])
    assert.deepStrictEqual(valuesOf(strings)[1], ["B", '"x = (* y *) <- z"'])
  })
})

describe("finding models", () => {
  it("finds each configuration with its module, its group and what it is about", () => {
    const root = directory({
      "MCMain.tla": "",
      "README.md": "",
      "holds/MCMain_Two.cfg": config,
      "falls/MCMain_NoGuard.cfg": "PROPERTY Fair",
      "holds/MCOther_TwoLarge.cfg": "\\* Large."
    })
    const models = findModels(root)
    assert.deepStrictEqual(models, [
      {
        name: "falls/MCMain_NoGuard",
        group: "falls",
        module: join(root, "MCMain.tla"),
        config: join(root, "falls/MCMain_NoGuard.cfg"),
        claims: ["Fair"],
        about: "",
        large: false
      },
      {
        name: "holds/MCMain_Two",
        group: "holds",
        module: join(root, "MCMain.tla"),
        config: join(root, "holds/MCMain_Two.cfg"),
        claims: ["TypeOK", "OneHolder", "Last", "Fair", "Live"],
        about: "Two tasks; no SYMMETRY and no INVARIANT that hides anything. It holds.",
        large: false
      },
      {
        name: "holds/MCOther_TwoLarge",
        group: "holds",
        module: join(root, "MCOther.tla"),
        config: join(root, "holds/MCOther_TwoLarge.cfg"),
        claims: [],
        about: "Large.",
        large: true
      }
    ])
  })

  it("puts the name of the specification before theirs, and changes nothing else", () => {
    const root = directory({ "MC.tla": "", "falls/MC_NoGuard.cfg": config })
    const [unnamed, named] = [findModels(root), findModels(root, "other")]
    assert.deepStrictEqual(named, [{ ...unnamed[0]!, name: "other/falls/MC_NoGuard" }])
  })

  it("finds none where there is none", () => {
    assert.deepStrictEqual(findModels(directory({ "MCMain.tla": "" })), [])
  })
})

describe("the name of a model", () => {
  it("says what is expected of it, and of which specification it is", () => {
    assert.strictEqual(groupOf("falls/MC_NoGuard"), "falls")
    assert.strictEqual(groupOf("other/falls/MC_NoGuard"), "falls")
    assert.strictEqual(groupOf("MC_NoGuard"), "")
    assert.strictEqual(specificationOf("falls/MC_NoGuard"), "")
    assert.strictEqual(specificationOf("other/falls/MC_NoGuard"), "other")
    assert.strictEqual(specificationOf("MC_NoGuard"), "")
  })
})

describe("the files of a model", () => {
  it("are its module, those that this one takes from, wherever it says so, and its configuration", () => {
    const root = directory({
      "models/MC.tla": "EXTENDS Naturals, (* and *) Top,\n  \\* further\n  Side\n",
      "models/MC.cfg": "INIT Init",
      "models/Side.tla": "I(x) == INSTANCE Deep WITH y <- x",
      "models/Other.tla": "EXTENDS Top",
      "spec/Top.tla": "LOCAL INSTANCE Sequences",
      "spec/Deep.tla": "EXTENDS MC",
      "spec/Unused.tla": ""
    })
    const at = (name: string): string => join(root, name)
    const model = { module: at("models/MC.tla"), config: at("models/MC.cfg") }
    const found = filesOf(model, [at("spec")])
    assert.sameMembers(
      [...found],
      ["models/MC.tla", "models/Side.tla", "spec/Top.tla", "spec/Deep.tla", "models/MC.cfg"].map(at)
    )
    assert.strictEqual(found.at(-1), model.config)
  })
})
