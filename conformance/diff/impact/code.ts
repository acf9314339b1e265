/**
 * Where the code has what changed in a specification: names are equal in both, so a definition is implemented by what is declared, or
 * is an entry of a table, or names itself in a `name`, as it. A function may begin with a small letter. From the compiler's own parse.
 */
import { join, relative, sep } from "node:path"
import { API } from "typescript/unstable/sync"
import type { Node, SourceFile } from "typescript/unstable/ast"
import {
  isArrowFunction,
  isFunctionDeclaration,
  isIdentifier,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isStringLiteral,
  isVariableDeclaration
} from "typescript/unstable/ast/is"

/** A place in the code. */
export interface CodePlace {
  /** below the directory of the project */
  readonly file: string
  readonly line: number
  readonly name: string
}

/** What a node declares, by name; undefined where it declares nothing. */
const declared = (node: Node): string | undefined => {
  if (
    (isFunctionDeclaration(node) || isVariableDeclaration(node)) &&
    node.name !== undefined &&
    isIdentifier(node.name)
  ) {
    return node.name.text
  }
  if (!isPropertyAssignment(node) || node.initializer === undefined) return undefined
  const key = isIdentifier(node.name) || isStringLiteral(node.name) ? node.name.text : undefined
  if (isObjectLiteralExpression(node.initializer)) return key
  return key === "name" && isStringLiteral(node.initializer) ? node.initializer.text : undefined
}

const placesIn = (source: SourceFile, file: string): ReadonlyArray<CodePlace> => {
  const { text } = source
  const places: Array<CodePlace> = []
  const visit = (node: Node, outer: string | undefined): void => {
    const name = declared(node)
    // A node begins with the space and the comments before it. What names itself as it is declared is there once.
    if (name !== undefined && name !== outer)
      places.push({ file, line: text.slice(0, node.getStart(source)).split("\n").length, name })
    // What is declared within a function is its own affair.
    if (!isFunctionDeclaration(node) && !isArrowFunction(node))
      node.forEachChild((child) => visit(child, name ?? outer))
  }
  visit(source, undefined)
  return places
}

/** Everything that the code declares. */
export const declarationsOf = (project: string, directories: ReadonlyArray<string>): ReadonlyArray<CodePlace> => {
  const root = join(project, "..")
  const api = new API({ cwd: root })
  try {
    const program = api.updateSnapshot({ openProjects: [project] }).getProject(project)?.program
    return (program?.getSourceFileNames() ?? [])
      .filter((file) => directories.some((directory) => file.startsWith(`${directory}${sep}`)))
      .toSorted()
      .flatMap((file) => {
        const source = program?.getSourceFile(file)
        return source === undefined ? [] : placesIn(source, relative(root, file))
      })
  } finally {
    api.close()
  }
}

/** A definition as a function of the code is called. */
const lowered = (name: string): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`

/** The places of one definition. */
export const placesOf = (declarations: ReadonlyArray<CodePlace>, definition: string): ReadonlyArray<CodePlace> =>
  declarations.filter(({ name }) => name === definition || name === lowered(definition))
