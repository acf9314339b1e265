// A thread of a writer that opens and closes the files of its store again and again, whatever the writer is in the middle of.
import { workerData } from "node:worker_threads"
import { readStore, standStill } from "./pauses.ts"
import type { Plan } from "./plan.ts"

for (;;) {
  readStore(workerData as Plan)
  standStill(3)
}
