/** `make crashes`: every point of every kind of write, and of recovery. Writes docs/crashes.md. KIND=... looks at one kind only. */
import { writeFileSync } from "node:fs"
import { Effect } from "effect"
import { kinds, kindNamed } from "./kinds.ts"
import { complaintsAt, pointsOf, recoveriesOf } from "./points.ts"

/** Settling that is cut off is tried where a write that is cut off leaves most to do. */
const settled = ["replace", "patch", "refused, replaced again before it goes back"]

interface Figures {
  readonly name: string
  readonly operations: number
  readonly crashes: number
  readonly losses: number
  readonly again: number
}

const failed: Array<string> = []
const only = process.env["KIND"] || undefined

if (only !== undefined && !kinds.some(({ name }) => name === only)) {
  console.error(
    `crashes: there is no kind ${JSON.stringify(only)}. There are: ${kinds.map(({ name }) => name).join("; ")}.`
  )
  process.exit(1)
}

const figuresOf = Effect.fnUntraced(function* (name: string) {
  const since = performance.now()
  const kind = kindNamed(name)
  const { operations, points } = yield* pointsOf(kind)
  const again = settled.includes(name) ? yield* recoveriesOf(kind, operations) : []
  const complaints = yield* complaintsAt([...points, ...again])
  failed.push(...complaints)
  for (const complaint of complaints) console.log(`FAIL ${complaint}`)
  const of = (what: string): number => points.filter((point) => point.of === what).length
  const figures: Figures = {
    name,
    operations: operations.length,
    crashes: of("crash"),
    losses: of("power loss"),
    again: again.length
  }
  const seconds = Math.round((performance.now() - since) / 1000)
  console.log(
    `${name}: ${figures.crashes} crashes, ${figures.losses} losses, ${figures.again} of recovery, ${seconds} s`
  )
  return figures
})

const table = (all: ReadonlyArray<Figures>, seconds: number): string => {
  const sum = (of: (one: Figures) => number): number => all.reduce((total, one) => total + of(one), 0)
  const total = sum(({ crashes, losses, again }) => crashes + losses + again)
  const rows = all.map(
    ({ name, operations, crashes, losses, again }) =>
      `| ${name} | ${operations} | ${crashes} | ${losses} | ${again === 0 ? "" : again} |`
  )
  return `# Writes that were cut off

Written by \`make crashes\`.

${total.toLocaleString("en")} ends, each in a directory of its own with processes of its own, in ${Math.round(seconds / 60)} minutes on ${new Date().toISOString().slice(0, 10)}; after ${failed.length === 0 ? "none" : failed.length} of them something did not hold.

Each kind of write is made by a process that kills itself just before one of its operations, for every operation; what is left is recovered by
who opens the workspace then, or by who has it open. For a loss of power every prefix of what was done to directories is left that a file
system with a journal may leave, with no more of the bytes than was synced, beside every prefix of the store's transactions that may be left.
Of some kinds the recovery is cut off too, before each of its operations. What is asked after each is in
[test/crash/guarantees.ts](../test/crash/guarantees.ts).

| write | operations | crashes | losses of power | crashes of its recovery |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`
}

const main = Effect.gen(function* () {
  const since = performance.now()
  const names = only === undefined ? kinds.map(({ name }) => name) : [only]
  const all: Array<Figures> = []
  for (const name of names) all.push(yield* figuresOf(name))
  if (only === undefined) writeFileSync("docs/crashes.md", table(all, (performance.now() - since) / 1000))
  if (failed.length > 0) process.exitCode = 1
})

await Effect.runPromise(main)
