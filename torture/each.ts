// The torture without each guard in turn: what notices that it is gone.
import type { CheckName } from "./checks/problem.ts"
import { type Removal, removals } from "./removals.ts"
import { noticedBy } from "./text.ts"
import { type Asked, torture } from "./torture.ts"

export interface Missed {
  readonly removal: Removal
  /** The promises that were broken, none if nothing noticed. */
  readonly noticed: ReadonlyArray<CheckName>
  /** The same of the same world with the guard in its place. */
  readonly otherwise: ReadonlyArray<CheckName>
}

/** How often another seed is tried where one was not enough. */
const tries = 3

const noticedIn = async (asked: Asked): Promise<ReadonlyArray<CheckName>> => [...noticedBy(await torture(asked)).keys()]

/** Which promises are broken when a guard is gone. */
export const without = async (removal: Removal, asked: Asked): Promise<ReadonlyArray<CheckName>> => {
  for (let at = 0; at < tries; at++) {
    const noticed = await noticedIn({ ...asked, seed: asked.seed + at, removal: removal.name })
    if (noticed.length > 0) return noticed
  }
  return []
}

export const each = async (asked: Asked, tell: (text: string) => void): Promise<ReadonlyArray<Missed>> => {
  const rows: Array<Missed> = []
  for (const removal of removals) {
    const noticed = await without(removal, asked)
    const otherwise = await noticedIn({ ...asked, removal: removal.name, isControl: true })
    tell(`without ${removal.name}: ${noticed.join(", ") || "nothing"}; with it: ${otherwise.join(", ") || "nothing"}`)
    rows.push({ removal, noticed, otherwise })
  }
  return rows
}
