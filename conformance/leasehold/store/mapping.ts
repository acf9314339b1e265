/** The state of the specification of the store as files, processes and locks, and back. */
import type { SpecState } from "../../replay/driver.ts"
import { int, recordOf, set, string, tuple } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import { elements, entries, field, number, text } from "../driver/mapping.ts"
import { functionOf } from "../driver/observe-writes.ts"
import type { Flock, Machine, Phase, Place, Process, Row, Token } from "./files.ts"

/** How the specification writes that there is no file, and that a process is nowhere. */
const none = 0
const nowhere = "nowhere"

const fileOf = (value: Value): number | null => (number(value) === none ? null : number(value))
const fileValue = (inode: number | null): Value => int(inode ?? none)

const rowOf = (value: Value): Row => ({
  nonce: number(field(value, "nonce")),
  records: fileOf(field(value, "records")),
  boot: number(field(value, "boot"))
})

const rowsOf = (value: Value): ReadonlyArray<Row> => elements(value).map(rowOf)

const rowsValue = (rows: ReadonlyArray<Row>): Value =>
  tuple(
    rows.map(({ nonce, records, boot }) =>
      recordOf({ nonce: int(nonce), records: fileValue(records), boot: int(boot) })
    )
  )

const tokenOf = (value: Value): Token | null => {
  const [generation, counted] = elements(value).map(number)
  return generation === none ? null : { generation: generation!, number: counted! }
}

const placeOf = (value: Value): Place => ({
  dir: fileOf(field(value, "dir")),
  store: fileOf(field(value, "store")),
  lock: fileOf(field(value, "lock")),
  mark: tokenOf(field(value, "mark"))
})

const processOf = (state: SpecState, host: string): Process => {
  const of = (name: string): Value => field(state[name]!, host)
  const place = text(of("root"))
  return {
    phase: text(of("phase")) as Phase,
    place: place === nowhere ? null : place,
    dir: fileOf(field(of("held"), "dir")),
    store: fileOf(field(of("held"), "store")),
    lock: fileOf(field(of("held"), "lock")),
    seen: rowsOf(of("seen"))
  }
}

/** The locks that a process has where it has come to: the specification has variables of the store's alone. */
const locksOf = (host: string, { phase, place, dir }: Process): ReadonlyArray<Flock> => {
  const root = { of: "root", inode: place ?? "", by: host } as const
  const life: Flock = { of: "life", inode: `${dir}/${host}`, by: host, shared: false }
  switch (phase) {
    case "closed":
    case "crashed":
      return []
    case "opening":
      return [{ ...root, shared: false }]
    case "open":
      return [life]
    default:
      return [life, { ...root, shared: true }]
  }
}

/** The machine in a state; `copiedFrom` is what the specification does not say. */
export const machineOf = (state: SpecState, copiedFrom: string | null): Machine => {
  const processes = entries(state["phase"]!).map(([host]) => [host, processOf(state, host)] as const)
  const stores = elements(state["locks"]!).map((held): Flock => {
    const [host, inode] = elements(held)
    return { of: "store", inode: number(inode!), by: text(host!), shared: false }
  })
  return {
    places: Object.fromEntries(entries(state["at"]!).map(([name, value]) => [name, placeOf(value)])),
    rows: elements(state["logs"]!).map(rowsOf),
    drawn: number(state["drawn"]!),
    boot: number(state["boot"]!),
    processes: Object.fromEntries(processes),
    flocks: [...processes.flatMap(([host, process]) => locksOf(host, process)), ...stores],
    copiedFrom
  }
}

const nameOf = ({ of, inode, shared }: Flock): string => `${of} ${inode}${shared ? " shared" : ""}`

/** Where a process has come to; with the locks that it has, where they are not those that belong to it. */
const phaseOf = ({ flocks }: Machine, host: string, process: Process): string => {
  const names = (locks: ReadonlyArray<Flock>): string => locks.map(nameOf).toSorted().join(", ")
  const held = names(flocks.filter(({ by, of }) => by === host && of !== "store"))
  return held === names(locksOf(host, process)) ? process.phase : `${process.phase} with ${held || "no lock"}`
}

/** The inverse of {@link machineOf}. */
export const observed = (machine: Machine): SpecState => {
  const ofProcesses = (valueOf: (process: Process, host: string) => Value): Value =>
    functionOf(Object.entries(machine.processes).map(([host, process]) => [host, valueOf(process, host)]))
  return {
    at: functionOf(
      Object.entries(machine.places).map(([name, { dir, store, lock, mark }]) => [
        name,
        recordOf({
          dir: fileValue(dir),
          store: fileValue(store),
          lock: fileValue(lock),
          mark: tuple([int(mark?.generation ?? none), int(mark?.number ?? none)])
        })
      ])
    ),
    logs: tuple(machine.rows.map(rowsValue)),
    drawn: int(machine.drawn),
    boot: int(machine.boot),
    phase: ofProcesses((process, host) => string(phaseOf(machine, host, process))),
    root: ofProcesses(({ place }) => string(place ?? nowhere)),
    held: ofProcesses(({ dir, store, lock }) =>
      recordOf({ dir: fileValue(dir), store: fileValue(store), lock: fileValue(lock) })
    ),
    seen: ofProcesses(({ seen }) => rowsValue(seen)),
    locks: set(
      machine.flocks.flatMap(({ of, by, inode }) => (of === "store" ? [tuple([string(by), int(inode as number)])] : []))
    )
  }
}
