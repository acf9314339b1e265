/** Values as expressions for a module of which it is not known what it extends: a specification may have neither `-` nor `:>`, or its own. */
import type { Value } from "../../tla/value.ts"

/** What a module needs to have for them. */
export const expressionModules: ReadonlyArray<string> = ["ProbeTlc == INSTANCE TLC", "ProbeInts == INSTANCE Integers"]

const list = (values: ReadonlyArray<Value>): string => values.map(expression).join(", ")

/** The value. */
export const expression = (value: Value): string => {
  switch (value._tag) {
    case "int":
      return value.value < 0n ? `ProbeInts!-.(${-value.value})` : value.text
    case "set":
      return `{${list(value.elements)}}`
    case "tuple":
      return `<<${list(value.elements)}>>`
    case "record":
      return `[${value.fields.map(([name, field]) => `${name} |-> ${expression(field)}`).join(", ")}]`
    case "function":
      return value.entries
        .map(([argument, image]) => `ProbeTlc!:>(${expression(argument)}, ${expression(image)})`)
        .reduce((all, one) => `ProbeTlc!@@(${all}, ${one})`)
    default:
      return value.text
  }
}
