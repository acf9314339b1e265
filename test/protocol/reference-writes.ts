// The verdicts of reference.ts for those who settle writes.
import { type Action, file, type HostId, type Key, type Snapshot, type Stage } from "../../src/protocol/index.ts"
import { disk } from "./reference-disk.ts"
import { guards } from "./reference-guards.ts"
import { type Arm, firstOf, type Told, told } from "./reference-told.ts"

/** What the first guard that fails refuses with; undefined if none fails, or the action is not about a decided write. */
export const writeRefusalOf = (view: Snapshot, a: Action, now: number): Told | undefined => {
  const g = guards(view)
  const t = told(view, now)
  const isNext = (host: HostId, key: Key, ...stages: ReadonlyArray<Stage>): Arm => {
    const gate = g.first(key)?.gate
    const holds = gate?.host === host && stages.includes(gate.at) && (gate.key === key || gate.key === undefined)
    return [holds, () => t.notNext(host, key)]
  }
  switch (a._tag) {
    case "EnterGate": {
      const { host, key } = a
      const intent = g.first(key)
      const keys = intent?.parts.map((part) => part.key) ?? []
      const contested = keys.find((other) => g.first(other) !== intent)
      return firstOf(
        [g.hostStatus(host) === "open", () => t.host("HostNotOpen", host)],
        [intent !== undefined, () => [{ _tag: "NothingToSettle", key }]],
        [contested === undefined, () => t.unsettled(file(contested!), [g.first(contested!)!])],
        [intent?.gate === undefined, () => [{ _tag: "GateBusy", key, host: intent!.gate!.host }]]
      )
    }
    case "Judge": {
      const intent = g.first(a.key)
      const seen = intent === undefined ? undefined : disk(intent, a.seen)
      const next = (intent?.gate?.at === "turn" ? seen?.undone : seen?.pending) ?? []
      return firstOf(isNext(a.host, a.key, "judge", "turn"), [
        (next.includes(a.key) || next.length === 0) &&
          (intent?.parts ?? []).every(({ key }) => a.seen.some((one) => one.key === key)),
        () => t.notNext(a.host, a.key)
      ])
    }
    case "Exchange":
      return firstOf(isNext(a.host, a.key, "exchange"))
    case "Probe":
      return firstOf(isNext(a.host, a.key, "probe"))
    case "Hash":
      return firstOf(isNext(a.host, a.key, "hash"))
    case "TurnBack":
      return firstOf(isNext(a.host, a.key, "back"))
    case "KeepAside":
      return firstOf(isNext(a.host, a.key, "aside"))
    case "Sync":
      return firstOf(isNext(a.host, a.key, "sync"))
    case "Settle":
      return firstOf(isNext(a.host, a.key, "settle"))
    case "Refuse":
      return firstOf(isNext(a.host, a.key, "refuse"))
    case "Flush":
      return firstOf([
        view.intents.some(({ row, durable }) => row !== "open" && !durable),
        () => [{ _tag: "NothingToFlush" }]
      ])
    case "LateCheck": {
      const { key } = a
      const intent = g.oldestAt(key)
      const until = (intent?.settled ?? 0) + view.limits.graceMs
      const looked = (at: string) => a.seen.find((one) => one.key === at)
      const written = intent?.parts.find(
        (part) => looked(part.key) === undefined || looked(part.key)?.staged?.beingWritten === true
      )
      return firstOf(
        [intent !== undefined, () => [{ _tag: "NothingLeft", key }]],
        [intent?.durable === true, () => [{ _tag: "NotDurable", key, intent: intent!.id }]],
        [until <= now, () => [{ _tag: "GraceNotOver", key, until, now }]],
        [written === undefined, () => [{ _tag: "BeingWritten", key: written!.key }]]
      )
    }
    default:
      return undefined
  }
}
