// The kinds of writes that crashes are put into. Each says what is there before and after, and what programs outside Leasehold do
// meanwhile: those acts count as operations like the others.
import { Effect } from "effect"
import type { Call } from "../../src/platform/calls.ts"
import type { Session } from "../../src/tasks/interface.ts"
import type { TaskError } from "../../src/workspace/interface.ts"

/** Text by path; null: nothing is there. */
export type Files = Readonly<Record<string, string | null>>

/** What a program outside Leasehold does, just before a call is made for that many times. */
export interface Act {
  readonly on: Call["call"] | "probe" | "told" | "lateCheck"
  readonly nth: number
  /** "late": into the file that it opened before anything was written, wherever that is now. "held": it does not close it. */
  readonly how: "byRename" | "inPlace" | "held" | "late"
  readonly path: string
  readonly bytes: string
  /** In the place of what another such program wrote before. */
  readonly instead?: true
}

export interface Kind {
  readonly name: string
  readonly before: Files
  readonly after: Files
  readonly write: (task: Session) => Effect.Effect<unknown, TaskError>
  readonly acts: ReadonlyArray<Act>
  /** What was written is looked at once more. */
  readonly lateCheck?: true
}

const observed = (task: Session, ...paths: ReadonlyArray<string>) =>
  Effect.forEach(paths, (path) => task.observe(path), { discard: true })

const replace = (task: Session) => Effect.andThen(observed(task, "a.txt"), task.write("a.txt", "new"))

const patch = (task: Session) =>
  Effect.andThen(
    observed(task, "a.txt", "down/b.txt"),
    task.patch([
      { path: "a.txt", content: "new a" },
      { path: "down/b.txt", content: "new b" }
    ])
  )

const one: Pick<Kind, "before" | "after" | "write"> = {
  before: { "a.txt": "old" },
  after: { "a.txt": "new" },
  write: replace
}

const two: Pick<Kind, "before" | "after" | "write"> = {
  before: { "a.txt": "old a", "down/b.txt": "old b" },
  after: { "a.txt": "new a", "down/b.txt": "new b" },
  write: patch
}

const byRename = { on: "exchange", nth: 1, how: "byRename", path: "a.txt", bytes: "outside" } as const

/** Read, written and hashed in the background. */
const large = (word: string): string => `${word}\n`.repeat(100_000)

// So long that what it is staged for does not fit into a link: its sidecar is a file.
const long = ["x", "y"].map((name) => `${Array<string>(8).fill("d".repeat(120)).join("/")}/${name}.txt`)

export const kinds: ReadonlyArray<Kind> = [
  { name: "replace", ...one, acts: [] },
  {
    name: "create",
    before: { "a.txt": null },
    after: { "a.txt": "new" },
    write: (task) => task.create("a.txt", "new"),
    acts: []
  },
  {
    name: "create in new directories",
    before: { "deep/down/a.txt": null },
    after: { "deep/down/a.txt": "new" },
    write: (task) => task.create("deep/down/a.txt", "new"),
    acts: []
  },
  {
    name: "delete",
    before: { "a.txt": "old" },
    after: { "a.txt": null },
    write: (task) => Effect.andThen(observed(task, "a.txt"), task.delete("a.txt")),
    acts: []
  },
  {
    name: "move",
    before: { "a.txt": "old", "down/b.txt": null },
    after: { "a.txt": null, "down/b.txt": "old" },
    write: (task) => task.move("a.txt", "down/b.txt"),
    acts: []
  },
  { name: "patch", ...two, acts: [] },
  {
    name: "patch with a long sidecar",
    before: { [long[0]!]: "old x", [long[1]!]: "old y" },
    after: { [long[0]!]: "new x", [long[1]!]: "new y" },
    write: (task) =>
      Effect.andThen(
        observed(task, ...long),
        task.patch(long.map((path) => ({ path, content: path.endsWith("x.txt") ? "new x" : "new y" })))
      ),
    acts: []
  },
  {
    name: "replace a large file",
    before: { "a.txt": large("old") },
    after: { "a.txt": large("new") },
    write: (task) => Effect.andThen(observed(task, "a.txt"), task.write("a.txt", large("new"))),
    acts: []
  },
  { name: "refused, replaced meanwhile", ...one, acts: [byRename] },
  { name: "refused, written in place meanwhile", ...one, acts: [{ ...byRename, how: "inPlace" }] },
  {
    name: "refused, replaced again before it goes back",
    ...one,
    acts: [byRename, { ...byRename, on: "rename", nth: 1, bytes: "outside again" }]
  },
  {
    name: "refused, replaced again before it is probed",
    ...one,
    acts: [byRename, { ...byRename, on: "probe", bytes: "outside again" }]
  },
  {
    name: "refused, and what it was built on put back meanwhile",
    ...one,
    acts: [byRename, { ...byRename, on: "rename", bytes: "old" }]
  },
  { name: "refused, being written", ...one, acts: [{ ...byRename, how: "held" }] },
  {
    name: "refused before it is exchanged, then what it was built on put back",
    ...one,
    acts: [
      { ...byRename, on: "symlink" },
      { ...byRename, on: "told", bytes: "old", instead: true }
    ]
  },
  {
    name: "delete refused, replaced meanwhile",
    before: { "a.txt": "old" },
    after: { "a.txt": null },
    write: (task) => Effect.andThen(observed(task, "a.txt"), task.delete("a.txt")),
    acts: [{ ...byRename, on: "noreplace" }]
  },
  {
    name: "create refused, made meanwhile",
    before: { "a.txt": null },
    after: { "a.txt": "new" },
    write: (task) => task.create("a.txt", "new"),
    acts: [{ ...byRename, on: "noreplace" }]
  },
  {
    name: "patch refused, its second file replaced meanwhile",
    ...two,
    acts: [{ ...byRename, nth: 2, path: "down/b.txt" }]
  },
  { name: "late check", ...one, acts: [], lateCheck: true },
  {
    name: "late check with a late writer",
    ...one,
    acts: [{ on: "lateCheck", nth: 1, how: "late", path: "a.txt", bytes: "late" }],
    lateCheck: true
  }
]

export const kindNamed = (name: string): Kind => {
  const kind = kinds.find((one) => one.name === name)
  if (kind === undefined) throw new Error(`no kind of write is called ${name}`)
  return kind
}
