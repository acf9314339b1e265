/** A path of a graph as a behaviour, for people to read. */
import { read } from "../../tla/read.ts"
import type { Value } from "../../tla/value.ts"
import type { Behaviour, Moment } from "../../trace/behaviour.ts"
import type { Lts } from "../graph/lts.ts"
import type { Divergence } from "./inclusion.ts"

/** The values of a state, all that its own side has. */
export const valuesAt = ({ variables, texts, cells }: Lts, state: number): Readonly<Record<string, Value>> =>
  Object.fromEntries(variables.map((name, v) => [name, read(texts[cells[state * variables.length + v]!]!)]))

export const behaviourOf = (lts: Lts, { start, edges }: Pick<Divergence, "start" | "edges">): Behaviour => ({
  variables: lts.variables,
  states: [
    { step: undefined, values: valuesAt(lts, start) },
    ...edges.map((edge): Moment => {
      const { action, args } = lts.labels[lts.label[edge]!]!
      return { step: { action, args: args.map(read) }, values: valuesAt(lts, lts.target[edge]!) }
    })
  ],
  loop: undefined
})
