/** Which models are compared: those of one name, or those that a pair names. */
import { Result } from "effect"
import type { SideModel, SideModels, SideUnusable } from "./models.ts"

/** What is asked for. */
export interface Wanted {
  /** of the models that both sides have: those whose names this takes */
  readonly wanted: (model: string) => boolean
  /** models by their names on either side */
  readonly pairs: ReadonlyArray<readonly [base: string, head: string]>
}

/** One model on both sides. */
export interface ModelPair {
  /** what reports call it */
  readonly name: string
  readonly base: SideModel
  readonly head: SideModel
}

/** The pairs, and what there is to say of those that cannot be compared. */
export interface Paired {
  readonly found: ReadonlyArray<ModelPair>
  readonly problems: ReadonlyArray<string>
}

const list = (names: Iterable<string>): string => [...names].toSorted().join(", ") || "none"

export const pairUp = (base: SideModels, head: SideModels, { wanted, pairs }: Wanted): Paired => {
  const found: Array<ModelPair> = []
  const problems: Array<string> = []
  const usable = (model: Result.Result<SideModel, SideUnusable>): SideModel | undefined => {
    if (Result.isSuccess(model)) return model.success
    problems.push(model.failure.message)
    return undefined
  }
  const add = (old: string, now: string): void => {
    const name = old === now ? old : `${old} = ${now}`
    const [before, after] = [base.models.get(old), head.models.get(now)]
    if (before === undefined || after === undefined) {
      if (old !== now && before === undefined)
        problems.push(`the base has no model ${old}; it has ${list(base.models.keys())}`)
      if (old !== now && after === undefined)
        problems.push(`the head has no model ${now}; it has ${list(head.models.keys())}`)
      if (old === now) problems.push(`only the ${before === undefined ? "head" : "base"} has the model ${name}`)
      return
    }
    const [one, other] = [usable(before), usable(after)]
    if (one !== undefined && other !== undefined) found.push({ name, base: one, head: other })
  }
  const names = new Set([...base.listed, ...head.listed])
  const asked = [...names].filter(wanted).toSorted()
  for (const [old, now] of pairs) add(old, now)
  for (const name of asked) add(name, name)
  // Nothing compared must not pass for nothing found.
  if (asked.length + pairs.length === 0) problems.push(`no model is asked for; there are ${list(names)}`)
  return { found, problems }
}
