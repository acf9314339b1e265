// make torture: WRITES, SEED, WRITERS; WITHOUT, the name of a guard that is taken away or "each"; RECORD, to write it to README.md.
import { each } from "./each.ts"
import { record } from "./record.ts"
import { tableOf, textOf } from "./text.ts"
import { torture } from "./torture.ts"

const textIn = (name: string): string | undefined => process.env[name] || undefined

const numberIn = (name: string, otherwise: number): number => {
  const text = textIn(name)
  const number = Number(text ?? otherwise)
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new Error(`${name} is ${JSON.stringify(text)}, not a number of one or more`)
}

const seed = numberIn("SEED", (Date.now() % 1_000_000) + 1)
const writers = numberIn("WRITERS", 4)
const without = textIn("WITHOUT")
const isRecorded = textIn("RECORD") !== undefined

if (without === "each") {
  const rows = await each({ seed, writers, writes: numberIn("WRITES", 300) }, (text) => console.log(text))
  if (isRecorded) record("removals", tableOf(rows))
  process.exitCode = rows.every(({ noticed, otherwise }) => noticed.length > 0 && otherwise.length === 0) ? 0 : 1
} else {
  const report = await torture({ seed, writers, writes: numberIn("WRITES", 20_000), removal: without })
  console.log(textOf(report))
  if (isRecorded) record("run", `\`\`\`\n${textOf(report)}\n\`\`\``)
  process.exitCode = report.problems.length === 0 ? 0 : 1
}
