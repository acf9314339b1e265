// Whether a store is the workspace's, and what it may have forgotten: the decisions of Store.tla.

/** Where a store lies, as far as it can be told apart from a copy: opaque strings. */
export interface StorePlace {
  readonly root: string
  readonly rootInode: string
  readonly storeInode: string
  readonly boot: string
}

/** What is found by whoever opens a workspace, under the lock of its root. */
export interface Opened {
  /** What the store says of where it lies; null if there is none. */
  readonly recorded: StorePlace | null
  readonly here: StorePlace
  /** Some other instance holds its liveness lock. */
  readonly othersLive: boolean
  /** A staged name shows a number that the store has not given out. */
  readonly stagedAhead: boolean
}

/** How a workspace is opened: what comes before HostOpen. */
export type Opening = "Create" | "Join" | "PowerLoss" | "StoreLost"

const isSamePlace = (one: StorePlace, other: StorePlace): boolean =>
  one.root === other.root && one.rootInode === other.rootInode && one.storeInode === other.storeInode

/** A store that nobody has open may have forgotten what was not yet durable; in another place it may be a copy. */
export const openingOf = ({ recorded, here, othersLive, stagedAhead }: Opened): Opening => {
  if (recorded === null) return "Create"
  if (!isSamePlace(recorded, here) || stagedAhead) return "StoreLost"
  return othersLive && recorded.boot === here.boot ? "Join" : "PowerLoss"
}

/** What is at the paths of the store and its lock, beside what this instance holds. */
export interface Standing {
  readonly storeHeld: string
  readonly storeAt: string | null
  readonly lockHeld: string
  readonly lockAt: string | null
  /** The last row that this instance has applied is there, unchanged. */
  readonly lastRowKept: boolean
}

/** Why this instance may decide nothing more; undefined if it may. */
export const notStanding = (seen: Standing): "Missing" | "Replaced" | "Rewound" | undefined => {
  if (seen.storeAt === null || seen.lockAt === null) return "Missing"
  if (seen.storeAt !== seen.storeHeld || seen.lockAt !== seen.lockHeld) return "Replaced"
  return seen.lastRowKept ? undefined : "Rewound"
}
