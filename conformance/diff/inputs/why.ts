/** Why a model of one side cannot be compared, with the file and the line, as far as there is one. */
import { relative } from "node:path"
import { readFileSync } from "node:fs"
import type { DoesNotHold } from "../../spec/printing.ts"
import type { ConfigInvalid, EvaluationFailed, SpecInvalid } from "../../tlc/errors.ts"
import type { Problem } from "../../tlc/problems.ts"
import { readSources } from "../text/sources.ts"
import type { Side, SideModel } from "./models.ts"
import { SideUnusable } from "./models.ts"

/** The first line of a text that has all of these words, from 1; undefined where there is none. */
const lineWith = (text: string, ...words: ReadonlyArray<string>): number | undefined => {
  const patterns = words.map((word) => new RegExp(`\\b${word}\\b`))
  const at = text.split("\n").findIndex((line) => patterns.every((pattern) => pattern.test(line)))
  return at < 0 ? undefined : at + 1
}

const at = (file: string, line: number | undefined): string => `${file}${line === undefined ? "" : `, line ${line}`}`

/** The place of a declaration or of a mention in one of the modules. */
const placeIn = (files: ReadonlyArray<string>, ...words: ReadonlyArray<string>): string | undefined => {
  for (const [module, text] of readSources(files)) {
    const line = lineWith(text, ...words)
    if (line !== undefined) return at(`${module}.tla`, line)
  }
  return undefined
}

const problemText = ({ module, line, column, text }: Problem, files: ReadonlyArray<string>): string => {
  if (module !== undefined)
    return `${at(`${module}.tla`, line)}${column === undefined ? "" : `, column ${column}`}: ${text}`
  const missing = /module (\w+)/.exec(text)?.[1]
  const place =
    missing === undefined ? undefined : (placeIn(files, "EXTENDS", missing) ?? placeIn(files, "INSTANCE", missing))
  const advice = missing === undefined ? "" : " Name the directory that has it: --library DIRECTORY"
  return `${place === undefined ? "" : `${place}: `}${text}${advice}`
}

/** SANY says what is wrong with a module again for each module that needs it, under a heading of its own. */
const problemsText = (problems: ReadonlyArray<Problem>, files: ReadonlyArray<string>): string => {
  const own = problems.filter(({ text }) => !text.startsWith("Semantic processing of module "))
  return [...new Set(own.map((problem) => problemText(problem, files)))].join("; ")
}

const configText = ({ text }: ConfigInvalid, root: string, config: string, files: ReadonlyArray<string>): string => {
  const file = relative(root, config)
  const word = /(?:parameter|operator|identifier|property|invariant|symbol)s? (\w+)/i.exec(text)?.[1]
  if (word === undefined) return `${file}: ${text}`
  const line = lineWith(readFileSync(config, "utf8"), word)
  const declared = placeIn(files, "(?:CONSTANTS?|VARIABLES?)", word) ?? placeIn(files, word)
  return `${at(file, line)}: ${text}${line === undefined && declared !== undefined ? ` (declared in ${declared})` : ""}`
}

/** Where in the model's own modules, not in those that are generated around it. */
const evaluationText = ({ nested, text }: EvaluationFailed, files: ReadonlyArray<string>): string => {
  const own = readSources(files)
  const inner = nested.findLast(({ module }) => own.has(module))
  return `${inner === undefined ? "" : `${at(`${inner.module}.tla`, inner.line)}: `}TLC could not evaluate an expression: ${text}`
}

/** An assumption is known by its place. */
const violationText = ({ violated, location }: DoesNotHold, root: string, config: string): string => {
  const place = location === undefined ? relative(root, config) : at(`${location.module}.tla`, location.line)
  return `${place}: it violates ${violated === "assumption" ? "this assumption" : violated}, so there is no whole graph of it`
}

/** `files` are the modules that the model is made of. */
export const whyNot = (
  { side, title, root }: Side,
  { name, config }: SideModel,
  files: ReadonlyArray<string>,
  error: Error & { readonly _tag: string }
): SideUnusable => {
  const reasons: Readonly<Record<string, () => string>> = {
    SpecInvalid: () => `it does not parse: ${problemsText((error as SpecInvalid).problems, files)}`,
    ConfigInvalid: () => configText(error as ConfigInvalid, root, config, files),
    EvaluationFailed: () => evaluationText(error as EvaluationFailed, files),
    DoesNotHold: () => violationText(error as DoesNotHold, root, config)
  }
  return new SideUnusable({ side, title, model: name, reason: reasons[error._tag]?.() ?? error.message })
}
