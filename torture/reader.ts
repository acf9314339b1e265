// A process that reads every file of `.leasehold` again and again, as an indexer or a backup would.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { told } from "./children.ts"
import { hiddenOf, type Plan } from "./plan.ts"

const hidden = hiddenOf(told<Plan>())

for (;;) {
  for (const entry of readdirSync(hidden, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    try {
      readFileSync(join(entry.parentPath, entry.name))
    } catch {
      // It is gone again.
    }
  }
  await sleep(50)
}
