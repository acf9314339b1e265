/**
 * What would prove less than it seems to: a claim that cannot fail, and one that fails where it must and is made nowhere. A claim is of
 * one specification: that a property falls in another one, which has it under the same name, says nothing of this one.
 */
import type { Manifest } from "./manifest.ts"
import { groupOf, specificationOf } from "./model.ts"
import type { Model } from "./model.ts"

/** A claim with the specification that makes it. No name has a "!" in it. */
const qualified = (model: string, claim: string): string => `${specificationOf(model)}!${claim}`

/** The claims that no model of the manifest violates, with a model that makes them. */
export const unfallen = (models: ReadonlyArray<Model>, manifest: Manifest): ReadonlyArray<string> => {
  const outcome = new Map(manifest.models.map((record) => [record.model, record]))
  const fallen = new Set(
    manifest.models.flatMap(({ model, property }) => (property === null ? [] : qualified(model, property)))
  )
  const claims = new Map(
    models
      .filter(({ name }) => outcome.get(name)?.outcome === "holds")
      .flatMap(({ name, claims }) => claims.map((claim) => [qualified(name, claim), { claim, name }] as const))
  )
  return [...claims]
    .filter(([key]) => !fallen.has(key))
    .map(([, { claim, name }]) => `${claim} (of ${name}) falls in no model: nothing shows that it can`)
}

/** The properties that a model must violate and no model that holds claims: whatever they show, nobody says that it is not so. */
export const unclaimed = (manifest: Manifest): ReadonlyArray<string> => {
  const holds = manifest.models.filter(({ outcome }) => outcome === "holds")
  const claimed = new Set(holds.flatMap(({ model, claims }) => claims.map((claim) => qualified(model, claim))))
  return manifest.models.flatMap(({ model, property }) =>
    property === null || groupOf(model) === "reaches" || claimed.has(qualified(model, property))
      ? []
      : [`${property} (of ${model}) falls as it must, but no model that holds claims it`]
  )
}
