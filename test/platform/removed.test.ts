// A store and all that is staged, removed at any moment of a write (fact 3): whatever is said is true, and who opens next goes on.
import { rmSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { directoryWith } from "../workspace/directory.ts"
import { openIn } from "./session.ts"

/** A write under which all of that is removed before its nth call; null if it is done before. */
const removedBefore = (nth: number) =>
  Effect.gen(function* () {
    const directory = yield* directoryWith({ "a.txt": "old", "b.txt": "old" })
    let calls = 0
    let armed = false
    const about = (): void => {
      if (armed && (calls += 1) === nth) rmSync(`${directory}/.leasehold`, { recursive: true })
    }
    const { task, text } = yield* openIn(directory, { about })
    yield* task.observe("a.txt")
    yield* task.observe("b.txt")
    armed = true
    const write = task.patch([
      { path: "a.txt", content: "new" },
      { path: "b.txt", content: "new" }
    ])
    const said = yield* Effect.match(write, { onSuccess: () => "written", onFailure: (error) => error._tag })
    if (calls < nth) return null
    armed = false
    const contents = [text("a.txt"), text("b.txt")].join()
    const next = yield* openIn(directory)
    yield* next.task.edit("a.txt", (before) => `${before}er`)
    return { said, contents, after: next.text("a.txt") }
  })

describe("3: a store that is removed in the middle of a write", () => {
  it.live(
    "is said to be so, and what is said of the write is true",
    () =>
      Effect.gen(function* () {
        const all = new Set<string>()
        for (let nth = 1; ; nth++) {
          const came = yield* Effect.scoped(removedBefore(nth))
          if (came === null) break
          const { said, contents, after } = came
          all.add(`${said}: ${contents}`)
          assert.strictEqual(after, `${contents.split(",")[0]}er`)
        }
        // Of several files a part is left only where that is said: what they contained went with what was staged.
        const told = [
          "StoreUnavailable: old,old",
          "Uncertain: old,old",
          "Uncertain: new,old",
          "Uncertain: new,new",
          "written: new,new"
        ]
        assert.sameMembers([...all], told)
      }),
    60_000
  )
})
