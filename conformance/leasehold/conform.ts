/** The conformance run: replay, walks and coverage of some models, in one report. */
import { step } from "../../src/protocol/index.ts"
import { pathCover } from "../graph/paths.ts"
import { makeReport } from "../report/make.ts"
import type { Origin } from "../report/make.ts"
import type { Report } from "../report/model.ts"
import { defaultThresholds, findGaps, makeMatrix, matrixOf } from "../replay/matrix.ts"
import type { Thresholds } from "../replay/matrix.ts"
import type { Driver } from "../replay/driver.ts"
import type { Reproduce } from "../replay/explain.ts"
import { replay } from "../replay/replay.ts"
import type { Model } from "../replay/replay.ts"
import { walk } from "../replay/walk.ts"
import { coverageOf, streamResult } from "../stream/run.ts"
import type { StreamReplayed, WithCuts } from "../stream/run.ts"
import { grouped } from "../cli/console.ts"
import { makeDriver } from "./driver/driver.ts"
import type { Row } from "./faults/kills.ts"
import { watched, watchedSteps } from "./driver/watched.ts"
import { makeLifeDriver } from "./lifecycle/driver.ts"
import { instance, makeStoreDriver } from "./store/driver.ts"

/** A model with what its report says of its origin. */
export interface Subject extends Model {
  readonly origin: Origin
}

/** No row may fall short; one that must gets an exemption here, with its reason. */
const thresholds: Thresholds = { ...defaultThresholds, exemptions: [] }

/** The store's graphs are a fraction of the protocol's: an instance has few steps, and meets each situation in a few ways. */
const storeThresholds: Thresholds = { edgesPerAction: 10, statesPerVerdict: 10, exemptions: [] }

/** The command that runs one check again. */
export const reproduce: Reproduce = ({ model, stateId, failure }) =>
  `make conform MODEL=${model} STATE=${stateId}${failure.label === undefined ? "" : ` LABEL='${failure.label.text}'`}`

/** Runs everything of one specification: its models together must exercise every action and verdict. */
const held = <S>(
  driver: Driver<S>,
  walker: Driver<S>,
  subjects: ReadonlyArray<Subject>,
  thresholds: Thresholds
): Report => {
  const started = performance.now()
  const matrix = makeMatrix(subjects, Object.keys(driver.actions))
  const result = replay(driver, subjects)
  const walks = subjects.map((model) => {
    const cover = pathCover(model.graph)
    return { result: walk(walker, model, cover, { refusals: true }), ratio: cover.ratio }
  })
  return makeReport(driver, {
    replay: result,
    origins: Object.fromEntries(subjects.map(({ name, origin }) => [name, origin])),
    walks,
    matrix,
    matrixGaps: findGaps(matrix, thresholds),
    thresholds,
    unexercised: {},
    seconds: (performance.now() - started) / 1000,
    reproduce
  })
}

/** Holds the core to the protocol. Walks evaluate its invariants too: replay enters states, walks are what a run of it is like. */
export const conform = (subjects: ReadonlyArray<Subject>): Report =>
  held(makeDriver(step), makeDriver(watched(step)), subjects, thresholds)

/** Holds it to the specification of the store. */
export const conformStore = (subjects: ReadonlyArray<Subject>): Report => {
  const driver = makeStoreDriver(instance)
  return held(driver, driver, subjects, storeThresholds)
}

/** Those of the life of tasks are small, too: each looks at one concern of tasks. */
const lifeThresholds: Thresholds = { edgesPerAction: 10, statesPerVerdict: 5, exemptions: [] }

/** Holds it to the specification of the life of tasks, likewise. */
export const conformLife = (subjects: ReadonlyArray<Subject>): Report =>
  held(makeLifeDriver(step), makeLifeDriver(watchedSteps(step), { beside: step }), subjects, lifeThresholds)

/** The report of a streamed model, which alone need not exercise every action. There are no walks: they need a graph. */
export const reportStreamed = (streamed: WithCuts & Pick<StreamReplayed, "figures">, origin: Origin): Report => {
  const driver = makeDriver(step)
  const matrix = matrixOf([coverageOf(streamed)], Object.keys(driver.actions))
  const unexercised = Object.fromEntries(
    matrix.rows
      .filter(({ kind, total }) => kind === "action" && total === 0)
      .map(({ name }) => [name, "the committed models exercise it"])
  )
  return makeReport(driver, {
    replay: streamResult(driver, [streamed], unexercised),
    origins: { [streamed.facts.name]: origin },
    walks: [],
    matrix,
    matrixGaps: [],
    thresholds,
    unexercised,
    seconds: streamed.figures.seconds,
    reproduce: ({ failure }) =>
      `enter the state above and run ${failure.label?.text ?? "nothing"}: its graph was not kept`
  })
}

/** What these come to together, in one line. */
export const conformLine = (
  ...reports: ReadonlyArray<{
    readonly models: ReadonlyArray<Pick<Report["models"][number], "transitions" | "refusals">>
  }>
): string => {
  const models = reports.flatMap((report) => report.models)
  const sum = (part: "transitions" | "refusals", of: "passed" | "total"): string =>
    grouped(models.reduce((n, model) => n + model[part][of], 0))
  return (
    `replayed: ${sum("transitions", "passed")} of ${sum("transitions", "total")} transitions, ` +
    `${sum("refusals", "passed")} of ${sum("refusals", "total")} refusals`
  )
}

/** What became of the seeded faults, in one line. */
export const faultsLine = (rows: ReadonlyArray<Row>): string =>
  `seeded faults: ${rows.filter(({ killedBy }) => killedBy !== undefined).length} of ${rows.length} noticed`
