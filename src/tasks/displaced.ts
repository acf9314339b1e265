// The copies of what commands displaced: how they are read, and how long they stay.
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { forgetDisplaced, readKept } from "../commands/index.ts"
import { ifThere } from "../platform/files.ts"
import { type Content, lifeOf, liveTasks } from "../protocol/index.ts"
import { hiddenName } from "../scope/hidden-name.ts"
import type { Host } from "../workspace/host.ts"

/** A content is a hash: nothing else names a copy. */
const hash = /^[0-9a-f]{64}$/

export const makeDisplaced = ({ store, layout, options }: Host) => {
  const directory = join(layout.root, hiddenName, "displaced")

  /** Those that were made, or needed again, not so long ago. */
  const recent = (now: number): ReadonlyArray<Content> =>
    (ifThere(() => readdirSync(directory)) ?? []).filter(
      (name) => now - (ifThere(() => statSync(join(directory, name)).ctimeMs) ?? 0) < options.displacedMs
    ) as Array<Content>

  return {
    directory,
    /** The bytes; null if they were not kept, or are no more. */
    read: (content: string): Effect.Effect<Uint8Array | null> =>
      Effect.sync(() => (hash.test(content) ? readKept(directory, content as Content) : null)),
    /** Removes those that are old. A command that runs may need any of them: then that is left to another time. */
    collect: Effect.clockWith((clock) =>
      Effect.sync(() => {
        const state = store.state()
        if (liveTasks(state).some((task) => lifeOf(state, task)!.command !== undefined)) return
        if (ifThere(() => statSync(directory)) !== null)
          forgetDisplaced(directory, recent(clock.currentTimeMillisUnsafe()))
      })
    )
  }
}

export type DisplacedCopies = ReturnType<typeof makeDisplaced>
