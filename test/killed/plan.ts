// Which tasks there are, by a seed: a tree of them, and what each does. All processes of a run have the same.
import type { TaskStatus } from "../../src/history/types.ts"

export type Kind =
  "parent" | "writer" | "sharer" | "asker" | "commander" | "failer" | "endless" | "slow" | "reader" | "denied"

export interface Planned {
  readonly id: string
  readonly kind: Kind
  readonly parent: string | null
}

/** Numbers from 0 to below 1, the same again by the same seed. */
export const chance = (seed: number): (() => number) => {
  let last = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1
  return () => (last = (last * 48_271) % 2_147_483_647) / 2_147_483_647
}

/** Those that write come most often. */
const leaves: ReadonlyArray<Kind> = (
  "writer writer writer sharer sharer asker asker commander commander failer endless slow reader denied" as const
).split(" ") as Array<Kind>

/** How deep the tree is at most: what a workspace allows. */
const deepest = 4

export const planOf = (seed: number, tasks: number): ReadonlyArray<Planned> => {
  const random = chance(seed)
  const planned: Array<Planned> = []
  const depths = new Map<string | null, number>([[null, 0]])
  for (let n = 0; n < tasks; n++) {
    const parents = planned.filter(({ id, kind }) => kind === "parent" && depths.get(id)! < deepest)
    const parent = parents.length === 0 || random() < 0.3 ? null : parents[Math.floor(random() * parents.length)]!.id
    const kind = random() < 0.2 ? "parent" : leaves[Math.floor(random() * leaves.length)]!
    planned.push({ id: `t${n}`, kind, parent })
    depths.set(`t${n}`, depths.get(parent)! + 1)
  }
  return planned
}

/** What each comes to if it is let. */
export const endOf: Readonly<Record<Kind, TaskStatus>> = {
  parent: "completed",
  writer: "completed",
  sharer: "completed",
  asker: "completed",
  commander: "completed",
  reader: "completed",
  failer: "failed",
  endless: "cancelled",
  slow: "timed out",
  denied: "denied"
}

/** Of the files of a task's own. */
export const ownOf = (id: string, name: string): string => `own/${id}/${name}.txt`

/** A file that several append to. */
export const sharedOf = (id: string): string => `shared/${Number(id.slice(1)) % 3}.txt`
