// What befalls a writer between two calls that change files: it stands still, it dies, or some code in its process reads the store.
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import type { Call } from "../src/platform/calls.ts"
import { hiddenOf, type Plan } from "./plan.ts"
import type { Random } from "./random.ts"

const cell = new Int32Array(new SharedArrayBuffer(4))

/** Stops the whole thread, as a page that has to be fetched, or another process on its core, would. */
export const standStill = (ms: number): void => {
  Atomics.wait(cell, 0, 0, ms)
}

/** What any code of a process may do: an indexer, a backup. With the descriptors all POSIX locks of the process on these files go. */
export const readStore = (plan: Plan): void => {
  for (const name of ["store.db", "store.db-wal", "store.db-shm"]) {
    try {
      closeSync(openSync(join(hiddenOf(plan), name), "r"))
    } catch {
      // It is not there now.
    }
  }
}

/** Told of each call just before it is made. */
export const disturbance =
  (plan: Plan, random: Random, spies: boolean) =>
  ({ call }: Call): void => {
    if (spies && call === "commit") readStore(plan)
    const pause = plan.pauses[call]
    if (pause !== undefined && random.chance(pause.odds)) standStill(random.next() * pause.ms)
    if (random.chance(1 / plan.callsPerCrash)) process.kill(process.pid, "SIGKILL")
  }
