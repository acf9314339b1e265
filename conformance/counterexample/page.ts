/** A counterexample as a page of Markdown: what was taken out, what falls, who did what, and what each step changed. */
import { stepText } from "../trace/behaviour.ts"
import type { Behaviour } from "../trace/behaviour.ts"
import { changesOf, changingIn } from "../trace/changes.ts"
import { stateLines } from "../trace/text.ts"
import { breakOf, kindText } from "./counterexample.ts"
import type { Counterexample } from "./counterexample.ts"
import { renderDiagram } from "./diagram.ts"
import type { Roles } from "./parties.ts"

/** How pages are written. */
export interface PageOptions {
  readonly roles: Roles
  /** the line below the title: what makes the pages, and that nobody should edit them */
  readonly remark: string
  /** the path from a page to a file of the specification */
  readonly linkTo: (source: string) => string
}

/** Code in a table, whatever it consists of. */
const cell = (text: string): string => {
  const ticks = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)))
  const inner = text.startsWith("`") || text.endsWith("`") ? ` ${text} ` : text
  return `${ticks}${inner}${ticks}`.replaceAll("|", "\\|")
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const block = (language: string, lines: ReadonlyArray<string>): string => ["```" + language, ...lines, "```"].join("\n")

const changesCell = (changes: ReadonlyArray<string>): string =>
  changes.length === 0 ? "nothing" : changes.map(cell).join("<br>")

/** The steps; that which closes a cycle comes last, and changes what it must to be back. */
const stepRows = ({ variables, states, loop }: Behaviour): ReadonlyArray<ReadonlyArray<string>> => {
  const rows = states.flatMap((moment, i) =>
    moment.step === undefined
      ? []
      : [[String(i), cell(stepText(moment.step)), changesCell(changesOf(variables, states[i - 1]!, moment))]]
  )
  if (loop === undefined || loop >= states.length - 1) return rows
  const [last, next] = [states.at(-1)!, states[loop]!]
  const again = next.step === undefined ? "back to the initial state" : cell(stepText(next.step))
  return [...rows, [`${loop} again`, again, changesCell(changesOf(variables, last, next))]]
}

const initialSection = ({ behaviour, chosen }: Counterexample): ReadonlyArray<string> => {
  const [initial] = behaviour.states
  if (initial === undefined) return []
  // What one state or a choice of one shows, nothing later does.
  const whole = chosen || behaviour.states.length === 1
  const lines = stateLines(whole ? behaviour.variables : changingIn(behaviour), initial)
  return lines.length === 0 ? [] : ["The initial state:", block("", lines)]
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const heading = ({ kind, property }: Counterexample): string =>
  property === undefined ? `What falls: ${kindText(kind)}.` : `What falls: \`${property}\`, ${kindText(kind)}.`

const link = (source: string, { linkTo }: PageOptions): string => `[${source}](${linkTo(source)})`

/** What the model has in the place of what the specification says. */
const replacedSection = ({ config, replaced }: Counterexample, options: PageOptions): ReadonlyArray<string> => {
  if (replaced.length === 0) return [`The configuration is ${link(config, options)}.`]
  const pairs = replaced.map(({ name, by }) => `\`${by}\` for \`${name}\``).join(", ")
  const definitions = new Set(replaced.flatMap(({ definition }) => definition?.text ?? []))
  return [
    `The configuration, ${link(config, options)}, has ${pairs}${definitions.size === 0 ? "." : ":"}`,
    ...(definitions.size === 0 ? [] : [block("tla", [...definitions].join("\n\n").split("\n"))])
  ]
}

/** The page's text. */
export const renderPage = (counterexample: Counterexample, options: PageOptions): string => {
  const { roles, remark } = options
  const { model, about, behaviour, definition } = counterexample
  const diagram = renderDiagram(counterexample, roles)
  const rows = stepRows(behaviour)
  return `${[
    `# ${model}`,
    remark,
    ...(about === "" ? [] : [about]),
    ...replacedSection(counterexample, options),
    heading(counterexample),
    ...(definition === undefined
      ? []
      : [`In ${link(definition.source, options)}:`, block("tla", definition.text.split("\n"))]),
    "## How it falls",
    ...(diagram === undefined ? [] : [block("mermaid", diagram.split("\n"))]),
    ...initialSection(counterexample),
    ...(rows.length === 0 ? [] : [table(["step", "action", "what it changes"], rows)]),
    `${capitalized(breakOf(counterexample))}.`
  ].join("\n\n")}\n`
}

/** The page that lists the others; `pageOf` is how a page's file is called. */
export const renderIndex = (
  counterexamples: ReadonlyArray<Counterexample>,
  { remark, title, lead }: Pick<PageOptions, "remark"> & { readonly title: string; readonly lead: string },
  pageOf: (counterexample: Counterexample) => string
): string =>
  `${[
    `# ${title}`,
    remark,
    lead,
    table(
      ["model", "what it is about", "what falls", "steps"],
      counterexamples.map((counterexample) => {
        const { model, about, kind, property, behaviour } = counterexample
        return [
          `[${model}](${pageOf(counterexample)})`,
          about.replaceAll("|", "\\|"),
          property === undefined ? kind : cell(property),
          String(Math.max(0, behaviour.states.length - 1))
        ]
      })
    )
  ].join("\n\n")}\n`
