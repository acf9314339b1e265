// Starts everybody, kills and stops writers at random, starts others in their place, and ends when all that they owe is acknowledged.
import { mkdirSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Child, failureOf, startChild } from "./children.ts"
import { readLog, type WriterEntry } from "./log.ts"
import { logsOf, longestSilenceMs, type Plan, shared, workspaceOf } from "./plan.ts"
import { makeRandom, type Random } from "./random.ts"
import type { WriterTask } from "./writer.ts"

export interface Supervised {
  readonly kills: number
  /** Writers that ended themselves just before some call. */
  readonly crashes: number
  readonly stops: number
  readonly seconds: number
  /** Processes that ended though nobody ended them, or did not end though they should. */
  readonly failures: ReadonlyArray<string>
}

/** How long everything may take. */
const longestMs = ({ writes }: Plan): number => 240_000 + writes * 100

/**
 * How many bytes writers log between two disturbances, but for some: three attempts or so. Where the disk is slow, they would all be killed
 * before they come to anything.
 */
const respite = 500

interface Slot {
  child: Child | undefined
  name: string
  /** How long the logs are of those that had the place before. */
  before: number
  acknowledged: number
}

const begin = (plan: Plan): void => {
  mkdirSync(logsOf(plan), { recursive: true })
  for (const file of shared) {
    mkdirSync(dirname(join(workspaceOf(plan), file)), { recursive: true })
    writeFileSync(join(workspaceOf(plan), file), "")
  }
}

export const supervise = async (plan: Plan): Promise<Supervised> => {
  begin(plan)
  const random = makeRandom(plan.seed, "supervisor")
  const since = performance.now()
  const failures: Array<string> = []
  let [kills, crashes, stops] = [0, 0, 0]
  const quota = Math.ceil(plan.writes / plan.writers)
  const slots: Array<Slot> = Array.from({ length: plan.writers }, () => ({
    child: undefined,
    name: "",
    before: 0,
    acknowledged: 0
  }))
  const killed = new Set<Child>()

  /** One writer after the other, until the slot owes nothing more. */
  const keepWriting = async (slot: Slot, at: number): Promise<void> => {
    for (let times = 0; slot.acknowledged < quota && failures.length === 0; times++) {
      const name = `w${at}.${times}`
      slot.before += sizeOf(plan, slot.name)
      slot.name = name
      const spies = plan.spies === "all" || at === 0
      const owed = quota - slot.acknowledged
      const told: WriterTask = {
        plan,
        place: `w${at}`,
        name,
        spies,
        owes: Math.min(plan.turn, owed),
        isLast: owed <= plan.turn
      }
      const child = startChild("./writer.ts", told)
      slot.child = child
      const ended = await child.ended
      slot.child = undefined
      const done = acknowledgedBy(plan, name)
      slot.acknowledged += done
      if (ended.signal === "SIGKILL") crashes += killed.has(child) ? 0 : 1
      else {
        const failure = failureOf(ended)
        if (failure !== undefined) failures.push(`${name} ended with ${failure}`)
      }
    }
  }

  const disturb = async (working: () => boolean): Promise<void> => {
    let [logged, moved, disturbed] = [0, performance.now(), 0]
    while (working()) {
      await Promise.race([writing, sleep(-Math.log(1 - random.next()) * plan.disturbMs, undefined, { ref: false })])
      const size = slots.reduce((sum, { before, name }) => sum + before + sizeOf(plan, name), 0)
      const at = performance.now()
      if (size !== logged) [logged, moved] = [size, at]
      const running = slots.flatMap(({ child }) => child ?? [])
      if (!working() || running.length === 0) continue
      if (at - moved > longestSilenceMs || at - since > longestMs(plan)) {
        failures.push(`after ${Math.round((at - since) / 1000)} s not all is acknowledged`)
        for (const child of running) child.process.kill("SIGKILL")
        return
      }
      if (size - disturbed < respite && !random.chance(0.1)) continue
      disturbed = size
      const child = random.pick(running)
      // Now and then all at once: who comes then finds a store that nobody has open.
      const dying = random.chance(0.05) ? running : random.chance(0.35) ? [child] : []
      for (const one of dying) {
        killed.add(one)
        kills += one.process.kill("SIGKILL") ? 1 : 0
      }
      if (dying.length === 0 && (await stopFor(child, random))) stops += 1
    }
  }

  const editors = plan.saves.length === 0 ? undefined : startChild("./editors.ts", plan)
  const reader = startChild("./reader.ts", plan)
  let isWorking = true
  const writing = Promise.all(slots.map(keepWriting)).finally(() => {
    isWorking = false
  })
  const disturbing = disturb(() => isWorking)
  await writing
  editors?.process.kill("SIGTERM")
  reader.process.kill("SIGKILL")
  const edited = editors === undefined ? undefined : failureOf(await editors.ended)
  if (edited !== undefined) failures.push(`the editors ended with ${edited}`)
  await Promise.all([disturbing, reader.ended])
  const last = failureOf(await startChild("./last.ts", plan).ended)
  if (last !== undefined) failures.push(`the last process ended with ${last}`)
  return { kills, crashes, stops, seconds: (performance.now() - since) / 1000, failures }
}

/** Of the log of a writer. */
const sizeOf = (plan: Plan, name: string): number =>
  name === "" ? 0 : (statSync(join(logsOf(plan), name), { throwIfNoEntry: false })?.size ?? 0)

const acknowledgedBy = (plan: Plan, name: string): number => {
  try {
    return readLog<WriterEntry>(logsOf(plan), name).filter(({ t }) => t === "done").length
  } catch {
    // It ended before it had a log.
    return 0
  }
}

/** Stops a process for a while, in the middle of whatever it does. */
const stopFor = async ({ process, ended }: Child, random: Random): Promise<boolean> => {
  if (!process.kill("SIGSTOP")) return false
  await Promise.race([sleep(random.between(5, random.chance(0.2) ? 800 : 100)), ended])
  return process.kill("SIGCONT")
}
