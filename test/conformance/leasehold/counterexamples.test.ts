import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { actors, lifecycleActors, storeActors } from "../../../conformance/leasehold/actors.ts"
import { describeFall, pagesOf } from "../../../conformance/leasehold/generate/counterexamples.ts"
import { specDirectory } from "../../../conformance/leasehold/paths.ts"
import { specParameters as lifecycleParameters } from "../../../conformance/leasehold/lifecycle/spec.generated.ts"
import { specParameters } from "../../../conformance/leasehold/spec.generated.ts"
import { builtModels } from "../../../conformance/leasehold/specifications.ts"
import { specParameters as storeParameters } from "../../../conformance/leasehold/store/spec.generated.ts"
import type { Role } from "../../../conformance/counterexample/parties.ts"
import { check } from "../../../conformance/models/check.ts"
import { fallOf } from "../../../conformance/models/traces.ts"
import type { Fall } from "../../../conformance/models/traces.ts"
import { describeTlc, tools } from "../tlc/support.ts"

const falls = builtModels().filter(({ group }) => group === "falls")
const initially = (property: string): Fall => ({
  property,
  initial: 0,
  violation: {
    kind: "invariant",
    name: property,
    text: "",
    location: undefined,
    trace: { steps: [{ action: "Initial predicate", location: undefined, state: "x = 0" }], goesOn: undefined }
  }
})

describe("the models that must fall", () => {
  it("each have a page that says what they have in the place of what, and what falls without it", () => {
    for (const model of falls) {
      const [property] = model.claims
      const { about, replaced, definition } = describeFall(model, initially(property!))
      assert.notInclude(about, "Expected outcome", model.name)
      for (const { by, definition } of replaced) assert.isDefined(definition, `${by} of ${model.name}`)
      assert.isDefined(definition, `${property} of ${model.name}`)
    }
  })

  it("have pages of different names, and one that lists them", () => {
    const pages = pagesOf(falls.map((model) => describeFall(model, initially(model.claims[0]!))))
    assert.strictEqual(new Set(pages.map(({ path }) => path)).size, falls.length + 1)
    assert.match(pages[0]!.path, /docs\/counterexamples\/README\.md$/)
    for (const { path } of pages.slice(1)) {
      assert.include(pages[0]!.text, `(${path.slice(path.lastIndexOf("/") + 1)})`)
    }
  })

  it("may break something that none of them claims", () => {
    const { violation, ...rest } = initially("deadlock")
    const stuck = describeFall(falls[0]!, { ...rest, violation: { ...violation, kind: "deadlock", name: undefined } })
    assert.isUndefined(stuck.property)
    assert.isUndefined(stuck.definition)
  })
})

describe("who acts", () => {
  it("is named by an argument that the action has", () => {
    const wrong = (
      roles: Readonly<Record<string, Role>>,
      parameters: Readonly<Record<string, ReadonlyArray<string>>>
    ) =>
      Object.entries(roles).flatMap(([action, role]) =>
        [role.by, role.with].flatMap((party) =>
          typeof party === "object" && party.arg > (parameters[action]?.length ?? 1) ? [action] : []
        )
      )
    assert.deepStrictEqual(wrong(actors, specParameters), [])
    assert.deepStrictEqual(wrong(storeActors, storeParameters), [])
    assert.deepStrictEqual(wrong(lifecycleActors, lifecycleParameters), [])
  })
})

describeTlc("the page of a model", () => {
  it.live("tells the behaviour that TLC finds", () =>
    Effect.gen(function* () {
      const model = falls.find(({ name }) => name.endsWith("_IsOpen"))!
      const fall = fallOf(yield* check(model, { library: [specDirectory] }))!
      const [, page] = pagesOf([describeFall(model, fall)])
      assert.include(page!.text, `What falls: \`${model.claims[0]}\``)
      assert.include(page!.text, "```mermaid\nsequenceDiagram\n")
      assert.match(page!.text, /\| 1 \| `\w+\(.*\)` \| `/)
    }).pipe(Effect.provide(tools))
  )
})
