// Measures what was promised. Speed is shown, never asserted, since it is the machine's as well; `--record` keeps what was measured, and
// writes it into the pages that tell it. Arguments: what to measure, if not all of it. BENCH_DIR: on which mount.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { removedAtInterrupt } from "../conformance/cli/interrupt.ts"
import { withSection } from "../conformance/leasehold/generate/files.ts"
import { ended, heard, start } from "./child.ts"
import { machineAt } from "./machine.ts"
import { measurements } from "./measurements.ts"
import { figuresText, pageText, type Results } from "./results.ts"

const here = import.meta.dirname
const isRecorded = process.argv.includes("--record")
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith("--"))
const fail = (message: string): never => {
  console.error(`bench: ${message}`)
  process.exit(1)
}

const chosen = process.env["BENCH_DIR"] || tmpdir()
if (!existsSync(chosen)) fail(`BENCH_DIR is ${chosen}, which is not there. Make it, or name another directory.`)
const base = realpathSync(chosen)

const known: ReadonlyArray<string> = measurements
for (const name of asked) {
  if (!known.includes(name)) fail(`there is nothing named ${name} to measure. There are: ${known.join(", ")}.`)
}
if (isRecorded && asked.length > 0) fail("what is recorded is the whole of it: leave out the names, or --record.")

type Told = Results["measured"][number]

/** In a process of its own: nothing that others left in memory, in the compiler or on the event loop counts. */
const measured = async (name: string): Promise<Told> => {
  const directory = mkdtempSync(join(base, "leasehold-bench-"))
  const isOver = removedAtInterrupt(directory)
  try {
    const child = start("one.ts", name, directory)
    const told = (await heard(child)) as Told
    await ended(child)
    return told
  } finally {
    isOver()
    rmSync(directory, { recursive: true, force: true })
  }
}

const machine = machineAt(base)
const since = performance.now()
const all: Array<Told> = []
for (const name of asked.length > 0 ? asked : known) {
  console.error(`measuring ${name}`)
  all.push(await measured(name))
}

const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  seconds: Math.round((performance.now() - since) / 1_000),
  machine,
  measured: all
}
console.log(pageText(results))

if (isRecorded) {
  const readme = join(here, "../README.md")
  writeFileSync(join(here, "results.json"), `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(join(here, "RESULTS.md"), pageText(results))
  writeFileSync(readme, withSection(readFileSync(readme, "utf8"), "bench", figuresText(results)))
}
