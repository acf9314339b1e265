/**
 * The files and locks of the models of the store, as the kernel has them: inodes at paths, rows in them, and locks that go with their
 * process. What happens to files without an instance's doing happens here alone.
 */

/** A row; `records` is the inode in which it begins a generation, null if it begins none. */
export interface Row {
  readonly nonce: number
  readonly records: number | null
  readonly boot: number
}

/** The generation and number of a row. */
export interface Token {
  readonly generation: number
  readonly number: number
}

/** What is at a place: inodes by what they are for, and what the mark says. */
export interface Place {
  readonly dir: number | null
  readonly store: number | null
  readonly lock: number | null
  readonly mark: Token | null
}

/** A lock of `flock`: of a root directory, of the file beside a store, or of an instance's own file in a directory, for life, which is named after the two. */
export interface Flock {
  readonly of: "root" | "store" | "life"
  /** or the name, where that is as good */
  readonly inode: number | string
  readonly by: string
  readonly shared: boolean
}

/** How far an instance has come: its program counter. */
export type Phase = "closed" | "opening" | "open" | "locked" | "reading" | "committed" | "crashed"

/** A process, with the descriptors that it has. */
export interface Process {
  readonly phase: Phase
  readonly place: string | null
  readonly dir: number | null
  readonly store: number | null
  readonly lock: number | null
  readonly seen: ReadonlyArray<Row>
}

export interface Machine {
  readonly places: Readonly<Record<string, Place>>
  /** by inode, from 1; an inode that is no store has none */
  readonly rows: ReadonlyArray<ReadonlyArray<Row>>
  readonly drawn: number
  readonly boot: number
  readonly processes: Readonly<Record<string, Process>>
  readonly flocks: ReadonlyArray<Flock>
  /** how a copy of a store tells what it was copied from: under this root, or as if under its own */
  readonly copiedFrom: string | null
}

export const nothing: Place = { dir: null, store: null, lock: null, mark: null }

export const gone: Process = { phase: "closed", place: null, dir: null, store: null, lock: null, seen: [] }

export const rowsIn = ({ rows }: Machine, store: number | null): ReadonlyArray<Row> =>
  store === null ? [] : (rows[store - 1] ?? [])

/** The number of the next inode. */
export const nextInode = ({ rows }: Machine): number => rows.length + 1

/** Makes an inode with these rows. */
export const makeInode = (machine: Machine, rows: ReadonlyArray<Row>): Machine => ({
  ...machine,
  rows: [...machine.rows, rows]
})

export const writeRows = (machine: Machine, store: number, rows: ReadonlyArray<Row>): Machine => ({
  ...machine,
  rows: machine.rows.with(store - 1, rows)
})

export const withPlace = (machine: Machine, name: string, edit: Partial<Place>): Machine => ({
  ...machine,
  places: { ...machine.places, [name]: { ...machine.places[name]!, ...edit } }
})

export const withProcess = (machine: Machine, host: string, edit: Partial<Process>): Machine => ({
  ...machine,
  processes: { ...machine.processes, [host]: { ...machine.processes[host]!, ...edit } }
})

/** Whether nobody has a lock that forbids this one. */
export const canLock = ({ flocks }: Machine, { of, inode, shared }: Omit<Flock, "by">): boolean =>
  flocks.every((held) => held.of !== of || held.inode !== inode || (held.shared && shared))

export const lock = (machine: Machine, taken: Flock): Machine => ({ ...machine, flocks: [...machine.flocks, taken] })

/** Gives back the locks of a process of these kinds. */
export const unlock = (machine: Machine, host: string, kinds: ReadonlyArray<Flock["of"]>): Machine => ({
  ...machine,
  flocks: machine.flocks.filter(({ of, by }) => by !== host || !kinds.includes(of))
})

/** The process is gone, and its locks with it; what it had in a directory stays there. */
export const die = (machine: Machine, host: string): Machine => {
  const { dir } = machine.processes[host]!
  const dead = dir === null ? gone : { ...gone, phase: "crashed" as const, dir }
  return withProcess(unlock(machine, host, ["root", "store", "life"]), host, dead)
}

const lastBegin = (rows: ReadonlyArray<Row>): number => rows.findLastIndex(({ records }) => records !== null)

/** The row that began the generation of the last one. */
export const beginOf = (rows: ReadonlyArray<Row>): Row | undefined => rows[lastBegin(rows)]

/** The token of the last row. */
export const tokenOf = (rows: ReadonlyArray<Row>): Token => ({
  generation: beginOf(rows)?.nonce ?? 0,
  number: rows.length - 1 - lastBegin(rows)
})

/** The power goes: all processes, up to `lost` of the last rows of each generation, and the marks with them if they are not kept. */
export const losePower = (machine: Machine, lost: number, marks: boolean): Machine => {
  const dead = Object.entries(machine.processes)
    .filter(([, { phase }]) => phase !== "closed" && phase !== "crashed")
    .reduce((before, [host]) => die(before, host), machine)
  return {
    ...dead,
    boot: machine.boot + 1,
    rows: machine.rows.map((rows) => rows.slice(0, Math.max(lastBegin(rows) + 1, rows.length - lost))),
    places: Object.fromEntries(
      Object.entries(machine.places).map(([name, place]) => [name, marks ? place : { ...place, mark: null }])
    )
  }
}
