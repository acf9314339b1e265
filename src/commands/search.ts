// All processes of a command: those with a mark, all that these started, and all of their sessions.
import type { CommandId } from "./command-id.ts"
import { keeperVariable, marksFor, type Way } from "./marks.ts"
import { groupOf, ownLine, pids, type Stat, statOf, variableOf } from "./proc.ts"

export interface Found extends Stat {
  readonly ways: ReadonlyArray<Way>
  /** It watches over the others, and does nothing else. */
  readonly isKeeper: boolean
}

/** What a search remembers for the next one: whoever had no mark gets none later, and a mark is not lost. */
export type Known = Map<number, { readonly started: number; readonly found: Omit<Found, keyof Stat> }>

const isMarked = ({ ways }: Pick<Found, "ways">): boolean => ways.length > 0

const lookAt = (id: CommandId, marks: ReturnType<typeof marksFor>, pid: number): Omit<Found, keyof Stat> => {
  const ways = marks(pid)
  return { ways, isKeeper: ways.length > 0 && variableOf(pid, keeperVariable) === id }
}

/** Adds who has no mark, but comes from somebody who has, or shares a session with one. `own`: this process and those that it comes from. */
const related = (
  id: CommandId,
  all: ReadonlyMap<number, Stat>,
  found: Map<number, Found>,
  own: ReadonlySet<number>
): void => {
  const isKeeper = process.env[keeperVariable] === id
  const sessions = new Set<number>()
  const ownSession = all.get(process.pid)?.session
  const follow = ({ session }: Found): void => {
    if (session !== 0 && session !== ownSession) sessions.add(session)
  }
  for (const one of found.values()) follow(one)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const stat of all.values()) {
      if (found.has(stat.pid) || own.has(stat.pid)) continue
      const isChild = found.has(stat.parent) || (isKeeper && stat.parent === process.pid)
      if (!isChild && !sessions.has(stat.session)) continue
      const one: Found = { ...stat, ways: ["descent"], isKeeper: false }
      found.set(stat.pid, one)
      follow(one)
    }
  }
}

/** How many processes are looked at before others have their turn. */
const portion = 32

/** Searches a portion of all processes at each step. */
function* search(id: CommandId, known: Known): Generator<void, ReadonlyArray<Found>> {
  const marks = marksFor(id)
  const own = ownLine()
  const all = new Map<number, Stat>()
  const found = new Map<number, Found>()
  let looked = 0
  for (const pid of pids()) {
    const stat = statOf(pid)
    if (stat === undefined) continue
    all.set(pid, stat)
    if (own.has(pid)) continue
    let seen = known.get(pid)
    // Between fork and exec, who is started by a keeper looks like it.
    if (seen?.started !== stat.started || seen.found.isKeeper) {
      seen = { started: stat.started, found: lookAt(id, marks, pid) }
      known.set(pid, seen)
      if (++looked % portion === 0) yield
    }
    if (isMarked(seen.found)) found.set(pid, { ...stat, ...seen.found })
  }
  related(id, all, found, own)
  return [...found.values()]
}

/** Who is there now, without letting anybody else have a turn. */
export const findNow = (id: CommandId, known: Known = new Map()): ReadonlyArray<Found> => {
  const steps = search(id, known)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Who is there, as found while others have their turns. */
export const find = async (id: CommandId, known: Known = new Map()): Promise<ReadonlyArray<Found>> => {
  const steps = search(id, known)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/** The cgroups that processes of the command are in. */
export const groupsOf = (found: ReadonlyArray<Found>): ReadonlySet<string> =>
  new Set(found.filter(({ ways }) => ways.includes("group")).flatMap(({ pid }) => groupOf(pid) ?? []))
