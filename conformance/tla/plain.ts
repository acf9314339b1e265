/** Values as people read them: with spaces, and without quotes where nothing can be taken for something else. */
import { entriesOf } from "./value.ts"
import type { Value } from "./value.ts"

/** A string that looks like no other kind of value. Model values are written the same way, and rarely stand beside strings. */
const bare = /^(?!TRUE$|FALSE$)[A-Za-z_][\w/.-]*$/

/** The value in one line. */
export const plain = (value: Value): string => {
  switch (value._tag) {
    case "string":
      return bare.test(value.value) ? value.value : value.text
    case "set":
      return `{${value.elements.map(plain).join(", ")}}`
    case "tuple":
      return `<<${value.elements.map(plain).join(", ")}>>`
    case "record":
      return `[${value.fields.map(([name, field]) => `${name} |-> ${plain(field)}`).join(", ")}]`
    case "function":
      return `(${value.entries.map(([argument, image]) => `${plain(argument)} :> ${plain(image)}`).join(" @@ ")})`
    default:
      return value.text
  }
}

/** The place of a function's value, or of a record's field, below the place of the whole. */
export const placeIn = (whole: string, argument: Value, container: Value): string =>
  container._tag === "record" && argument._tag === "string"
    ? `${whole}.${argument.value}`
    : `${whole}[${plain(argument)}]`

const widest = 120

/** `name = value`, in several lines if it is a function that is too wide for one: a line for each of its values. */
export const plainLines = (name: string, value: Value): ReadonlyArray<string> => {
  const line = `${name} = ${plain(value)}`
  const entries = entriesOf(value)
  if (line.length <= widest || entries === undefined) return [line]
  return entries.flatMap(([argument, image]) => plainLines(placeIn(name, argument, value), image))
}
