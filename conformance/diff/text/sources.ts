/** The text of what SANY found at a place. */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import type { Range } from "./parse.ts"

/** The files of one side that a model is made of, by module. */
export type Sources = ReadonlyMap<string, string>

/** What stands in these files, by the names of their modules. */
export const readSources = (files: ReadonlyArray<string>): Sources =>
  new Map(files.map((path) => [basename(path, ".tla"), readFileSync(path, "utf8")]))

/** Where a range begins and ends in a text, from 0, the end not belonging to it. */
export const offsetsOf = (text: string, { line, column, endLine, endColumn }: Range): readonly [number, number] => {
  const lines = text.split("\n")
  const starts = [0]
  for (const each of lines) starts.push(starts.at(-1)! + each.length + 1)
  return [starts[line - 1]! + column - 1, starts[endLine - 1]! + endColumn]
}

/** The text of a range, as its author wrote it; empty where the module has no file, as an instance's. */
export const textOf = (sources: Sources, range: Range): string => {
  const text = sources.get(range.module)
  return text === undefined ? "" : text.slice(...offsetsOf(text, range))
}

/** Comments as spaces; what is within a comment's comment may stay. */
export const withoutComments = (text: string): string => text.replace(/\(\*[\s\S]*?\*\)|\\\*.*/g, " ")
