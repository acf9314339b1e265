/** What a change of the specification means for code and tests, in Markdown. */
import { grouped } from "../../cli/console.ts"
import { replayText } from "../impact/impact.ts"
import type { Impact, ModelImpact, Report } from "./model.ts"

const places = ({ places }: Impact["code"][number]): string =>
  places.length === 0
    ? "not found in the code"
    : places.map(({ file, line, name }) => `\`${name}\` (${file}:${line})`).join(", ")

type Counts = NonNullable<ModelImpact["corpus"]>["states"]

const countsText = ({ added, removed, unchanged }: Counts): string =>
  `${grouped(added)} new, ${grouped(removed)} gone, ${grouped(unchanged)} unchanged`

const firstLines = ({ first }: ModelImpact): ReadonlyArray<string> =>
  first === null
    ? []
    : [
        `  - first: ${first.kind} at \`${first.request ?? "entering the state"}\`` +
          `${first.path === null ? "" : ` after ${first.path.length === 0 ? "no step" : first.path.map((step) => `\`${step}\``).join(", ")}`}` +
          `: the specification says ${first.expected}, the code ${first.actual}` +
          `${first.differing.length === 0 ? "" : ` (${first.differing.map((name) => `\`${name}\``).join(", ")} differ)`}`
      ]

const modelLines = (impact: ModelImpact): ReadonlyArray<string> => [
  `- \`${impact.model}\`: the code as it stands replays ${replayText(impact)}`,
  ...firstLines(impact),
  ...(impact.corpus === null
    ? []
    : [
        `  - corpus: states ${countsText(impact.corpus.states)}; transitions ${countsText(impact.corpus.transitions)}; ` +
          `refusals ${countsText(impact.corpus.refusals)}`
      ])
]

/** The section on code and tests; one line where no driver joins both. */
export const impactLines = ({ impact, models }: Report): ReadonlyArray<string> => {
  if (models.length === 0) return []
  if (impact === null) return ["Nothing is said of code and tests: no `--driver` joins them to this specification.", ""]
  return [
    "### Code and tests",
    "",
    ...impact.code.map((each) => `- ${each.changed ? "changed" : "affected"} \`${each.definition}\`: ${places(each)}`),
    ...impact.models.flatMap(modelLines),
    ""
  ]
}
