// How fast the core is: leases taken and given back, alone and beside many others. Speed is shown, never asserted, since
// it is the machine's as well; `--record` writes it to bench/results.json.
import { Result } from "effect"
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import {
  type Action,
  type Handle,
  type HostId,
  init,
  type Key,
  file,
  type Resource,
  type RunId,
  type State,
  step,
  subtree,
  type Task,
  type TaskId
} from "../src/protocol/index.ts"

const others = 10_000
const directories = 100
const holders = 8
const pairsARound = 100_000
const rounds = 7

const host = "host" as HostId
const worker = "worker" as RunId
const profile: Task = {
  background: false,
  allowWrites: false,
  reads: [subtree("")],
  writes: [subtree("")],
  title: "Measure"
}

// As in a repository: files spread over directories. The worker's lie among those that are held.
const pathOf = (index: number): Key => `src/dir${index % directories}/file${Math.floor(index / directories)}.ts` as Key
const own: ReadonlyArray<Resource> = Array.from({ length: 64 }, (_, index) =>
  file(`src/dir${index}/mine${index}.ts` as Key)
)

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
      resource: file(pathOf(index))
    })
  return state
}

/** Takes leases and gives them back; the handle is read from the order, as a service would. */
const takeAndGiveBack = (from: State, files: number, pairs: number): void => {
  let state = from
  for (let index = 0; index < pairs; index++) {
    const resource = own[index % files]!
    const taken = Result.getOrThrow(step(state, { _tag: "Acquire", run: worker, resource }, index))
    const [order] = taken.orders
    const handle = order?._tag === "Granted" ? order.handle : (0 as Handle)
    state = Result.getOrThrow(step(taken.state, { _tag: "Release", run: worker, resource, handle }, index)).state
  }
}

const refuse = (from: State, pairs: number): void => {
  const action: Action = { _tag: "Acquire", run: worker, resource: file(pathOf(0)) }
  for (let index = 0; index < pairs; index++)
    if (Result.isSuccess(step(from, action, index))) throw new Error("the file was to be held")
}

// A Map that is asked for one key over and over keeps what was deleted in that key's chain until it grows or shrinks.
const setAndDelete = (entries: number, files: number): ((pairs: number) => void) => {
  const map = new Map<string, number>()
  for (let index = 0; index < entries; index++) map.set(pathOf(index), index)
  return (pairs) => {
    for (let index = 0; index < pairs; index++) {
      const { path } = own[index % files]!
      map.set(path, index)
      map.delete(path)
    }
  }
}

const empty = workspace(0)
const full = workspace(others)

const measured: ReadonlyArray<readonly [string, (pairs: number) => void]> = [
  ["acquire + release in turn, no other lease", (pairs) => takeAndGiveBack(empty, own.length, pairs)],
  [`acquire + release in turn, ${others} others`, (pairs) => takeAndGiveBack(full, own.length, pairs)],
  ["acquire + release of one file, no other lease", (pairs) => takeAndGiveBack(empty, 1, pairs)],
  [`acquire + release of one file, ${others} others`, (pairs) => takeAndGiveBack(full, 1, pairs)],
  [`refused acquire, ${others} others`, (pairs) => refuse(full, pairs)],
  ["Map set + delete in turn, no other entry", setAndDelete(0, own.length)],
  [`Map set + delete in turn, ${others} others`, setAndDelete(others, own.length)],
  ["Map set + delete of one key, no other entry", setAndDelete(0, 1)],
  [`Map set + delete of one key, ${others} others`, setAndDelete(others, 1)]
]

// By turns, so that whatever else the machine does meets all alike. The best of the rounds is told beside the median:
// nothing but the code itself makes a round faster than it is.
const times = measured.map((): Array<number> => [])
for (let round = -1; round < rounds; round++)
  measured.forEach(([, work], at) => {
    const start = performance.now()
    work(pairsARound)
    const perSecond = (pairsARound / (performance.now() - start)) * 1_000
    if (round >= 0) times[at]!.push(perSecond)
  })

const results = measured.map(([name], at) => {
  const sorted = times[at]!.sort((one, other) => one - other)
  return { name, median: Math.round(sorted[rounds >> 1]!), best: Math.round(sorted[rounds - 1]!) }
})
const [alone, beside] = results
const ratio = { median: beside!.median / alone!.median, best: beside!.best / alone!.best }

const width = Math.max(...results.map(({ name }) => name.length))
const thousands = (count: number): string => count.toLocaleString("en").padStart(12)
console.log(`${"per second".padEnd(width)} ${"median".padStart(12)} ${"best".padStart(12)}`)
for (const { name, median, best } of results)
  console.log(`${name.padEnd(width)} ${thousands(median)} ${thousands(best)}`)
console.log(
  `${"with others / without".padEnd(width)} ${ratio.median.toFixed(2).padStart(12)} ${ratio.best.toFixed(2).padStart(12)}`
)

if (process.argv.includes("--record")) {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length }
  const record = { machine, rounds, pairsARound, others, results, ratio }
  writeFileSync(new URL("results.json", import.meta.url), `${JSON.stringify(record, null, 2)}\n`)
}
