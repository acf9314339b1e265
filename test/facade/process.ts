/** A process with a lock manager of its own. */
import { setImmediate } from "node:timers/promises"
import { openFileLockManager } from "../../src/facade.ts"
import { serve } from "../promise/serve.ts"

const locks = await openFileLockManager({ directory: process.argv[2]! })

serve({
  acquireLock: locks.acquireLock,
  releaseLock: (path: string, task: string) => locks.releaseLock(path, task) ?? null,
  releaseAllLocks: (task: string) => locks.releaseAllLocks(task) ?? null,
  getLockHolder: (path: string) => locks.getLockHolder(path) ?? null,
  getLockedFiles: locks.getLockedFiles,
  /** Takes and gives back again and again; how often it had it, and how often somebody else did at the same time. */
  race: async (path: string, task: string, times: number) => {
    let [had, shared] = [0, 0]
    while (had < times) {
      await setImmediate()
      if (!locks.acquireLock(path, task)) continue
      had += 1
      if (locks.getLockHolder(path) !== task) shared += 1
      locks.releaseLock(path, task)
    }
    return { had, shared }
  }
})
