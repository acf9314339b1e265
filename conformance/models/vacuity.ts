/** What would prove less than it seems to: a claim that cannot fail, and one that fails where it must and is made nowhere. */
import type { Manifest } from "./manifest.ts"
import type { Model } from "./model.ts"

/** The claims that no model of the manifest violates, with a model that makes them. */
export const unfallen = (models: ReadonlyArray<Model>, manifest: Manifest): ReadonlyArray<string> => {
  const outcome = new Map(manifest.models.map((record) => [record.model, record]))
  const fallen = new Set(manifest.models.flatMap(({ property }) => property ?? []))
  const claims = new Map(
    models
      .filter(({ name }) => outcome.get(name)?.outcome === "holds")
      .flatMap(({ name, claims }) => claims.map((claim) => [claim, name] as const))
  )
  return [...claims]
    .filter(([claim]) => !fallen.has(claim))
    .map(([claim, name]) => `${claim} (of ${name}) falls in no model: nothing shows that it can`)
}

/** The properties that a model must violate and no model that holds claims: whatever they show, nobody says that it is not so. */
export const unclaimed = (manifest: Manifest): ReadonlyArray<string> => {
  const holds = manifest.models.filter(({ outcome }) => outcome === "holds")
  const claimed = new Set(holds.flatMap(({ claims }) => claims))
  return manifest.models.flatMap(({ model, property }) =>
    property === null || model.startsWith("reaches/") || claimed.has(property)
      ? []
      : [`${property} (of ${model}) falls as it must, but no model that holds claims it`]
  )
}
