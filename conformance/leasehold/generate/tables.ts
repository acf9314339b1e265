/** Tables of the generated pages. */
import { grouped } from "../../cli/console.ts"
import type { Controls } from "../../models/control.ts"
import type { ModelRecord } from "../../models/manifest.ts"
import { groupOf } from "../../models/model.ts"
import type { Model as SpecModel } from "../../models/model.ts"
import type { Matrix } from "../../replay/matrix.ts"
import type { Action } from "../../spec/describe.ts"
import type { Evidence } from "../faults/evidence.ts"
import type { Row } from "../faults/kills.ts"
import { publishRules, rowsOfRule } from "../faults/publish-rules.ts"

/** A Markdown table. */
export const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

export const code = (text: string): string => `\`${text}\``

const evidenceText = (evidence: Evidence | undefined): string => {
  if (evidence === undefined) return ""
  if ("reason" in evidence) return evidence.reason
  const model = code(evidence.model)
  if (evidence.property === null) return `nothing falls: ${model}`
  return groupOf(evidence.model) === "reaches"
    ? `not reached without it: ${model}`
    : `${code(evidence.property)} falls: ${model}`
}

/** The joined table of rules, models that must fail, faults of the core and what notices them. */
export const ruleTable = (rows: ReadonlyArray<Row>): string =>
  table(
    ["action", "rule", "kind", "in the specification, without it", "in the code, without it"],
    rows
      .filter(({ kind }) => kind !== "wrong")
      .map(({ action, rule, kind, evidence, killedBy }) => [
        action,
        code(rule),
        kind,
        evidenceText(evidence),
        killedBy ?? ""
      ])
  )

/** The rules that the write taken apart rests on, by letter. */
export const publishTable = (rows: ReadonlyArray<Row>): string =>
  table(
    ["", "rule", "in the core", "in the specification, without it", "in the code, without it"],
    publishRules.map((rule) => {
      const own = rowsOfRule(rows, rule)
      const each = (text: (row: Row) => string): string => [...new Set(own.map(text))].filter(Boolean).join("; ")
      return [
        `(${rule.letter})`,
        rule.says,
        own.map((row) => code(`${row.action}: ${row.rule}`)).join(" "),
        each(({ evidence }) => evidenceText(evidence)),
        each(({ killedBy }) => killedBy ?? "")
      ]
    })
  )

/** Faults that get a rule wrong, and what notices them. */
export const wrongTable = (rows: ReadonlyArray<Row>): string =>
  table(
    ["action", "done wrong", "noticed as"],
    rows
      .filter(({ kind }) => kind === "wrong")
      .map(({ action, rule, killedBy }) => [action, code(rule), killedBy ?? ""])
  )

const result = ({ outcome, property }: ModelRecord): string =>
  outcome === "holds" ? "holds" : `${code(property ?? "")} falls`

/** The models with what they showed. */
export const modelTable = (records: ReadonlyArray<ModelRecord>, models: ReadonlyArray<SpecModel>): string => {
  const about = new Map(models.map((model) => [model.name, model.about.split(" Expected outcome:")[0]!]))
  return table(
    ["model", "outcome", "states", "steps", "depth", "what it is about"],
    records.map((record) => [
      code(record.model),
      result(record),
      ...[record.distinct, record.transitions, record.depth].map((n) => (n === null ? "" : grouped(n))),
      about.get(record.model) ?? ""
    ])
  )
}

/** Large models with when they were measured, and whether what they are made of has changed since. */
export const measuredTable = (
  records: ReadonlyArray<ModelRecord>,
  sourcesOf: (model: string) => string | undefined
): string =>
  table(
    ["model", "measured", "at revision", "its sources since"],
    records.flatMap(({ model, measured }) =>
      measured === undefined
        ? []
        : [
            [
              code(model),
              measured.date,
              code(measured.revision),
              sourcesOf(model) === measured.sources ? "unchanged" : "changed"
            ]
          ]
    )
  )

/** What the controls of these models showed, in words. */
export const controlsText = (controls: Controls, models: ReadonlyArray<string>): string => {
  const outcomeOf = new Map(controls.models.map(({ model, outcome }) => [model, outcome]))
  const those = (outcome: string | undefined): ReadonlyArray<string> =>
    models.filter((model) => outcomeOf.get(model) === outcome)
  const listed = (what: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
    names.length === 0 ? [] : [`- ${what}, ${names.length}: ${names.map(code).join(", ")}`]
  return [
    `Of the ${models.length} models that must fall, each with its rules put back (\`make controls\`, ${controls.date}, at revision ${code(controls.revision)}):`,
    "",
    `- hold, ${those("holds").length}`,
    ...listed(`not finished within ${controls.seconds} s, and nothing had fallen until then`, those("unfinished")),
    ...listed("do nothing to a rule", those("none")),
    ...listed("fall all the same", those("falls")),
    ...listed("added since", those(undefined))
  ].join("\n")
}

/** Rows of the coverage matrix of one kind. */
export const matrixTable = ({ models, rows }: Matrix, kind: "action" | "verdict"): string =>
  table(
    [kind === "action" ? "action (transitions)" : "request and verdict (states)", ...models, "total"],
    rows
      .filter((row) => row.kind === kind)
      .map(({ name, counts, total }) => [name, ...models.map((model) => grouped(counts[model] ?? 0)), grouped(total)])
  )

/** What is known of an action of the specification. */
export interface ActionFacts {
  readonly action: Action
  /** the file of its definition */
  readonly place: string
  /** undefined where the core is not asked for it */
  readonly rules:
    | {
        readonly guards: ReadonlyArray<string>
        readonly changes: ReadonlyArray<string>
        readonly choices: ReadonlyArray<string>
      }
    | undefined
}

/** What an instance does with a store, action by action. */
export const storeTable = (
  actions: ReadonlyArray<Action>,
  rules: Readonly<
    Record<string, { readonly guards: ReadonlyArray<{ readonly name: string; readonly conflict: string }> }>
  >,
  matrix: Matrix,
  faults: ReadonlyArray<Row>
): string =>
  table(
    ["action of `spec/Store.tla`", "refused with, in order", "transitions", "faults noticed"],
    actions.map(({ name, parameters }) => {
      const own = faults.filter(({ action }) => action === name)
      const transitions = matrix.rows.find((row) => row.kind === "action" && row.name === name)?.total ?? 0
      const guards = Object.hasOwn(rules, name) ? rules[name]!.guards : undefined
      return [
        code(`${name}(${parameters.map((parameter) => parameter.name).join(", ")})`),
        guards?.map((guard) => `${code(guard.conflict)} (${code(guard.name)})`).join(" ") ?? "the environment's",
        grouped(transitions),
        guards === undefined ? "" : `${own.filter(({ killedBy }) => killedBy !== undefined).length} of ${own.length}`
      ]
    })
  )

/** Where each action of the specification is in the code, and what held the two together. */
export const actionTable = (actions: ReadonlyArray<ActionFacts>, matrix: Matrix, faults: ReadonlyArray<Row>): string =>
  table(
    [
      "action of the specification",
      "defined in",
      "in the code",
      "guards, in order",
      "changes",
      "what comes next",
      "transitions",
      "faults noticed"
    ],
    actions.map(({ action: { name, parameters }, place, rules }) => {
      const own = faults.filter(({ action }) => action === name)
      const transitions = matrix.rows.find((row) => row.kind === "action" && row.name === name)?.total ?? 0
      return [
        code(`${name}(${parameters.map((parameter) => parameter.name).join(", ")})`),
        code(place),
        rules === undefined ? "the driver: the environment's" : code(`rules.${name}`),
        rules === undefined ? "" : rules.guards.map(code).join(" "),
        rules === undefined ? "" : rules.changes.map(code).join(" "),
        rules === undefined ? "" : rules.choices.map(code).join(" "),
        grouped(transitions),
        rules === undefined ? "" : `${own.filter(({ killedBy }) => killedBy !== undefined).length} of ${own.length}`
      ]
    })
  )
