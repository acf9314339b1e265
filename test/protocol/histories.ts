// Random histories: what is asked of the core, blindly or as what concerns the state, on a disk that others write as well.
import { Result } from "effect"
import * as fc from "fast-check"
import { carryOut, type Disk, outsideInode, perform } from "../../conformance/leasehold/driver/disk.ts"
import {
  type Action,
  firstOpen,
  intentsOf,
  orderOf,
  snapshot,
  type State,
  type Step,
  step
} from "../../src/protocol/index.ts"
import { actions } from "./actions.ts"
import {
  afterwards,
  entries,
  gateLies,
  gateMoves,
  goings,
  losses,
  type Move,
  seenOf,
  tangles,
  untimely,
  type World
} from "./moves.ts"
import { inPlace, meddling, renames } from "./outside.ts"
import { claims, comings, decides, reads, staging, turns, wishes } from "./requests.ts"
import { after, content, started } from "./world.ts"

type Group = (world: World) => ReadonlyArray<Move>

const inGates =
  (moves: typeof gateMoves): Group =>
  (world) =>
    intentsOf(world.state).flatMap((intent) => (intent.row === "open" ? moves(world, intent) : []))

/** How often each kind of move is chosen; where there is none of it, the next kind is. */
const groups: ReadonlyArray<readonly [weight: number, moves: Group]> = [
  [5, (world) => renames(world)],
  [1, losses],
  [2, untimely],
  [2, goings],
  [25, tangles],
  [160, inGates(gateMoves)],
  [12, inGates(gateLies)],
  [30, meddling],
  [40, entries],
  [70, decides],
  [25, claims],
  [40, reads],
  [30, comings],
  [50, turns],
  [10, wishes],
  [60, afterwards],
  [10, (world) => inPlace(world)]
]

const total = groups.reduce((sum, [weight]) => sum + weight, 0)

/** The move that a number stands for: first its kind, then which. */
const moveOf = (world: World, choice: number): Move | undefined => {
  let left = choice % total
  const chosen = groups.findIndex(([weight]) => (left -= weight) < 0)
  for (let tried = 0; tried < groups.length; tried++) {
    const moves = groups[(chosen + tried) % groups.length]![1](world)
    if (moves.length > 0) return moves[Math.floor(choice / total) % moves.length]
  }
  return undefined
}

/** What a blind action does to the disk, unless it is refused: what the gate had to do, whatever is told of that. */
const blindMove = (world: World, action: Action): Move => {
  const { disk, state } = world
  if (action._tag === "Decide") return { action, disk: staging(world, action.parts) }
  const intent = "host" in action && "key" in action ? firstOpen(state, action.key) : undefined
  const order = intent === undefined ? undefined : orderOf(intent)
  if (intent === undefined || order?._tag !== action._tag) return { action, disk }
  // Nobody denies that what was found clean was exchanged.
  if (action._tag === "Judge" && intent.gate?.checked.length !== 0)
    return { action: { ...action, seen: seenOf(disk, intent) }, disk }
  return { action, disk: perform(disk, order).disk }
}

type Entry = readonly [choice: Action | number, ms: number]

/** What happens, and how long after what happened before. */
export const histories: fc.Arbitrary<ReadonlyArray<Entry>> = fc.array(
  fc.tuple(
    fc.oneof({ weight: 1, arbitrary: actions }, { weight: 4, arbitrary: fc.nat() }),
    fc.integer({ min: 0, max: 20 })
  ),
  { minLength: 60, maxLength: 150, size: "max" }
)

const old = (hash: string) => ({ inode: outsideInode, content: content(hash), use: "closed" }) as const

const disk: Disk = { files: { "d/e/x": old("A"), "d/z": old("B") }, staged: {}, unsynced: {}, kept: {} }

/** Walks a history to its last state, by the core's step or a faulty one. A refused action leaves state and disk. */
export const walk = (
  history: ReadonlyArray<Entry>,
  visit: (state: State, action: Action, now: number) => void,
  take: Step = step
): State => {
  let world: World = { state: after(started), view: snapshot(after(started)), disk }
  let now = 0
  for (const [choice, ms] of history) {
    now += ms
    const move = typeof choice === "number" ? moveOf(world, choice) : blindMove(world, choice)
    if (move === undefined) continue
    const { action } = move
    if (action === undefined) {
      world = { ...world, disk: move.disk }
      continue
    }
    visit(world.state, action, now)
    const outcome = take(world.state, action, now)
    if (Result.isFailure(outcome)) continue
    const { state, orders } = outcome.success
    world = { state, view: snapshot(state), disk: carryOut(move.disk, orders) }
  }
  return world.state
}
