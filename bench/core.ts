// How fast the core is: leases taken and given back, alone and beside many others.
import { Result } from "effect"
import {
  type Action,
  type Handle,
  type HostId,
  init,
  type RunId,
  type State,
  step,
  type TaskId
} from "../src/protocol/index.ts"
import { others, othersFile, ownFiles, profile } from "./leases.ts"
import { type Measurement, row } from "./measurement.ts"
import { perSecond, ratios, takeTurns } from "./samples.ts"

const holders = 8
const pairsASample = 10_000

const host = "host" as HostId
const worker = "worker" as RunId
const apply = (state: State, action: Action): State => Result.getOrThrow(step(state, action, 0)).state

const workspace = (held: number): State => {
  const runs = ["worker", ...Array.from({ length: holders }, (_, index) => `holder${index}`)]
  let state = init({ tasks: runs.map((id) => [id as TaskId, profile] as const) })
  state = apply(state, { _tag: "HostOpen", host })
  for (const id of runs) state = apply(state, { _tag: "Start", run: id as RunId, task: id as TaskId, host })
  for (let index = 0; index < held; index++)
    state = apply(state, {
      _tag: "Acquire",
      run: `holder${index % holders}` as RunId,
      resource: othersFile(index)
    })
  return state
}

/** Takes leases and gives them back; the handle is read from the order, as a service would. */
const takeAndGiveBack = (from: State, files: number, pairs: number): void => {
  let state = from
  for (let index = 0; index < pairs; index++) {
    const resource = ownFiles[index % files]!
    const taken = Result.getOrThrow(step(state, { _tag: "Acquire", run: worker, resource }, index))
    const [order] = taken.orders
    const handle = order?._tag === "Granted" ? order.handle : (0 as Handle)
    state = Result.getOrThrow(step(taken.state, { _tag: "Release", run: worker, resource, handle }, index)).state
  }
}

const refuse = (from: State, pairs: number): void => {
  const action: Action = { _tag: "Acquire", run: worker, resource: othersFile(0) }
  for (let index = 0; index < pairs; index++)
    if (Result.isSuccess(step(from, action, index))) throw new Error("the file was to be held")
}

// A Map that is asked for one key over and over keeps what was deleted in that key's chain until it grows or shrinks.
const setAndDelete = (entries: number, files: number): ((pairs: number) => void) => {
  const map = new Map<string, number>()
  for (let index = 0; index < entries; index++) map.set(othersFile(index).path, index)
  return (pairs) => {
    for (let index = 0; index < pairs; index++) {
      const { path } = ownFiles[index % files]!
      map.set(path, index)
      map.delete(path)
    }
  }
}

// Made when they are measured.
const contestants = (): ReadonlyArray<readonly [what: string, (pairs: number) => void]> => {
  const [empty, full] = [workspace(0), workspace(others)]
  return [
    ["acquire + release in turn, no other lease", (pairs) => takeAndGiveBack(empty, ownFiles.length, pairs)],
    [
      `acquire + release in turn, ${others.toLocaleString("en")} others`,
      (pairs) => takeAndGiveBack(full, ownFiles.length, pairs)
    ],
    ["acquire + release of one file, no other lease", (pairs) => takeAndGiveBack(empty, 1, pairs)],
    [
      `acquire + release of one file, ${others.toLocaleString("en")} others`,
      (pairs) => takeAndGiveBack(full, 1, pairs)
    ],
    [`refused acquire, ${others.toLocaleString("en")} others`, (pairs) => refuse(full, pairs)],
    ["Map set + delete in turn, no other entry", setAndDelete(0, ownFiles.length)],
    [`Map set + delete in turn, ${others.toLocaleString("en")} others`, setAndDelete(others, ownFiles.length)],
    ["Map set + delete of one key, no other entry", setAndDelete(0, 1)],
    [`Map set + delete of one key, ${others.toLocaleString("en")} others`, setAndDelete(others, 1)]
  ]
}

const measure = async () => {
  const measured = contestants()
  const times = await takeTurns(
    measured.map(
      ([, run]) =>
        () =>
          run(pairsASample)
    ),
    { seconds: 5, warmUp: 10 }
  )
  const rows = measured.map(([what], at) => row(what, "/s", perSecond(pairsASample, times[at]!)))
  return { figures: [], rows: [...rows, row("in turn: times slower with others", "x", ratios(times[1]!, times[0]!))] }
}

export const measurement: Measurement = {
  title: "The core alone",
  how: `\`step\` without a store or an effect, ${pairsASample.toLocaleString("en")} pairs a sample, beside what a Map of as many entries takes.`,
  measure
}
