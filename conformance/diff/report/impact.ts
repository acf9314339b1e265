/** What a change of the specification means for code and tests, in words. */
import { grouped } from "../../cli/console.ts"
import type { Impact, ModelImpact, Report } from "./model.ts"
import { code, joined, say } from "./phrase.ts"
import type { Phrase } from "./phrase.ts"
import { list } from "./words.ts"

/** A line, and what is said below it. */
export interface Item {
  readonly text: Phrase
  readonly below: ReadonlyArray<Phrase>
}

const codeItem = ({ changed, definition, places }: Impact["code"][number]): Item => {
  const found = places.map(({ file, line, name }) => say`${code(name)} (${file}:${line})`)
  const where = found.length === 0 ? ["not found in the code"] : joined(found, ", ")
  return { text: say`${changed ? "changed" : "affected"} ${code(definition)}: ${where}`, below: [] }
}

type Counts = NonNullable<ModelImpact["corpus"]>["states"]

const countsText = ({ added, removed, unchanged }: Counts): string =>
  `${grouped(added)} new, ${grouped(removed)} gone, ${grouped(unchanged)} unchanged`

const afterText = (path: ReadonlyArray<string> | null): Phrase => {
  if (path === null) return []
  return say` after ${path.length === 0 ? "no step" : list(path)}`
}

const firstTexts = ({ first }: ModelImpact): ReadonlyArray<Phrase> => {
  if (first === null) return []
  const { kind, request, path, expected, actual, differing } = first
  const where = say`${request === null ? "entering the state" : code(request)}${afterText(path)}`
  const differ = differing.length === 0 ? [] : say` (${list(differing)} differ)`
  return [say`first: ${kind} at ${where}: the specification says ${code(expected)}, the code ${code(actual)}${differ}`]
}

const corpusTexts = ({ corpus }: ModelImpact): ReadonlyArray<Phrase> => {
  if (corpus === null) return []
  const [states, transitions, refusals] = [corpus.states, corpus.transitions, corpus.refusals].map(countsText)
  return [say`corpus: states ${states!}; transitions ${transitions!}; refusals ${refusals!}`]
}

/** The line in which a reader sees whether the code has to change. */
const replayText = ({ transitions, refusals }: ModelImpact): string =>
  `${grouped(transitions.passed)} of ${grouped(transitions.total)} transitions, ` +
  `${grouped(refusals.passed)} of ${grouped(refusals.total)} refusals`

const modelItem = (impact: ModelImpact): Item => ({
  text: say`${code(impact.model)}: the code as it stands replays ${replayText(impact)}`,
  below: [...firstTexts(impact), ...corpusTexts(impact)]
})

/** Whether the tests of a model stay as they are, and the code passes them. */
const isAsBefore = ({ corpus, failures }: ModelImpact): boolean =>
  failures === 0 && corpus !== null && Object.values(corpus).every(({ added, removed }) => added === 0 && removed === 0)

const asBeforeItem = (models: ReadonlyArray<ModelImpact>): ReadonlyArray<Item> => {
  if (models.length === 0) return []
  const replayed = models.flatMap(({ transitions, refusals }) => [transitions, refusals])
  const total = replayed.reduce((sum, { passed }) => sum + passed, 0)
  const text = say`as before: ${grouped(total)} transitions and refusals, which the code replays, of ${list(models.map(({ model }) => model))}`
  return [{ text, below: [] }]
}

/** What there is to say where a driver joins the specification to code; undefined where none does. */
export const impactItems = ({ impact }: Report): ReadonlyArray<Item> | undefined => {
  if (impact === null) return undefined
  return [
    ...impact.code.map(codeItem),
    ...impact.models.filter((model) => !isAsBefore(model)).map(modelItem),
    ...asBeforeItem(impact.models.filter(isAsBefore))
  ]
}

/** What is said where no driver does. */
export const noDriver: Phrase = say`Nothing is said of code and tests: no ${code("--driver")} joins them to this specification.`
