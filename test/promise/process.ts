/** A process that works in the workspace it is told. */
import { type Lease, openWorkspace } from "../../src/index.ts"
import { serve } from "./serve.ts"

const workspace = await openWorkspace({ directory: process.argv[2]! })
const task = await workspace.start({ id: process.argv[3]! })
let lease: Lease | undefined

serve({
  acquire: async (path: string, wait: boolean) => {
    try {
      lease = await task.acquire(path, { wait })
      return "granted"
    } catch (error) {
      return (error as { readonly _tag: string })._tag
    }
  },
  release: () => lease?.release().then(() => null),
  append: (path: string, line: string) => task.edit(path, (before) => `${before ?? ""}${line}\n`).then(() => null),
  close: () => workspace.close().then(() => null)
})
