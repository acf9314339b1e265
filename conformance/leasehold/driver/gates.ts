/** The steps of gates: what their orders say is done on the disk, and then told. */
import { Absent, firstOpen, orderOf } from "../../../src/protocol/index.ts"
import type { Action, GateOrder, HostId, Intent, Key } from "../../../src/protocol/index.ts"
import { refused } from "../../replay/driver.ts"
import type { Outcome } from "../../replay/driver.ts"
import { perform, seen, stagedAt } from "./disk.ts"
import type { Disk, Entry } from "./disk.ts"
import { drive } from "./machine.ts"
import type { Ask, Machine } from "./machine.ts"
import { specParameters as P } from "../spec.generated.ts"

/** The order that the host has in the gate of the key, if it is the one that the action is about. */
const dueOrder = ({ core }: Machine, host: string, key: string, tag: GateOrder["_tag"]): GateOrder | undefined => {
  const intent = firstOpen(core, key as Key)
  const order = intent === undefined ? undefined : orderOf(intent)
  return order?._tag === tag && order.host === host && (!("key" in order) || order.key === key) ? order : undefined
}

const seenParts = (disk: Disk, intent: Intent | undefined) =>
  (intent?.parts ?? []).map(({ key }) => ({
    key,
    file: seen(disk.files[key] ?? null),
    staged: seen(stagedAt(disk, intent!.id, key))
  }))

const stagedAtGate = ({ core }: Machine, disk: Disk, key: string): Entry => {
  const intent = firstOpen(core, key as Key)
  return intent === undefined ? null : stagedAt(disk, intent.id, key)
}

/** The actions of gates. */
export const gateActions = (ask: Ask) => {
  /** Does what the gate's order says, then tells the core what came of it; if that refuses, nothing was done. */
  const inGate = (
    machine: Machine,
    host: string,
    key: string,
    tag: GateOrder["_tag"],
    told: (done: boolean, disk: Disk) => Action
  ): Outcome<Machine> => {
    const order = dueOrder(machine, host, key, tag)
    const { disk, done } = order === undefined ? { disk: machine.disk, done: false } : perform(machine.disk, order)
    const outcome = ask({ ...machine, disk }, told(done, disk))
    return outcome._tag === "Stepped" ? outcome : refused(outcome.conflict, machine)
  }

  return {
    EnterGate: drive(P.EnterGate, (m, host, key) =>
      ask(m, { _tag: "EnterGate", host: host as HostId, key: key as Key })
    ),
    Judge: drive(P.Judge, (m, host, key) =>
      inGate(m, host, key, "Judge", (_, disk) => ({
        _tag: "Judge",
        host: host as HostId,
        key: key as Key,
        seen: seenParts(disk, firstOpen(m.core, key as Key))
      }))
    ),
    Exchange: drive(P.Exchange, (m, host, key) =>
      inGate(m, host, key, "Exchange", (done) => ({ _tag: "Exchange", host: host as HostId, key: key as Key, done }))
    ),
    Probe: drive(P.Probe, (m, host, key) =>
      inGate(m, host, key, "Probe", (_, disk) => ({
        _tag: "Probe",
        host: host as HostId,
        key: key as Key,
        beingWritten: stagedAtGate(m, disk, key)?.use === "open"
      }))
    ),
    Hash: drive(P.Hash, (m, host, key) =>
      inGate(m, host, key, "Hash", (_, disk) => ({
        _tag: "Hash",
        host: host as HostId,
        key: key as Key,
        content: stagedAtGate(m, disk, key)?.content ?? Absent
      }))
    ),
    TurnBack: drive(P.TurnBack, (m, host, key) =>
      inGate(m, host, key, "TurnBack", (done) => ({ _tag: "TurnBack", host: host as HostId, key: key as Key, done }))
    ),
    KeepAside: drive(P.KeepAside, (m, host, key) =>
      inGate(m, host, key, "KeepAside", () => ({ _tag: "KeepAside", host: host as HostId, key: key as Key }))
    ),
    Sync: drive(P.Sync, (m, host, key) =>
      inGate(m, host, key, "Sync", () => ({ _tag: "Sync", host: host as HostId, key: key as Key }))
    ),
    Settle: drive(P.Settle, (m, host, key) =>
      inGate(m, host, key, "Settle", () => ({ _tag: "Settle", host: host as HostId, key: key as Key }))
    ),
    Refuse: drive(P.Refuse, (m, host, key) =>
      inGate(m, host, key, "Refuse", () => ({ _tag: "Refuse", host: host as HostId, key: key as Key }))
    )
  }
}
