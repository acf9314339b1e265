/** An invariant that cannot fail is noise: each claim of a model that holds must fall in one that must fail. */
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
