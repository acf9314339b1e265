// A workspace opened with everything that can be set, the system's calls among it, and a task in it.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import { openHost, type OpenOptions } from "../../src/workspace/host.ts"
import { defaults } from "../../src/workspace/options.ts"
import { makeTasks } from "../../src/workspace/task.ts"
import { upkeep } from "../../src/workspace/upkeep.ts"
import { makeRunner } from "../../src/tasks/runner.ts"
import { directoryWith, stagedIn } from "../workspace/directory.ts"

/** Opens a workspace in that directory. */
export const openIn = (directory: string, options: Partial<OpenOptions> = {}) =>
  Effect.gen(function* () {
    const host = yield* openHost({ ...defaults, storeDir: undefined, ...options, directory })
    yield* upkeep(host)
    const { start: startTask } = yield* makeRunner({ host, files: makeTasks(host) })
    const start = (id: string) => startTask({ id })
    const path = (name: string): string => join(directory, name)
    return {
      host,
      directory,
      start,
      task: yield* start(`writer-${randomBytes(4).toString("hex")}`),
      path,
      text: (name: string): string => readFileSync(path(name), "utf8"),
      put: (name: string, content: string | Uint8Array): void => writeFileSync(path(name), content),
      /** What lies in the staging directory. */
      staged: (): ReadonlyArray<string> => stagedIn(directory)
    }
  })

export type Session = Effect.Success<ReturnType<typeof openIn>>

/** The same in a directory of its own with these files in it. */
export const session = (
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: Partial<OpenOptions> = {}
) => Effect.flatMap(directoryWith(files), (directory) => openIn(directory, options))
