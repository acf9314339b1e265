// make torture: WRITES, SEED, WRITERS; WITHOUT, the name of a guard that is taken away or "each"; RECORD, to write it to README.md.
import { tmpdir } from "node:os"
import { existsSync } from "node:fs"
import { each } from "./each.ts"
import { record } from "./record.ts"
import { removals } from "./removals.ts"
import { tableOf, textOf } from "./text.ts"
import { torture } from "./torture.ts"

const fail = (message: string): never => {
  console.error(`torture: ${message}`)
  process.exit(1)
}

const textIn = (name: string): string | undefined => process.env[name] || undefined

const numberIn = (name: string, otherwise: number): number => {
  const text = textIn(name)
  const number = Number(text ?? otherwise)
  if (Number.isSafeInteger(number) && number > 0) return number
  return fail(`${name} is ${JSON.stringify(text)}; it has to be a whole number of one or more.`)
}

const seed = numberIn("SEED", (Date.now() % 1_000_000) + 1)
const writers = numberIn("WRITERS", 4)
const without = textIn("WITHOUT")
const isRecorded = textIn("RECORD") !== undefined
const writes = numberIn("WRITES", without === "each" ? 300 : 20_000)

const guards = ["each", ...removals.map(({ name }) => name)]
if (without !== undefined && !guards.includes(without))
  fail(`there is no guard ${without} to take away. WITHOUT may be ${guards.join(", ")}.`)
if (!existsSync(tmpdir())) fail(`TMPDIR is ${tmpdir()}, which is not there. Make it, or name another directory.`)

if (without === "each") {
  const rows = await each({ seed, writers, writes }, (text) => console.log(text))
  if (isRecorded) record("removals", tableOf(rows))
  process.exitCode = rows.every(({ noticed, otherwise }) => noticed.length > 0 && otherwise.length === 0) ? 0 : 1
} else {
  const report = await torture({ seed, writers, writes, removal: without })
  console.log(textOf(report))
  if (isRecorded) record("run", `\`\`\`\n${textOf(report)}\n\`\`\``)
  process.exitCode = report.problems.length === 0 ? 0 : 1
}
