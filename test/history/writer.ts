// A process that appends to a stream, and says what was acknowledged: node writer.ts <directory> <name>. It goes on until it is killed.
import { writeSync } from "node:fs"
import { openHistory } from "../../src/history.ts"

const [directory, name] = process.argv.slice(2)
const history = await openHistory({ directory: directory! })

const say = async (text: string): Promise<void> => {
  const n = await history.append("shared", "said", { json: text })
  writeSync(1, `${JSON.stringify([n, text])}\n`)
}

// Some at once: they are made in one transaction.
for (let at = 0; ; at += 3) await Promise.all([0, 1, 2].map((more) => say(`${name} ${at + more} ${"x".repeat(500)}`)))
