// make kills: TASKS, KILLS, SEED, ROUNDS: so many runs, each by a seed of its own.
import { Effect } from "effect"
import { killed } from "./killed.ts"

const numberIn = (name: string, otherwise: number): number => Number(process.env[name] || otherwise)

const first = numberIn("SEED", (Date.now() % 1_000_000) + 1)
for (let seed = first; seed < first + numberIn("ROUNDS", 1); seed++) {
  const since = performance.now()
  const { problems, kills, said, wrote } = await Effect.runPromise(
    Effect.scoped(killed({ seed, tasks: numberIn("TASKS", 200), kills: numberIn("KILLS", 12) }))
  )
  const seconds = ((performance.now() - since) / 1_000).toFixed(1)
  console.log(`seed ${seed}: ${kills} processes killed, ${said} answers, ${wrote} of them writes, in ${seconds} s`)
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}
