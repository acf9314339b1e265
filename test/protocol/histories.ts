// Random histories: what is asked of the core, blindly or as what concerns the state, on a disk that others write as well.
import { Result } from "effect"
import * as fc from "fast-check"
import { carryOut, type Disk, outsideInode, perform } from "../../conformance/leasehold/driver/disk.ts"
import {
  type Action,
  firstOpen,
  init,
  intentsOf,
  orderOf,
  snapshot,
  type State,
  type Step,
  step
} from "../../src/protocol/index.ts"
import { actions } from "./actions.ts"
import { lifeActions } from "./life-actions.ts"
import { asked } from "./life-asked.ts"
import * as lives from "./life-moves.ts"
import { begun, limits as lifeLimits } from "./life-world.ts"
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
import { after, content, started, tasks } from "./world.ts"

type Group = (world: World) => ReadonlyArray<Move>

const inGates =
  (moves: typeof gateMoves): Group =>
  (world) =>
    intentsOf(world.state).flatMap((intent) => (intent.row === "open" ? moves(world, intent) : []))

type Groups = ReadonlyArray<readonly [weight: number, moves: Group]>

/** How often each kind of move is chosen; where there is none of it, the next kind is. */
const writing: Groups = [
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

/** The same where tasks are spawned. */
const living: Groups = [
  [40, lives.spawns],
  [60, inGates(gateMoves)],
  [40, decides],
  [20, entries],
  [20, claims],
  [25, reads],
  [20, lives.wants],
  [12, lives.returns],
  [30, turns],
  [5, afterwards],
  [18, lives.hasty],
  [10, lives.results],
  [8, lives.revocations],
  [16, lives.fences],
  [160, lives.steps],
  [10, lives.ends],
  [4, lives.crashes],
  [6, lives.untimelyCrashes],
  [25, comings],
  // There is always something to ask: so what is lost is lost as seldom as it says.
  [40, asked],
  [1, losses],
  [5, wishes]
]
/** The move that a number stands for: first its kind, then which. */
const moveOf = (groups: Groups, world: World, choice: number): Move | undefined => {
  const total = groups.reduce((sum, [weight]) => sum + weight, 0)
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

/** What happens, and how long after what happened before; and what histories of that kind begin with. */
interface History {
  readonly start: "writing" | "living"
  readonly entries: ReadonlyArray<Entry>
}

const history = (start: History["start"], blind: fc.Arbitrary<Action>): fc.Arbitrary<History> =>
  fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 1, arbitrary: blind }, { weight: 4, arbitrary: fc.nat() }),
        fc.integer({ min: 0, max: 20 })
      ),
      { minLength: 60, maxLength: 150, size: "max" }
    )
    .map((all) => ({ start, entries: all }))

/** Of tasks that nobody spawned, which mostly write. */
export const writingHistories = history("writing", actions)

/** Of tasks that are spawned, wait, run commands and end, and write now and then. */
export const livingHistories = history(
  "living",
  fc.oneof({ weight: 1, arbitrary: actions }, { weight: 2, arbitrary: lifeActions })
)

/** As many of these as of those. */
export const histories = fc.oneof(writingHistories, livingHistories)

const starts = {
  writing: { groups: writing, state: after(started) },
  living: { groups: living, state: after([...started, ...begun.slice(2)], 0, init({ tasks, limits: lifeLimits })) }
}

const old = (hash: string) => ({ inode: outsideInode, content: content(hash), use: "closed" }) as const

const disk: Disk = { files: { "d/e/x": old("A"), "d/z": old("B") }, staged: {}, unsynced: {}, kept: {} }

/** Walks a history to its last state, by the core's step or a faulty one. A refused action leaves state and disk. */
export const walk = (
  { start, entries: all }: History,
  visit: (state: State, action: Action, now: number) => void,
  take: Step = step
): State => {
  const { groups, state: first } = starts[start]
  let world: World = { state: first, view: snapshot(first), disk }
  let now = 0
  for (const [choice, ms] of all) {
    now += ms
    const move = typeof choice === "number" ? moveOf(groups, world, choice) : blindMove(world, choice)
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
