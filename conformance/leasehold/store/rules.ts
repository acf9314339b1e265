/**
 * What an instance does with files and locks, as the service does it: the core's decisions (openingOf, notStanding) between the locks that
 * they need. The rules bear the names of the specification's operators where it has one.
 */
import { notStandingBy, openingBy, openingRules, standingRules } from "../../../src/protocol/index.ts"
import type { Opened, Opening, OpeningRule, Standing, StandingRule, StorePlace } from "../../../src/protocol/index.ts"
import {
  beginOf,
  canLock,
  die,
  lock,
  makeInode,
  nextInode,
  rowsIn,
  tokenOf,
  unlock,
  withPlace,
  withProcess,
  writeRows
} from "./files.ts"
import type { Machine, Phase, Place, Process, Row } from "./files.ts"

/** The parameters of an action, as the driver decodes them. */
export type Args = ReadonlyArray<string>

/** What must hold before an action. */
export interface Guard {
  readonly name: string
  readonly conflict: string
  readonly holds: (machine: Machine, args: Args, parts: Parts) => boolean
}

/** One thing an action does. */
export interface Change {
  readonly name: string
  readonly apply: (machine: Machine, args: Args) => Machine
}

/** Guards in the order of checking, then changes in order. */
export interface Rule {
  readonly guards: ReadonlyArray<Guard>
  readonly changes: ReadonlyArray<Change>
}

/** What the service makes `lastRowKept` from. */
export interface RowCheck {
  readonly name: string
  readonly holds: (seen: ReadonlyArray<Row>, rows: ReadonlyArray<Row>, place: Place) => boolean
}

/** What decides: the core's rules, and those of what the core is told. */
export interface Parts {
  readonly opening: ReadonlyArray<OpeningRule>
  readonly standing: ReadonlyArray<StandingRule>
  readonly rowChecks: ReadonlyArray<RowCheck>
}

const processOf = (machine: Machine, host: string): Process => machine.processes[host]!
const placeOf = (machine: Machine, name: string | null): Place => machine.places[name ?? ""]!

const markIsGiven = (rows: ReadonlyArray<Row>, { mark }: Place): boolean =>
  mark === null ||
  rows.some((_, i) => {
    const { generation, number } = tokenOf(rows.slice(0, i + 1))
    return generation === mark.generation && number === mark.number
  })

const rowChecks: ReadonlyArray<RowCheck> = [
  { name: "MarkIsGiven", holds: (_, rows, place) => markIsGiven(rows, place) },
  { name: "IsSameGeneration", holds: (seen, rows) => beginOf(rows)?.nonce === beginOf(seen)?.nonce }
]

export const parts: Parts = { opening: openingRules, standing: standingRules, rowChecks }

/** A copy that was never opened where it lies tells of another root, or of the same: the inode is another one anyway. */
const recordedPlace = (machine: Machine, name: string, { records, boot }: Row, here: number): StorePlace => {
  const root = records === here ? name : (machine.copiedFrom ?? name)
  return { root, rootInode: `inode of ${root}`, storeInode: `${records}`, boot: `${boot}` }
}

/** What whoever opens the store at a place finds. */
const found = (machine: Machine, host: string, name: string): Opened => {
  const place = placeOf(machine, name)
  const rows = rowsIn(machine, place.store)
  const began = beginOf(rows)
  const here = { root: name, rootInode: `inode of ${name}`, storeInode: `${place.store}`, boot: `${machine.boot}` }
  return {
    recorded: began === undefined || place.store === null ? null : recordedPlace(machine, name, began, place.store),
    here: place.store === null ? null : here,
    othersLive: machine.flocks.some(
      ({ of, inode, by }) => of === "life" && by !== host && inode === `${place.dir}/${by}`
    ),
    stagedAhead: !markIsGiven(rows, place)
  }
}

/** What a transaction finds under its locks. */
const standing = (machine: Machine, host: string, checks: ReadonlyArray<RowCheck>): Standing => {
  const process = processOf(machine, host)
  const place = placeOf(machine, process.place)
  const rows = rowsIn(machine, process.store)
  const path = (inode: number | null): string | null => (inode === null ? null : `${inode}`)
  return {
    storeHeld: `${process.store}`,
    storeAt: path(place.store),
    lockHeld: `${process.lock}`,
    lockAt: path(place.lock),
    lastRowKept: checks.every(({ holds }) => holds(process.seen, rows, place))
  }
}

const lostBy = (machine: Machine, host: string, { standing: rules, rowChecks: checks }: Parts) =>
  notStandingBy(rules)(standing(machine, host, checks))

const isAt =
  (phase: Phase): Guard["holds"] =>
  (machine, [host]) =>
    processOf(machine, host!).phase === phase

const isUp: Guard["holds"] = (machine, [host]) => !["closed", "crashed"].includes(processOf(machine, host!).phase)

const goTo =
  (phase: Phase) =>
  (machine: Machine, [host]: Args): Machine =>
    withProcess(machine, host!, { phase })

const row = (machine: Machine, records: number | null): Row => ({
  nonce: machine.drawn + 1,
  records,
  boot: records === null ? 0 : machine.boot
})

const draw = (machine: Machine): Machine => ({ ...machine, drawn: machine.drawn + 1 })

/** Makes what is missing: a directory without a store has none of ours. */
const makeFiles = (machine: Machine, [host]: Args): Machine => {
  const name = processOf(machine, host!).place!
  const { store, lock: lockFile } = placeOf(machine, name)
  if (store !== null && lockFile !== null) return machine
  const inode = nextInode(machine)
  const made = store === null ? { dir: inode, store: inode, lock: lockFile ?? inode } : { lock: inode }
  return withPlace(makeInode(machine, []), name, made)
}

const beginGeneration = (machine: Machine, [host, opening]: Args): Machine => {
  if (opening === "Join") return machine
  const store = placeOf(machine, processOf(machine, host!).place).store!
  return draw(writeRows(machine, store, [...rowsIn(machine, store), row(machine, store)]))
}

const openFiles = (machine: Machine, [host]: Args): Machine => {
  const { dir, store, lock: lockFile } = placeOf(machine, processOf(machine, host!).place)
  return withProcess(machine, host!, { dir, store, lock: lockFile, seen: rowsIn(machine, store) })
}

const writeRow = (machine: Machine, [host]: Args): Machine => {
  const { store, seen } = processOf(machine, host!)
  const rows = [...seen, row(machine, null)]
  return withProcess(draw(writeRows(machine, store!, rows)), host!, { seen: rows })
}

/** Written by the descriptor of the directory, which may be gone from its place. */
const mark = (machine: Machine, [host]: Args): Machine => {
  const { place, dir, seen } = processOf(machine, host!)
  return placeOf(machine, place).dir === dir ? withPlace(machine, place!, { mark: tokenOf(seen) }) : machine
}

const rootLock = (machine: Machine, host: string, shared: boolean) =>
  ({ of: "root", inode: processOf(machine, host).place ?? "", by: host, shared }) as const

const storeLock = (machine: Machine, host: string) =>
  ({ of: "store", inode: processOf(machine, host).lock ?? 0, by: host, shared: false }) as const

const lifeLock = (machine: Machine, host: string) =>
  ({ of: "life", inode: `${processOf(machine, host).dir}/${host}`, by: host, shared: false }) as const

/** By action. Opening has the root's lock alone, a transaction shares it and has the store's. */
export const storeRules = {
  Enter: {
    guards: [
      { name: "IsDown", conflict: "HostInUse", holds: (m, args, p) => !isUp(m, args, p) },
      {
        name: "RootIsFree",
        conflict: "RootBusy",
        holds: (m, [, place]) => canLock(m, { of: "root", inode: place!, shared: false })
      }
    ],
    changes: [
      {
        name: "Arrives",
        apply: (m, [host, place]) =>
          withProcess(m, host!, { phase: "opening", place: place!, dir: null, store: null, lock: null, seen: [] })
      },
      { name: "LocksRoot", apply: (m, [host]) => lock(m, rootLock(m, host!, false)) }
    ]
  },
  Open: {
    guards: [
      { name: "IsOpening", conflict: "NotNext", holds: isAt("opening") },
      {
        name: "ComesTo",
        conflict: "OtherOpening",
        holds: (m, [host, opening], p) =>
          openingBy(p.opening)(found(m, host!, processOf(m, host!).place!)) === (opening as Opening)
      }
    ],
    changes: [
      { name: "MakesFiles", apply: makeFiles },
      { name: "BeginsGeneration", apply: beginGeneration },
      { name: "OpensFiles", apply: openFiles },
      { name: "LocksLife", apply: (m, [host]) => lock(m, lifeLock(m, host!)) },
      { name: "Marks", apply: mark },
      { name: "UnlocksRoot", apply: (m, [host]) => unlock(m, host!, ["root"]) },
      { name: "IsNowOpen", apply: goTo("open") }
    ]
  },
  Begin: {
    guards: [
      { name: "IsOpen", conflict: "HostNotOpen", holds: isAt("open") },
      { name: "RootIsShared", conflict: "RootBusy", holds: (m, [host]) => canLock(m, rootLock(m, host!, true)) },
      { name: "StoreIsFree", conflict: "StoreBusy", holds: (m, [host]) => canLock(m, storeLock(m, host!)) }
    ],
    changes: [
      { name: "SharesRoot", apply: (m, [host]) => lock(m, rootLock(m, host!, true)) },
      { name: "LocksStore", apply: (m, [host]) => lock(m, storeLock(m, host!)) },
      { name: "HasNowLocked", apply: goTo("locked") }
    ]
  },
  Read: {
    guards: [
      { name: "HasLocked", conflict: "NotNext", holds: isAt("locked") },
      {
        name: "Stands",
        conflict: "StoreUnavailable",
        holds: (m, [host], p) => lostBy(m, host!, p) === undefined
      }
    ],
    changes: [
      {
        name: "Reads",
        apply: (m, [host]) => withProcess(m, host!, { seen: rowsIn(m, processOf(m, host!).store) })
      },
      { name: "HasNowRead", apply: goTo("reading") }
    ]
  },
  Commit: {
    guards: [{ name: "HasRead", conflict: "NotNext", holds: isAt("reading") }],
    changes: [
      { name: "Writes", apply: writeRow },
      { name: "HasNowCommitted", apply: goTo("committed") }
    ]
  },
  Reap: {
    guards: [
      { name: "HasRead", conflict: "NotNext", holds: isAt("reading") },
      {
        name: "IsDead",
        conflict: "HostNotCrashed",
        holds: (m, [host, other]) =>
          host !== other && processOf(m, other!).dir === processOf(m, host!).dir && canLock(m, lifeLock(m, other!))
      }
    ],
    changes: [
      { name: "Writes", apply: writeRow },
      {
        name: "Buries",
        apply: (m, [, other]) => withProcess(m, other!, { phase: "closed", dir: null })
      },
      { name: "HasNowCommitted", apply: goTo("committed") }
    ]
  },
  Finish: {
    guards: [{ name: "HasCommitted", conflict: "NotNext", holds: isAt("committed") }],
    changes: [
      { name: "Marks", apply: mark },
      { name: "Unlocks", apply: (m, [host]) => unlock(m, host!, ["root", "store"]) },
      { name: "IsNowOpen", apply: goTo("open") }
    ]
  },
  GiveUp: {
    guards: [
      { name: "HasLocked", conflict: "NotNext", holds: isAt("locked") },
      { name: "IsLost", conflict: "StoreStands", holds: (m, [host, reason], p) => lostBy(m, host!, p) === reason }
    ],
    changes: [{ name: "Ends", apply: (m, [host]) => die(m, host!) }]
  },
  Crash: {
    guards: [{ name: "IsUp", conflict: "HostNotOpen", holds: isUp }],
    changes: [{ name: "Ends", apply: (m, [host]) => die(m, host!) }]
  }
} satisfies Record<string, Rule>
