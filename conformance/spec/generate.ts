/** A TypeScript module that says what the specification has, so that a driver that lacks an action does not compile. */
import type { Ast } from "./ast.ts"
import { actionsOf } from "./describe.ts"

const list = (names: ReadonlyArray<string>): string => names.map((name) => JSON.stringify(name)).join(", ")

/** The text of the module; `from` is how people know the specification, and what they call to generate anew. */
export const generateTypes = (ast: Ast, from: string): string => {
  const actions = actionsOf(ast)
  return [
    `// Generated from ${from}; do not edit.`,
    "",
    "/** The specification's variables. */",
    `export const specVariables = [${list(ast.variables)}] as const`,
    "",
    "/** The specification's actions: for each parameter the set that it is taken from. */",
    "export const specParameters = {",
    actions.map(({ name, parameters }) => `  ${name}: [${list(parameters.map(({ domain }) => domain))}]`).join(",\n"),
    "} as const",
    "",
    "export type SpecVariable = (typeof specVariables)[number]",
    "export type SpecAction = keyof typeof specParameters",
    ""
  ].join("\n")
}
