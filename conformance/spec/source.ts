/** The text of a definition, as its author wrote it: a formula that was parsed and printed again would be harder to read. */

import { isIdentifier } from "../tla/value.ts"

/** A module's text, and how people know its file. */
export interface Source {
  readonly name: string
  readonly text: string
}

/** A definition with the comment above it. */
export interface DefinitionText {
  /** of the source that has it */
  readonly source: string
  readonly text: string
}

const isComment = (line: string): boolean => /^\s*(\(\*.*\*\)|\\\*.*)\s*$/.test(line)

/** The rule above and below a module's head. */
const isRule = (line: string): boolean => /^\s*\(\*+\)\s*$/.test(line)

const isInside = (line: string): boolean => /^\s/.test(line)

/** A definition begins at the margin, and goes on as far as its lines do not. */
const linesAt = (lines: ReadonlyArray<string>, at: number): ReadonlyArray<string> => {
  let [start, end] = [at, at + 1]
  while (start > 0 && isComment(lines[start - 1]!) && !isRule(lines[start - 1]!)) start--
  for (let i = end; i < lines.length && (lines[i]!.trim() === "" || isInside(lines[i]!)); i++) {
    if (lines[i]!.trim() !== "") end = i + 1
  }
  return lines.slice(start, end)
}

/** Where a name is defined, in the first of the sources that does so; undefined where none does, as with an instance's. */
export const findDefinition = (sources: ReadonlyArray<Source>, name: string): DefinitionText | undefined => {
  if (!isIdentifier(name)) return undefined
  for (const { name: source, text } of sources) {
    const lines = text.split(/\r?\n/)
    const at = lines.findIndex(
      (line) => line.startsWith(name) && /^\s*(\([^()]*(\([^()]*\)[^()]*)*\))?\s*==/.test(line.slice(name.length))
    )
    if (at >= 0) return { source, text: linesAt(lines, at).join("\n") }
  }
  return undefined
}
