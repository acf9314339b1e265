/**
 * Whether a store is the workspace's: what opening one comes to, and whether one that is open still stands. Pure, like all of the
 * protocol: who calls this has looked at files and locks, and is under the locks while it does.
 *
 * Specified in spec/Store.tla; a rule bears the name of the operator there.
 */

/** Where a store lies, as far as it can be told apart from a copy. All strings are opaque, and only compared. */
export interface StorePlace {
  readonly root: string
  /** with its generation or birth: a number alone is used again */
  readonly rootInode: string
  readonly storeInode: string
  readonly boot: string
}

/** What whoever opens a store finds, under the lock of the root that it shares with nobody. */
export interface Opened {
  /** where the store lay when its last generation began; null if it has none */
  readonly recorded: StorePlace | null
  /** where it lies now; null if there is no store */
  readonly here: StorePlace | null
  /** another instance has the lock for life on its file beside this store */
  readonly othersLive: boolean
  /** the mark, or the name of a staged file, shows a number that the store has not given */
  readonly stagedAhead: boolean
}

/** Create makes a store; all but Join begin a generation, and say what the one before may have lost. */
export type Opening = "Create" | "Join" | "PowerLoss" | "StoreLost"

/** A rule of opening, by its name in the specification. */
export interface OpeningRule {
  readonly name: string
  readonly opening: Opening
  readonly applies: (found: Opened) => boolean
}

const sameFile = (one: StorePlace | null, other: StorePlace | null): boolean =>
  one?.root === other?.root && one?.rootInode === other?.rootInode && one?.storeInode === other?.storeInode

/** The first that applies; the last one always does. */
export const openingRules: ReadonlyArray<OpeningRule> = [
  { name: "IsMissing", opening: "Create", applies: ({ here }) => here === null },
  { name: "IsElsewhere", opening: "StoreLost", applies: ({ recorded, here }) => !sameFile(recorded, here) },
  { name: "IsOtherBoot", opening: "PowerLoss", applies: ({ recorded, here }) => recorded?.boot !== here?.boot },
  { name: "IsAhead", opening: "StoreLost", applies: ({ stagedAhead }) => stagedAhead },
  { name: "NobodyLives", opening: "PowerLoss", applies: ({ othersLive }) => !othersLive },
  { name: "Joins", opening: "Join", applies: () => true }
]

/** What these rules say. */
export const openingBy =
  (rules: ReadonlyArray<OpeningRule>) =>
  (found: Opened): Opening =>
    rules.find(({ applies }) => applies(found))?.opening ?? "StoreLost"

/** What opening comes to. */
export const openingOf: (found: Opened) => Opening = openingBy(openingRules)

/** What a transaction finds, under its locks, before it reads. Inodes as in {@link StorePlace}. */
export interface Standing {
  readonly storeHeld: string
  /** null if no file is at the path */
  readonly storeAt: string | null
  readonly lockHeld: string
  readonly lockAt: string | null
  /**
   * the row that the mark names is there, with its nonce, and the store is in the generation that this instance lives in; where there is
   * no mark, the last row that it knows itself is there
   */
  readonly lastRowKept: boolean
}

/** Why a store does not stand. */
export type Unstanding = "Missing" | "Replaced" | "Rewound"

/** A rule of standing, by its name in the specification. */
export interface StandingRule {
  readonly name: string
  readonly lost: Unstanding
  readonly applies: (seen: Standing) => boolean
}

/** Each is what must be so; the first that is not tells. */
export const standingRules: ReadonlyArray<StandingRule> = [
  { name: "IsThere", lost: "Missing", applies: ({ storeAt, lockAt }) => storeAt !== null && lockAt !== null },
  { name: "IsSameStore", lost: "Replaced", applies: ({ storeAt, storeHeld }) => storeAt === storeHeld },
  { name: "IsSameLock", lost: "Replaced", applies: ({ lockAt, lockHeld }) => lockAt === lockHeld },
  { name: "RowsAreKept", lost: "Rewound", applies: ({ lastRowKept }) => lastRowKept }
]

/** What these rules say. */
export const notStandingBy =
  (rules: ReadonlyArray<StandingRule>) =>
  (seen: Standing): Unstanding | undefined =>
    rules.find(({ applies }) => !applies(seen))?.lost

/** Why the store is not the workspace's any more; undefined if it is. Then nothing is decided, and this instance is over. */
export const notStanding: (seen: Standing) => Unstanding | undefined = notStandingBy(standingRules)
