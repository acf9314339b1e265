// The results that nobody was told, by the parents that they are for. A parent may have had thousands of children, and few of them are such.
import { init, lifeOf, type State, type TaskId, tasksChanged } from "../protocol/index.ts"

/** The children of a task whose results it was not told. */
export type Untold = (state: State, parent: TaskId) => Iterable<TaskId>

/** It keeps what it found: of the next state it looks at what has changed. */
export const makeUntold = (): Untold => {
  let seen = init({})
  const untold = new Map<TaskId, Set<TaskId>>()

  const note = (state: State, task: TaskId): void => {
    const life = lifeOf(state, task)
    const parent = (life ?? lifeOf(seen, task))?.parent
    if (parent === undefined) return
    const children = untold.get(parent) ?? new Set()
    if (life?.result === "kept") untold.set(parent, children.add(task))
    else if (children.delete(task) && children.size === 0) untold.delete(parent)
  }

  return (state, parent) => {
    if (state !== seen) for (const task of tasksChanged(seen, state)) note(state, task)
    seen = state
    return untold.get(parent) ?? []
  }
}
