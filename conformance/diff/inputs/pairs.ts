/** Which models are compared: those of one name, or those that a pair names. */
import { Result } from "effect"
import type { SideModel, SideModels } from "./models.ts"
import type { Problem } from "./problems.ts"

/** What is asked for. */
export interface Wanted {
  /** names of models that both sides have; a star stands for anything */
  readonly wanted: ReadonlyArray<string>
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
  readonly problems: ReadonlyArray<Problem>
  /** how many models both sides have that nobody asked for */
  readonly notAsked: number
}

const mostNamed = 12

const list = (names: Iterable<string>): string => {
  const all = [...names].toSorted()
  const more = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : ""
  return `${all.slice(0, mostNamed).join(", ")}${more}` || "none"
}

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`))
      .join(".*")}$`
  )

/** The names that are asked for, and what is asked for and is not there. */
const askedFor = (base: SideModels, head: SideModels, wanted: ReadonlyArray<string>) => {
  const listed = [...new Set([...base.listed, ...head.listed])]
  const all = new Set([...base.models.keys(), ...head.models.keys()])
  const asked = new Set<string>()
  const problems: Array<string> = []
  for (const pattern of wanted) {
    const regex = matcher(pattern)
    // One that no manifest lists must be called by its name.
    const matching = all.has(pattern) ? [pattern] : listed.filter((name) => regex.test(name))
    for (const name of matching) asked.add(name)
    if (matching.length > 0) continue
    problems.push(
      all.size === 0
        ? "there is no model on either side: a model is a configuration, X.cfg beside X.tla"
        : `no model is called ${pattern}; there are ${list(all)}`
    )
  }
  return { asked: [...asked].toSorted(), problems }
}

export const pairUp = (base: SideModels, head: SideModels, { wanted, pairs }: Wanted): Paired => {
  const { asked, problems: missing } = askedFor(base, head, wanted)
  const found: Array<ModelPair> = []
  const problems: Array<Problem> = [...missing]
  const usable = (model: SideModels["models"] extends ReadonlyMap<string, infer A> ? A : never) => {
    if (Result.isSuccess(model)) return model.success
    problems.push(model.failure)
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
      if (old === now) problems.push(onlyText(name, before === undefined))
      return
    }
    const [one, other] = [usable(before), usable(after)]
    if (one !== undefined && other !== undefined) found.push({ name, base: one, head: other })
  }
  for (const [old, now] of pairs) add(old, now)
  for (const name of asked) add(name, name)
  const named = new Set([...asked, ...pairs.flat()])
  const notAsked = [...base.models.keys()].filter((name) => head.models.has(name) && !named.has(name)).length
  return { found, problems, notAsked }
}

const onlyText = (name: string, inHead: boolean): string =>
  inHead
    ? `only the head has the model ${name}; if the base calls it otherwise, say --model OLD=${name}`
    : `only the base has the model ${name}; if the head calls it otherwise, say --model ${name}=NEW`
