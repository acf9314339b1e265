// Ending all processes of a command, whatever they do against it: first they are asked, then they are stopped until nobody new turns up, and
// killed. Without Effect, since the keeper does it too.
import { killGroup, removeGroup } from "./groups.ts"
import type { CommandId } from "./command-id.ts"
import { commandLineOf, isAlive, type ProcessId } from "./proc.ts"
import { find, findNow, type Found, groupsOf, type Known } from "./search.ts"
import { send } from "./signals.ts"

/** A process, as people know it. */
export interface NamedProcess extends ProcessId {
  readonly commandLine: string
}

/** One that could not be ended, and why. */
export interface LeftProcess extends NamedProcess {
  readonly why: string
}

/** The same in a line. */
export const nameOfLeft = ({ pid, commandLine, why }: LeftProcess): string => `${pid} ${commandLine} (${why})`

export interface EndReport {
  /** Those that were there and are not any more. */
  readonly ended: ReadonlyArray<NamedProcess>
  readonly left: ReadonlyArray<LeftProcess>
}

export interface EndOptions {
  /** How long they have to end by themselves before anything is done, in ms; none if nothing is said. */
  readonly linger?: number
  /** How long they have after SIGTERM, in ms; 0: they are not asked. */
  readonly grace?: number
  /** How long it is tried to kill them, in ms. */
  readonly patience?: number
  /** The keeper stays: whoever started it lets go of it. */
  readonly keeper?: "ends" | "stays"
}

const defaultGrace = 2_000
const defaultPatience = 5_000

/** How often those are looked for that the stopped ones started before, at once and in a row. */
const rounds = 64

const pauseMs = 20

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class Ending {
  readonly #id: CommandId
  readonly #keeperStays: boolean
  readonly #seen = new Map<string, NamedProcess>()
  readonly #refused = new Map<number, string>()
  readonly #places = new Set<string>()
  readonly #known: Known = new Map()

  constructor(id: CommandId, keeperStays: boolean) {
    this.#id = id
    this.#keeperStays = keeperStays
  }

  /** A keeper is no process of the command's, and ended last: as long as it lives the others do not get lost. */
  #toEnd(found: ReadonlyArray<Found>): ReadonlyArray<Found> {
    for (const place of groupsOf(found)) this.#places.add(place)
    const others = found.filter(({ isKeeper }) => !isKeeper)
    return others.length > 0 || this.#keeperStays ? others : found
  }

  #note(all: ReadonlyArray<Found>): ReadonlyArray<Found> {
    for (const one of all) {
      const key = `${one.pid}/${one.started}`
      const { pid, started } = one
      if (!one.isKeeper && !this.#seen.has(key)) this.#seen.set(key, { pid, started, commandLine: commandLineOf(pid) })
    }
    return all
  }

  /** Nobody is there if that is seen twice: who starts another one and ends may pass by a search. */
  async #look(): Promise<ReadonlyArray<Found>> {
    const all = this.#toEnd(await find(this.#id, this.#known))
    return all.length > 0 ? all : this.#toEnd(await find(this.#id, this.#known))
  }

  /** Waits until nobody is left; false: some are there still. */
  async wait(linger: number): Promise<boolean> {
    for (const end = performance.now() + linger; ;) {
      if ((await this.#look()).length === 0) return true
      const rest = end - performance.now()
      if (rest <= 0) return false
      await pause(Math.min(pauseMs, rest))
    }
  }

  #send(one: ProcessId, signal: Parameters<typeof send>[1]): void {
    const refused = send(one, signal)
    if (refused !== undefined) this.#refused.set(one.pid, refused)
  }

  /** Asks each once, and whoever comes meanwhile; false: some are there still. */
  async ask(grace: number): Promise<boolean> {
    const asked = new Set<string>()
    for (const end = performance.now() + grace; ;) {
      const all = this.#note(await this.#look())
      if (all.length === 0) return true
      for (const one of all) {
        const key = `${one.pid}/${one.started}`
        if (asked.has(key)) continue
        asked.add(key)
        this.#send(one, "SIGTERM")
        if (one.state === "T") this.#send(one, "SIGCONT")
      }
      const rest = end - performance.now()
      if (rest <= 0) return false
      await pause(Math.min(pauseMs, rest))
    }
  }

  /** Stops all at once, until nobody is left who starts others; then kills them. */
  #killAll(): ReadonlyArray<Found> {
    const stopped = new Set<string>()
    let all: ReadonlyArray<Found> = []
    for (let round = 0; round < rounds; round++) {
      all = this.#note(this.#toEnd(findNow(this.#id, this.#known)))
      const fresh = all.filter(({ pid, started }) => !stopped.has(`${pid}/${started}`))
      if (fresh.length === 0) break
      for (const one of fresh) {
        stopped.add(`${one.pid}/${one.started}`)
        this.#send(one, "SIGSTOP")
      }
    }
    for (const place of this.#places) killGroup(this.#id, place)
    for (const one of all) this.#send(one, "SIGKILL")
    return all
  }

  /** Kills until nobody is left, or patience is over; tells who is left. */
  async kill(patience: number): Promise<ReadonlyArray<Found>> {
    for (const end = performance.now() + patience; ;) {
      const all = this.#killAll()
      if (all.length === 0 && (await this.#look()).length === 0) return []
      if (performance.now() >= end) return all
      await pause(1)
    }
  }

  async report(left: ReadonlyArray<Found>): Promise<EndReport> {
    await removeGroup(this.#id, this.#places)
    const still = left.filter(isAlive)
    const isLeft = (one: ProcessId): boolean =>
      still.some(({ pid, started }) => pid === one.pid && started === one.started)
    return {
      ended: [...this.#seen.values()].filter((one) => !isLeft(one)),
      left: still.map(({ pid, started, state }) => ({
        pid,
        started,
        commandLine: commandLineOf(pid),
        why: this.#refused.get(pid) ?? `it was sent SIGKILL and is in state ${state}`
      }))
    }
  }
}

/** Ends all processes of the command. */
export const endProcesses = async (id: CommandId, options: EndOptions = {}): Promise<EndReport> => {
  const { linger = 0, grace = defaultGrace, patience = defaultPatience, keeper = "ends" } = options
  const ending = new Ending(id, keeper === "stays")
  if (linger > 0 && (await ending.wait(linger))) return ending.report([])
  if (grace > 0 && (await ending.ask(grace))) return ending.report([])
  return ending.report(await ending.kill(patience))
}
