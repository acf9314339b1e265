/** Verdict vectors: from the record that the specification prints, to a sorted list of labels with verdicts. */
import { int, string, tuple } from "../tla/value.ts"
import type { Value } from "../tla/value.ts"
import { BadVerdicts } from "./errors.ts"
import type { Label, Verdict, Verdicts } from "./graph.ts"

/** Gives the one object of a label. */
export type Labeller = (action: string, args: ReadonlyArray<Value>) => Label

/** The order of verdicts and of edges: by the text of the label. */
export const byLabel = (a: { readonly label: Label }, b: { readonly label: Label }): number =>
  a.label.text < b.label.text ? -1 : a.label.text > b.label.text ? 1 : 0

/** A request with one parameter is a function of it; with several, of their tuple. */
const argsOf = (argument: Value): ReadonlyArray<Value> => (argument._tag === "tuple" ? argument.elements : [argument])

/** TLC may print any function as a tuple or a record: undo that to see arguments again. */
const entriesOf = (value: Value): ReadonlyArray<readonly [Value, Value]> | undefined => {
  switch (value._tag) {
    case "function":
      return value.entries
    case "record":
      return value.fields.map(([name, verdict]) => [string(name), verdict])
    case "tuple":
      return value.elements.map((verdict, i) => [int(i + 1), verdict])
    case "string":
      return [[tuple([]), value]]
    default:
      return undefined
  }
}

/**
 * Reads a verdict vector: a record from request names to functions from the argument (or the tuple of arguments) to a verdict; a
 * request without parameters has the verdict itself. An empty record is a vector without requests.
 * Throws BadVerdicts where it is none of these.
 */
export const readVerdicts = (vector: Value, labelled: Labeller): Verdicts => {
  if (vector._tag === "tuple" && vector.elements.length === 0) return []
  if (vector._tag !== "record") throw new BadVerdicts({ reason: "verdicts must be a record", found: vector.text })
  const verdicts: Array<Verdict> = []
  for (const [request, function_] of vector.fields) {
    const entries = entriesOf(function_)
    if (entries === undefined) {
      throw new BadVerdicts({ reason: `the verdicts of ${request} must be a function`, found: function_.text })
    }
    for (const [argument, verdict] of entries) {
      if (verdict._tag !== "string" || verdict.value === "") {
        throw new BadVerdicts({ reason: `a verdict of ${request} must be a string`, found: verdict.text })
      }
      verdicts.push({ label: labelled(request, argsOf(argument)), verdict: verdict.value })
    }
  }
  return verdicts.toSorted(byLabel)
}

/** The canonical text of a vector, which names it in a corpus. */
export const verdictsText = (verdicts: Verdicts): string =>
  verdicts.map(({ label, verdict }) => `${label.text} ${string(verdict).text}`).join("\n")
