// What programs learn that watch the workspace, such as editors (fact 9): of each file that a write changes, however it changes it.
import { existsSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import parcel from "@parcel/watcher"
import { watch as chokidarWatch } from "chokidar"
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import { directoryWith } from "../workspace/directory.ts"
import { openIn, type Session } from "./session.ts"

/** Begins to watch a directory; tells the path of each event, and returns how to stop. */
type Watch = (directory: string, told: (path: string) => void) => Promise<() => unknown>

const parcelWatch =
  (ignore: ReadonlyArray<string>): Watch =>
  async (directory, told) => {
    const subscription = await parcel.subscribe(
      directory,
      (_, events) => {
        for (const { path } of events) told(path)
      },
      { ignore: [...ignore] }
    )
    return () => subscription.unsubscribe()
  }

const watchers: Readonly<Record<string, Watch>> = {
  "@parcel/watcher": parcelWatch([]),
  "@parcel/watcher without .leasehold": parcelWatch(["**/.leasehold/**"]),
  chokidar: async (directory, told) => {
    const watcher = chokidarWatch(directory, { ignoreInitial: true })
    watcher.on("all", (_, path) => told(path))
    await new Promise((resolve) => watcher.on("ready", () => resolve(undefined)))
    return () => watcher.close()
  },
  "fs.watch": async (directory, told) => {
    const watcher = watch(directory, { recursive: true }, (_, name) => told(`${directory}/${name}`))
    return () => watcher.close()
  }
}

interface Kind {
  /** The files that it changes. */
  readonly targets: ReadonlyArray<string>
  readonly write: (session: Session) => Effect.Effect<unknown, unknown>
  /** Done to the directory just before the first exchange. */
  readonly meanwhile?: (directory: string) => void
}

const kinds: Readonly<Record<string, Kind>> = {
  create: { targets: ["d/new.txt"], write: ({ task }) => task.create("d/new.txt", "new") },
  replace: { targets: ["d/a.txt"], write: ({ task }) => task.edit("d/a.txt", () => "new") },
  delete: {
    targets: ["d/a.txt"],
    write: ({ task }) => Effect.andThen(task.observe("d/a.txt"), task.delete("d/a.txt"))
  },
  move: {
    targets: ["d/a.txt", "d/moved.txt"],
    write: ({ task }) => Effect.andThen(task.observe("d/a.txt"), task.move("d/a.txt", "d/moved.txt"))
  },
  patch: {
    targets: ["d/a.txt", "d/b.txt", "d/new.txt"],
    write: ({ task }) =>
      Effect.all([task.observe("d/a.txt"), task.observe("d/b.txt")]).pipe(
        Effect.andThen(
          task.patch([
            { path: "d/a.txt", content: "new" },
            { path: "d/b.txt", content: "new" },
            { path: "d/new.txt", content: "new" }
          ])
        )
      )
  },
  "going back after a refusal": {
    targets: ["d/a.txt"],
    meanwhile: (directory) => {
      // Written elsewhere and moved there, as editors do; that file itself is not in the workspace.
      writeFileSync(`${directory}/../a.txt`, "by an editor")
      renameSync(`${directory}/../a.txt`, `${directory}/d/a.txt`)
    },
    write: ({ task }) => Effect.flip(task.edit("d/a.txt", () => "new", { retries: 0 }))
  }
}

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "absent")

describe("9: watchers are told of every file", () => {
  for (const [name, begin] of Object.entries(watchers)) {
    for (const [what, { targets, write, meanwhile }] of Object.entries(kinds)) {
      it.live(`${name}: ${what}`, () =>
        Effect.gen(function* () {
          const parent = yield* directoryWith({ "here/d/a.txt": "old", "here/d/b.txt": "old" })
          const directory = `${parent}/here`
          let isFirst = true
          const about = ({ call }: Call): void => {
            if (call !== "exchange" || !isFirst) return
            isFirst = false
            meanwhile?.(directory)
          }
          const opened = yield* openIn(directory, { about })
          /** What a program that reads a file whenever it is told of it has last read. */
          const read = new Map<string, string>()
          let isComplete = (): void => undefined
          const told = (path: string): void => {
            read.set(path, contentOf(path))
            isComplete()
          }
          yield* Effect.acquireRelease(
            Effect.promise(() => begin(directory, told)),
            (stop) => Effect.promise(async () => stop())
          )
          yield* write(opened)
          const wanted = targets.map((target) => [`${directory}/${target}`, contentOf(`${directory}/${target}`)])
          const all = new Promise<void>((resolve) => {
            isComplete = () => {
              if (wanted.every(([path, content]) => read.get(path!) === content)) resolve()
            }
            isComplete()
          })
          yield* Effect.promise(() => all).pipe(Effect.timeoutOption(10_000))
          assert.deepStrictEqual(
            wanted.map(([path]) => [path, read.get(path!)]),
            wanted
          )
        })
      )
    }
  }
})
