// The programs outside Leasehold, all in one process: one for each file that they write, and several for the crowded one.
import { setTimeout as sleep } from "node:timers/promises"
import { told } from "./children.ts"
import { type EditorEntry, openLog } from "./log.ts"
import { crowded, edited, logsOf, type Plan, type SaveKind } from "./plan.ts"
import { makeRandom } from "./random.ts"
import { makeSaves } from "./saves.ts"

/** How often each kind is saved in: those that keep a file open for long keep writers away as long. */
const weights: Readonly<Record<SaveKind, number>> = { rename: 10, "in place": 6, append: 1, mapping: 1, late: 5 }

const plan = told<Plan>()

let ending = false
process.on("SIGTERM", () => {
  ending = true
})

const edit = async (name: string, file: string, kinds: ReadonlyArray<SaveKind>): Promise<void> => {
  const random = makeRandom(plan.seed, name)
  const log = openLog<EditorEntry>(logsOf(plan), name)
  const saves = makeSaves(plan, random, log)
  const weighted = kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind))
  for (let count = 1; !ending; count++) {
    await saves[random.pick(weighted)]({ file, line: `${name} ${count}` })
    await sleep(random.between(5, 60))
  }
  log.close()
}

await Promise.all([
  ...edited.map((file, at) => edit(`editor${at}`, file, plan.saves)),
  ...["crowd0", "crowd1"].map((name) => edit(name, crowded, ["rename"]))
])
