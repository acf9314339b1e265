/** Writes, which are one step each in the life of tasks, and several of the core's. What is seen of the disk is as one would like it. */
import {
  Absent,
  firstOpen,
  fromSnapshot,
  grantOf,
  intentId,
  observationOf,
  oldestAt,
  orderOf,
  snapshot,
  statusOf,
  taskOfRun
} from "../../../src/protocol/index.ts"
import type { Action, HostId, InodeId, Intent, Key, RunId, SeenPart, TaskId } from "../../../src/protocol/index.ts"
import type { Outcome } from "../../replay/driver.ts"
import type { Ask, Machine } from "./machine.ts"
import { before, after } from "./mapping.ts"

/** A key that no model has: of it nothing is held or decided. */
export const elsewhere = "elsewhere" as Key

/** As if the run had read the file before anybody wrote it; who does not run has seen nothing. */
const sawEarlier = (machine: Machine, run: RunId, key: Key): Machine => {
  if (statusOf(machine.core, run) !== "running") return machine
  const view = snapshot(machine.core)
  const core = fromSnapshot({ ...view, observations: [...view.observations, { run, key, content: before }] })
  return { ...machine, core }
}

/** A read, and a write that is built on it. Who cannot read the file now is refused for what it lacks, as who read it before. */
export const write = (ask: Ask, machine: Machine, run: RunId, key: Key): Outcome<Machine> => {
  const read = ask(machine, { _tag: "Observe", run, key, found: before, beingWritten: false })
  const seen = read._tag === "Stepped" ? read.state : sawEarlier(machine, run, key)
  const { core } = seen
  const task = taskOfRun(core, run)
  const base = observationOf(core, run, key) ?? before
  const inode = `staged ${core.counter + 1}` as InodeId
  const decided = ask(seen, {
    _tag: "Decide",
    run,
    grant: task === undefined ? null : (grantOf(core, task)?.digest ?? null),
    parts: [{ key, base, content: after, inode, found: base }]
  })
  if (decided._tag === "Refused") return { ...decided, state: machine }
  if (read._tag === "Refused") throw new Error(`a write is decided of a file that may not be read: ${read.conflict}`)
  if (firstOpen(decided.state.core, key)?.id !== intentId(core.generation, core.counter + 1))
    throw new Error("another write than that which was decided is the one to settle")
  return decided
}

const seenAt = (intent: Intent, key: Key, exchanged: boolean): SeenPart => {
  const { base, content, inode } = intent.parts[0]!
  const ours = { content, inode: inode!, beingWritten: false }
  const theirs = base === Absent ? null : { content: base, inode: "theirs" as InodeId, beingWritten: false }
  return exchanged ? { key, file: ours, staged: theirs } : { key, file: theirs, staged: ours }
}

/** What is told of the step that the gate's order says. */
const told = (intent: Intent, host: HostId, key: Key, exchanged: boolean): Action => {
  const here = { host, key }
  const order = orderOf(intent)!
  switch (order._tag) {
    case "Judge":
      return { _tag: "Judge", ...here, seen: [seenAt(intent, key, exchanged)] }
    case "Exchange":
      return { _tag: "Exchange", ...here, done: true }
    case "Probe":
      return { _tag: "Probe", ...here, beingWritten: false }
    case "Hash":
      return { _tag: "Hash", ...here, content: intent.parts[0]!.base }
    case "Sync":
    case "Settle":
      return { _tag: order._tag, ...here }
    default:
      throw new Error(`a write that nothing is in the way of is not settled by ${order._tag}`)
  }
}

/** What is left of a write that is settled goes, so that the next state is as one that is entered. */
const tidied = (ask: Ask, machine: Machine, key: Key, staged: SeenPart): Outcome<Machine> => {
  const flushed = ask(machine, { _tag: "Flush" })
  if (flushed._tag === "Refused") return flushed
  const { core } = flushed.state
  return ask(
    flushed.state,
    { _tag: "LateCheck", key, seen: [staged] },
    (oldestAt(core, key)?.settled ?? 0) + core.limits.graceMs
  )
}

/** From the gate to the end. A write of another task is not the one that is asked for. */
export const settle = (ask: Ask, machine: Machine, host: HostId, task: TaskId, key: Key): Outcome<Machine> => {
  const open = firstOpen(machine.core, key)
  const at = open?.task === task ? key : elsewhere
  let outcome = ask(machine, { _tag: "EnterGate", host, key: at })
  let last = open
  let exchanged = false
  while (outcome._tag === "Stepped") {
    const intent = firstOpen(outcome.state.core, key)
    if (intent?.gate === undefined) break
    last = intent
    const step = told(intent, host, key, exchanged)
    outcome = ask(outcome.state, step)
    exchanged ||= step._tag === "Exchange"
  }
  if (outcome._tag === "Refused") return { ...outcome, state: machine }
  return tidied(ask, outcome.state, key, seenAt(last!, key, true))
}
