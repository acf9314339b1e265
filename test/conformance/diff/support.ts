/** Pairs of small specifications, and what a comparison says of them. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Console } from "../../../conformance/cli/console.ts"
import { diffSpecs } from "../../../conformance/diff/diff.ts"
import type { DiffOptions } from "../../../conformance/diff/diff.ts"
import { openStore } from "../../../conformance/diff/kept.ts"
import type { Store } from "../../../conformance/diff/kept.ts"
import type { Difference, ModelReport } from "../../../conformance/diff/report/model.ts"
import { behaviourOfShown } from "../../../conformance/diff/report/words.ts"
import { stepText } from "../../../conformance/trace/behaviour.ts"
import { plain } from "../../../conformance/tla/plain.ts"
import { directory, module, tools } from "../tlc/support.ts"

/** A side: the files of its directory. */
export type Files = Readonly<Record<string, string>>

/** A specification of one module and one model. */
export const spec = (lines: ReadonlyArray<string>, ...config: ReadonlyArray<string>): Files => ({
  "Main.tla": module("Main", ...lines),
  "Main.cfg": ["INIT Init", "NEXT Next", "CHECK_DEADLOCK FALSE", ...config, ""].join("\n")
})

/** The same with one line in the place of another; there must be one. */
export const changed = (lines: ReadonlyArray<string>, from: string, to: string): ReadonlyArray<string> => {
  if (!lines.includes(from)) throw new Error(`there is no line ${from}`)
  return lines.map((line) => (line === from ? to : line)).filter((line) => line !== "")
}

const silent: Console = { line: () => {}, status: () => {} }

/** Each graph is explored once in a test file. */
let store: Store | undefined

/** Several runs of TLC, on a machine that does other things too. */
export const patience = 120_000

/** The whole report. */
export const diff = (base: Files, head: Files, options: Partial<DiffOptions> = {}) =>
  diffSpecs({
    base: { side: "base", root: directory(base), title: "old" },
    head: { side: "head", root: directory(head), title: "new" },
    wanted: ["*"],
    pairs: [],
    stateLimit: 10_000,
    renames: new Map(),
    names: { event: "event", verdicts: "Verdicts" },
    store: (store ??= openStore(directory())),
    console: silent,
    ...options
  }).pipe(Effect.provide(tools))

/** The report of the one model that there is; what could not be compared is an error, and so is what had not to be. */
export const diffOne = (base: Files, head: Files, options: Partial<DiffOptions> = {}) =>
  Effect.map(diff(base, head, options), ({ models, unaffected, problems }): ModelReport => {
    const [model] = models
    if (problems.length === 0 && model !== undefined && models.length === 1) return model
    throw new Error([`compared: ${models.length}, unaffected: ${unaffected.length}`, ...problems].join("\n"))
  })

/** The verdict on the one model that there is: a model that no change reaches is equal. */
export const verdictOf = (base: Files, head: Files) =>
  Effect.map(diff(base, head), ({ models, unaffected, problems }) => {
    assert.deepStrictEqual([problems, models.length + unaffected.length], [[], 1])
    return models[0]?.verdict ?? "equal"
  })

/** A behaviour in one line: the values of the initial state, then the steps. */
export const told = ({ behaviour }: Pick<Difference, "behaviour">): string => {
  const { variables, states } = behaviourOfShown(behaviour)
  return states
    .map(({ step, values }) =>
      step === undefined ? variables.map((name) => plain(values[name]!)).join(" ") : stepText(step)
    )
    .join(" > ")
}

/** What a reviewer reads first. */
export const summary = ({ verdict, allowed, forbidden }: ModelReport) => ({
  verdict,
  allowed: allowed.map(told),
  forbidden: forbidden.map(told)
})
