/** Whether a model's VIEW takes states for one that are not: then there is no graph under it. */
import { viewOf } from "../../tlc/config.ts"
import type { Parsed } from "../text/parse.ts"

const wrapping = /operator\(\S+ \)|body|operands|params\(\)|OpApplNode|[()]/g

/** The variables in a tuple of variables and of such tuples; undefined of anything else. */
const variablesIn = ({ items }: Parsed, key: string): ReadonlyArray<string> | undefined => {
  const item = items.get(key)
  if (item?.kind === "variable") return [key]
  if (item?.kind !== "definition" || item.meaning.replaceAll(wrapping, "") !== "") return undefined
  const operators = [...item.meaning.matchAll(/operator\((\S+) \)/g)].map(([, name]) => name!)
  const inside = operators.filter((name) => name !== "$Tuple").map((name) => variablesIn({ items } as Parsed, name))
  return inside.some((names) => names === undefined) ? undefined : inside.flatMap((names) => names ?? [])
}

/** Whether the configuration has a VIEW that leaves out more than the variable in which steps name themselves. */
export const viewHides = (parsed: Parsed, config: string, event: string | undefined): boolean => {
  const view = viewOf(config)
  if (view === undefined) return false
  const seen = variablesIn(parsed, view)
  return seen === undefined || parsed.variables.some((name) => name !== event && !seen.includes(name))
}
