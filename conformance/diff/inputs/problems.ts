/** What could not be compared, and why. */
import { SideUnusable } from "./models.ts"
import type { Read } from "../looked.ts"
import type { Renames } from "../compare/project.ts"
import { namesDefault } from "./parse.ts"
import type { Names } from "./parse.ts"

/** Something of one side, or in words. */
export type Problem = SideUnusable | string

/** Each problem in a text: what is wrong with several models of a side for one reason is told once, with their names. */
export const problemTexts = (problems: ReadonlyArray<Problem>): ReadonlyArray<string> => {
  const groups = Map.groupBy(problems, (problem) =>
    typeof problem === "string" ? problem : JSON.stringify([problem.side, problem.reason])
  )
  return [...groups].map(([text, [first, ...others]]) => {
    if (!(first instanceof SideUnusable)) return text
    const models = [first, ...others].flatMap((problem) =>
      problem instanceof SideUnusable ? (problem.model ?? []) : []
    )
    if (models.length < 2) return first.message
    return `${first.side} (${first.title}), models ${[...new Set(models)].join(", ")}: ${first.reason}`
  })
}

/** What was asked for, and makes no difference to any of the models: a name with a slip in it, as a rule. */
export const ignoredIn = (
  reads: ReadonlyArray<readonly [base: Read, head: Read]>,
  { renames, names }: { readonly renames: Renames; readonly names: Names }
): ReadonlyArray<string> => {
  if (reads.length === 0) return []
  const has = ({ parsed }: Read, name: string): boolean => parsed.variables.includes(name)
  const shapes = reads.flat().map(({ shape }) => shape)
  return [
    ...[...renames]
      .filter(([from, to]) => !reads.some(([base, head]) => has(base, from) && has(head, to)))
      .map(([from, to]) => `--rename ${from}=${to}: no model has ${from} in the base and ${to} in the head`),
    ...(names.event === namesDefault.event || shapes.some(({ event }) => event !== undefined)
      ? []
      : [`--event ${names.event}: no model has steps that name themselves in such a variable`]),
    ...(names.verdicts === namesDefault.verdicts || shapes.some(({ verdicts }) => verdicts !== undefined)
      ? []
      : [`--verdicts ${names.verdicts}: no model whose steps name themselves has such an operator`])
  ]
}
