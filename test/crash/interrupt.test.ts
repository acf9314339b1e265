// Ctrl-C while a write is made: it is made or it is not, and nothing is left for others to find.
import { readdirSync, readlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Absent } from "../../src/protocol/index.ts"
import type { StagedIntent } from "../../src/publish/sidecars.ts"
import { stagedIn } from "../workspace/directory.ts"
import { arena, operationsOf } from "./crash.ts"
import { guarantees, type Complaints } from "./guarantees.ts"
import { kindNamed } from "./kinds.ts"
import { runWriter } from "./process.ts"

/**
 * Staged files without a sidecar that tells what they are for, or the other way round: what was displaced stays to be looked at once more.
 * And whatever else a process has as long as it lives.
 */
const leftIn = (directory: string): Complaints => {
  const hidden = join(directory, ".leasehold")
  const stage = join(hidden, "stage")
  const names = stagedIn(directory)
  const sidecars = names.filter((name) => /\.(open|judged|turned)$/.test(name))
  const parts = sidecars.flatMap((sidecar) => {
    const told = JSON.parse(readlinkSync(join(stage, sidecar))) as Pick<StagedIntent, "parts">
    return told.parts.map((part) => ({ ...part, name: join(dirname(sidecar), part.name) }))
  })
  const lone = names.filter((name) => !sidecars.includes(name) && !parts.some((part) => part.name === name))
  const gone = parts
    .filter(({ name, base }) => base !== Absent && !names.includes(name))
    .map(({ name }) => `no ${name}`)
  const open = sidecars.filter((name) => name.endsWith(".open"))
  return [...lone, ...gone, ...open, ...readdirSync(join(hidden, "live")), ...readdirSync(join(hidden, "kept"))]
}

describe("a write that is interrupted", () => {
  // Where nothing is done in the background it ends at the same points, whenever the signal comes: some will do.
  for (const [name, step] of [["replace a large file", 1] as const, ["patch", 4] as const]) {
    it.live(
      `leaves nothing: ${name}`,
      () =>
        Effect.gen(function* () {
          const kind = kindNamed(name)
          const operations = yield* operationsOf(kind)
          const found = yield* Effect.forEach(
            [...operations.keys()].filter((at) => at % step === 0),
            Effect.fnUntraced(function* (interruptAt) {
              const { directory, log } = yield* arena(kind)
              const left = yield* runWriter({ directory, log, kind: name, interruptAt })
              const complaints = [...leftIn(directory), ...(yield* guarantees(directory, kind, left, {}))]
              return complaints.map((complaint) => `operation ${interruptAt}: ${complaint}`)
            }, Effect.scoped),
            { concurrency: 2 }
          )
          assert.deepStrictEqual(found.flat(), [])
        }),
      60_000
    )
  }
})
