// The steps of reference-steps.ts that settle writes.
import { Absent, type Action, type Key, type RunId, type Snapshot, type Stage } from "../../src/protocol/index.ts"
import { disk } from "./reference-disk.ts"
import { guards, type Intent } from "./reference-guards.ts"

type Gate = NonNullable<Intent["gate"]>
type Reason = Gate["reason"]

/** What the view becomes by a step of an action that is about a decided write, and is not refused. */
export const writeNext = (view: Snapshot, a: Action, now: number): Snapshot => {
  const g = guards(view)
  const edit = (intent: Intent, change: Partial<Intent>): Snapshot => ({
    ...view,
    intents: view.intents.map((i) => (i === intent ? { ...i, ...change } : i))
  })
  const reopened = (lost: ReadonlyArray<string>): Snapshot["intents"] =>
    view.intents.map((i) => ({
      ...i,
      ...(lost.includes(i.id) ? { row: "open", durable: false } : {}),
      settled: now,
      gate: undefined
    }))
  if (a._tag === "Flush") return { ...view, intents: view.intents.map((i) => ({ ...i, durable: i.row !== "open" })) }
  if (a._tag === "LateCheck") return { ...view, intents: view.intents.filter((i) => i !== g.oldestAt(a.key)) }
  if (a._tag === "PowerLoss" || a._tag === "StoreLost")
    return {
      ...view,
      hosts: view.hosts.map(({ host }) => ({ host, status: "crashed" })),
      runs: view.runs.map((r) => ({ ...r, lost: [] })),
      leases: [],
      queue: [],
      generation: view.generation + 1,
      counter: 0,
      intents: reopened(a.lost),
      observations: []
    }
  if (!("key" in a && "host" in a)) return view
  const intent = g.first(a.key)!
  if (a._tag === "EnterGate")
    return edit(intent, { gate: { host: a.host, at: "judge", key: undefined, checked: [], reason: undefined } })
  const gate = intent.gate!
  const goOn = (at: Stage, key: Key | undefined, reason: Reason = gate.reason, change: Partial<Gate> = {}) =>
    edit(intent, { gate: { ...gate, at, key, reason, ...change } })
  const part = intent.parts.find(({ key }) => key === a.key)!
  switch (a._tag) {
    case "Judge": {
      const seen = disk(intent, a.seen)
      if (gate.at === "turn") {
        if (seen.showsOurs(a.key)) return edit(intent, { turned: true, gate: { ...gate, at: "back", key: a.key } })
        if (seen.holdsTheirs(a.key)) return goOn("aside", a.key)
        return goOn("refuse", undefined)
      }
      if (intent.judged) return goOn("settle", undefined)
      if (intent.turned) return goOn("turn", undefined, "TurnedBack")
      if (intent.generation !== view.generation) return goOn("turn", undefined, "OlderGeneration")
      if (!seen.allIntact) return goOn("turn", undefined, "StagedFileChanged")
      if (!seen.allShowBase) return goOn("turn", undefined, seen.allAreBase ? "BeingWritten" : "OutsideChange")
      return seen.exchanged(a.key) ? goOn("probe", a.key) : goOn("exchange", a.key)
    }
    case "Exchange":
      return a.done ? goOn("probe", a.key) : goOn("turn", undefined, "OutsideChange")
    case "Probe":
      return a.beingWritten ? goOn("turn", undefined, "BeingWritten") : goOn("hash", a.key)
    case "Hash": {
      if (a.content !== part.base) return goOn("turn", undefined, "OutsideChange")
      const checked = [...new Set([...gate.checked, a.key])].toSorted()
      const all = intent.parts.every(({ key }) => checked.includes(key))
      return goOn(all ? "sync" : "judge", undefined, gate.reason, { checked })
    }
    // One try only; then what came out is kept, if there is anything.
    case "TurnBack":
      return a.done || part.base === Absent ? goOn("turn", undefined) : goOn("aside", a.key)
    case "KeepAside":
      return goOn("turn", undefined)
    case "Sync":
      return edit(intent, { judged: true, gate: { ...gate, at: "settle", key: undefined } })
    case "Settle": {
      const published = edit(intent, { row: "published", settled: now, gate: undefined })
      const keys = intent.parts.map(({ key }) => key)
      const isTheirs = (run: RunId, key: Key) => run === intent.run && keys.includes(key)
      const wrote = intent.parts.map(({ key, content }) => ({ key, content }))
      return {
        ...published,
        observations: !g.isPresent(intent.run)
          ? view.observations
          : [
              ...view.observations.filter(({ run, key }) => !isTheirs(run, key)),
              ...wrote.map((one) => ({ ...one, run: intent.run }))
            ],
        written: [
          ...view.written.filter(({ key }) => !keys.includes(key)),
          ...wrote.map((one) => ({ ...one, task: intent.task }))
        ]
      }
    }
    case "Refuse":
      return edit(intent, { row: "refused", settled: now, gate: undefined })
    default:
      return view
  }
}
