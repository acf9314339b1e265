/** Asks TLC in which of some states predicates of a specification are true. */
import { writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { read } from "../../tla/read.ts"
import { entriesOf } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import { withoutSections } from "../../tlc/config.ts"
import { inScratchDirectory, runTlc } from "../../tlc/run.ts"
import { withJvm } from "../jvms.ts"
import type { Read } from "../looked.ts"
import { expression, expressionModules } from "./expression.ts"

/** What is asked. */
export interface Questions {
  readonly predicates: ReadonlyArray<string>
  /** the variables of this side that the states give a value */
  readonly variables: ReadonlyArray<string>
  /** of each of them the texts of its values, and the states as the numbers of these */
  readonly values: ReadonlyArray<ReadonlyArray<string>>
  readonly states: ReadonlyArray<ReadonlyArray<number>>
  /** texts of values for all other variables, which no predicate depends on */
  readonly others: ReadonlyMap<string, string>
  /** in which of the states a predicate is not asked, for each predicate */
  readonly skipped: ReadonlyArray<ReadonlyArray<number>>
  /** Answers come in the order of the states and, in a state, of the predicates. */
  readonly onAnswer: (state: number, predicate: number, truth: boolean) => void
}

/** Model values have no names in a module unless they are declared. */
const modelValues = (value: Value): ReadonlyArray<string> => {
  if (value._tag === "model") return [value.name]
  if (value._tag === "set") return value.elements.flatMap(modelValues)
  return (entriesOf(value) ?? []).flatMap(([argument, image]) => [...modelValues(argument), ...modelValues(image)])
}

const moduleName = "Probe"

const list = (items: ReadonlyArray<string>): string => `<<${items.join(", ")}>>`

const moduleText = ({ model }: Read, asked: Questions, models: ReadonlyArray<string>) => {
  const { predicates, variables, values, states, others, skipped } = asked
  return [
    `---- MODULE ${moduleName} ----`,
    `EXTENDS ${basename(model.module, ".tla")}`,
    ...(models.length > 0 ? [`CONSTANTS ${models.join(", ")}`] : []),
    ...expressionModules,
    "VARIABLE probeAt",
    ...values.map((texts, v) => `ProbeValues${v} == ${list(texts.map((text) => expression(read(text))))}`),
    `ProbeStates == ${list(states.map((state) => list(state.map((value) => String(value + 1)))))}`,
    "ProbeInit ==",
    "  /\\ probeAt \\in DOMAIN ProbeStates",
    ...variables.map((name, v) => `  /\\ ${name} = ProbeValues${v}[ProbeStates[probeAt][${v + 1}]]`),
    ...[...others].map(([name, value]) => `  /\\ ${name} = ${expression(read(value))}`),
    `ProbeNext == UNCHANGED ${list([...variables, ...others.keys(), "probeAt"])}`,
    ...predicates.flatMap((predicate, p) => [
      `ProbeSkipped${p} == {${skipped[p]!.map((at) => at + 1).join(", ")}}`,
      `ProbePrint${p} ==`,
      `  probeAt \\notin ProbeSkipped${p} => ProbeTlc!PrintT(ProbeTlc!ToString(<<probeAt, ${p}, ${predicate}>>))`
    ]),
    "====",
    ""
  ].join("\n")
}

const replaced = [
  "SPECIFICATION",
  "INIT",
  "NEXT",
  "INVARIANT",
  "PROPERTY",
  "CONSTRAINT",
  "ACTION_CONSTRAINT",
  "VIEW",
  "SYMMETRY",
  "ALIAS",
  "POSTCONDITION",
  "CHECK_DEADLOCK"
]

const configText = (config: string, { predicates }: Questions, models: ReadonlyArray<string>): string =>
  [
    withoutSections(config, replaced),
    "INIT ProbeInit",
    "NEXT ProbeNext",
    ...predicates.map((_, p) => `INVARIANT ProbePrint${p}`),
    "CHECK_DEADLOCK FALSE",
    ...models.map((name) => `CONSTANT ${name} = ${name}`),
    ""
  ].join("\n")

/** Asks. Fails as TLC does, also where a predicate makes no sense in one of the states: what was answered before that holds. */
export const evaluate = Effect.fn("evaluate")(function* (side: Read, asked: Questions) {
  const declared = side.parsed.items
  const texts = [...asked.values.flat(), ...asked.others.values()]
  const models = [...new Set(texts.flatMap((text) => modelValues(read(text))))]
    .filter((name) => !declared.has(name))
    .toSorted()
  return yield* inScratchDirectory((directory) =>
    Effect.gen(function* () {
      const module = join(directory, `${moduleName}.tla`)
      const config = join(directory, `${moduleName}.cfg`)
      yield* Effect.promise(async () => {
        await writeFile(module, moduleText(side, asked, models))
        await writeFile(config, configText(side.config, asked, models))
      })
      yield* withJvm(
        runTlc({
          module,
          config,
          library: [dirname(side.model.module), ...side.model.library],
          brief: true,
          onOutput: (line) => {
            const [, at, predicate, truth] = /^"<<(\d+), (\d+), (TRUE|FALSE)>>"$/.exec(line) ?? []
            if (at !== undefined) asked.onAnswer(Number(at) - 1, Number(predicate), truth === "TRUE")
          }
        })
      )
    })
  )
})
