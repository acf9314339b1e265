/** A path of a graph as a graph of its own, seen through some variables: to ask whether another graph has it too. */
import { inclusion } from "../compare/inclusion.ts"
import type { Path } from "../compare/paths.ts"
import { project } from "../compare/project.ts"
import type { Lts } from "../graph/lts.ts"

const linear = (lts: Lts, { start, edges }: Path, common: ReadonlyArray<string>): Lts => {
  const states = [start, ...edges.map((edge) => lts.target[edge]!)]
  const places = common.map((name) => lts.variables.indexOf(name))
  return {
    ...lts,
    variables: common,
    cells: Int32Array.from(states.flatMap((state) => places.map((v) => lts.cells[state * lts.variables.length + v]!))),
    initial: Int32Array.of(0),
    first: Int32Array.from([...states.keys(), edges.length]),
    label: Int32Array.from(edges, (edge) => lts.label[edge]!),
    target: Int32Array.from(edges, (_, i) => i + 1),
    vectors: [],
    vector: new Int32Array(0)
  }
}

/** Whether `other` has the same behaviour, as it is seen through the variables. */
export const admits = (other: Lts, of: Lts, path: Path, common: ReadonlyArray<string>): boolean => {
  const pair = project(linear(of, path, common), other)
  return inclusion(pair.base, pair.head, { named: pair.named }).included === true
}
