// Who may write, and where two of them may write the same.
import {
  bothWrite,
  chainOf,
  lifeOf,
  type LifeStatus,
  liveTasks,
  type State,
  taskOf,
  type TaskId
} from "../protocol/index.ts"
import type { Folds, Scope } from "../scope/index.ts"

/** A task that may write some of the same files. `example`: one of them; null: whether there is any cannot be told in bounded time. */
export interface Overlapping {
  readonly task: TaskId
  readonly example: string | null
}

/** A task that may write, now or once it is approved. */
export interface Writer {
  readonly task: TaskId
  readonly title: string
  readonly status: LifeStatus
  readonly background: boolean
  readonly scope: Scope
  readonly overlaps: ReadonlyArray<Overlapping>
}

/** Whether it goes on, and nobody took back that it, or what is above it, may write. */
const isWriter = (state: State, task: TaskId): boolean => {
  const { background, allowWrites } = taskOf(state, task)
  return (
    (!background || allowWrites) &&
    lifeOf(state, task)?.status !== "stopping" &&
    chainOf(state, task).every((above) => !["denied", "revoked"].includes(lifeOf(state, above)?.approval ?? ""))
  )
}

const writersIn = (state: State): ReadonlyArray<TaskId> =>
  liveTasks(state)
    .filter((task) => isWriter(state, task))
    .toSorted()

const isRelated = (state: State, task: TaskId, other: TaskId): boolean =>
  chainOf(state, task).includes(other) || chainOf(state, other).includes(task)

/** Undefined if they have nothing in common, or one is above the other: what a child may do its parent always may. */
const overlapOf = (state: State, folds: Folds, task: TaskId, other: TaskId): Overlapping["example"] | undefined => {
  if (isRelated(state, task, other)) return undefined
  const verdict = bothWrite(taskOf(state, task).scope, taskOf(state, other).scope, folds)
  if (verdict._tag === "Disjoint") return undefined
  return verdict._tag === "Overlapping" ? verdict.example : null
}

/** Those that may write some of what it may write; those above and below it aside. */
export const overlapsOf = (state: State, folds: Folds, task: TaskId): ReadonlyArray<Overlapping> => {
  if (!isWriter(state, task)) return []
  return writersIn(state).flatMap((other) => {
    const example = overlapOf(state, folds, task, other)
    return example === undefined ? [] : [{ task: other, example }]
  })
}

/** All live tasks that may write, by their ids. */
export const writersOf = (state: State, folds: Folds): ReadonlyArray<Writer> => {
  const writers = writersIn(state)
  const overlaps = new Map(writers.map((task): [TaskId, Array<Overlapping>] => [task, []]))
  // Each two once: scopes may be hard to compare.
  writers.forEach((task, at) => {
    for (const other of writers.slice(at + 1)) {
      const example = overlapOf(state, folds, task, other)
      if (example === undefined) continue
      overlaps.get(task)!.push({ task: other, example })
      overlaps.get(other)!.push({ task, example })
    }
  })
  return writers.map((task) => {
    const { title, background, scope } = taskOf(state, task)
    return { task, title, status: lifeOf(state, task)!.status, background, scope, overlaps: overlaps.get(task)! }
  })
}
