/**
 * Replays a model as TLC prints it, without keeping its graph. A state comes with its verdicts before the transitions that leave it, so
 * all its requests are run then and there, from one entry: refusals are checked to the end, and of what is allowed the digest of the
 * state that it led to is kept until the transition comes and says where it had to lead. Only transitions that nobody requests, and
 * those that went wrong, are run when they come, and compared variable by variable.
 */
import { AmbiguousTransition, BadVerdicts, UndeclaredState } from "../graph/errors.ts"
import type { Label } from "../graph/graph.ts"
import { stateText } from "../graph/identity.ts"
import { failed, makeBench } from "../replay/check.ts"
import type { Values } from "../replay/check.ts"
import { variants } from "../replay/driver.ts"
import type { Driver } from "../replay/driver.ts"
import type { Cluster } from "../replay/failures.ts"
import { contradiction, failedLabels } from "../replay/replay.ts"
import type { ModelResult } from "../replay/replay.ts"
import type { Facts } from "../replay/vacuity.ts"
import { visitState } from "../replay/visit.ts"
import type { Reached } from "../replay/visit.ts"
import type { Value } from "../tla/value.ts"
import { digestOf, isEqual, makeDigester, minus, plus, zero } from "./digest.ts"
import type { Digest } from "./digest.ts"
import { makeLedger } from "./ledger.ts"
import type { Origin } from "./ledger.ts"
import { makeLineReader } from "./lines.ts"
import type { Part } from "./lines.ts"
import { keyOf, makeMemory } from "./memory.ts"
import type { Ran } from "./memory.ts"

/** The model that comes. */
export interface StreamedModel {
  readonly name: string
  /** sorted, and in the order in which the lines have their values */
  readonly variables: ReadonlyArray<string>
  /**
   * With how many fillings of hidden fields a state is entered: all of them unless given. One halves the time, and suffices where there
   * are very many states: what goes wrong with one filling goes wrong in half of them.
   */
  readonly fillings?: "all" | "one"
}

/** What came of a model. */
export interface Streamed {
  readonly result: ModelResult
  readonly failures: ReadonlyArray<Cluster>
  readonly facts: Facts
  /** by `Request verdict`: states that have it */
  readonly verdicts: ReadonlyMap<string, number>
  /** how many states were printed, the same again included */
  readonly printed: number
  /** what is kept of states and transitions */
  readonly bytes: number
}

/** Takes lines; throws a GraphError or Unreadable where they contradict each other or make no sense. */
export interface Stream {
  readonly take: (line: string) => void
  /** What came of it, once TLC is at its end. */
  readonly finish: () => Streamed
}

interface State extends Origin {
  /** the digest of the compared variables alone */
  readonly compared: Digest
}

/** The state whose transitions come, and those of them that have to be run. */
interface Group extends State {
  readonly asked: ReadonlySet<string>
  readonly blocked: boolean
  readonly edges: Array<{ readonly label: Label; readonly target: Values; readonly ranBefore: boolean }>
  readonly contradicted: Set<Label>
}

/** A target that no state line had yet: it must be in the next one. */
interface Awaited {
  readonly digest: Digest
  readonly label: Label
  readonly values: Values
}

/** One filling of hidden fields for each state, half of the states with each. */
const oneFilling = ({ low }: Digest): ReadonlyArray<number> => [variants[(low >>> 0) % variants.length]!]

const verdictsDigest = (parts: ReadonlyArray<Part>): number =>
  parts.reduce((sum, { digest }) => (sum + digest.low) | 0, 0)

/** Numbers for the sets of requests that states have verdicts on; nearly always there is one. */
const makeRequestSets = () => {
  const sets: Array<ReadonlySet<string>> = []
  const numbers = new Map<string, number>()
  return {
    sets,
    numberOf: (parts: ReadonlyArray<Part>): number => {
      const asked = parts.filter(({ pairs }) => pairs.length > 0).map(({ request }) => request)
      const text = asked.join(" ")
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, sets.length)
      return sets.push(new Set(asked)) - 1
    }
  }
}

/** A stream that is replayed onto an implementation. */
export const makeStream = <S>(driver: Driver<S>, { name, variables, fillings = "all" }: StreamedModel): Stream => {
  const bench = makeBench(driver, variables)
  const fillingsIn = fillings === "all" ? () => variants : oneFilling
  const isCompared = variables.map((variable) => bench.compared.includes(variable))
  const readLine = makeLineReader(variables.length)
  const digestFor = makeDigester(variables)
  const memory = makeMemory()
  const ledger = makeLedger(name, variables, memory)
  const requests = makeRequestSets()
  const labels = new WeakMap<Label, Digest>()
  let initial = 0
  let printed = 0
  let group: Group | undefined
  let awaited: Awaited | undefined

  const textOf = (values: Values): string => stateText(variables, values)

  const stateOf = (values: Values): State => {
    let digest = zero
    let compared = zero
    for (let i = 0; i < values.length; i++) {
      const part = digestFor(i, values[i]!)
      digest = plus(digest, part)
      if (isCompared[i] === true) compared = plus(compared, part)
    }
    return { values, digest, compared }
  }

  const runKey = (state: Digest, label: Label): Digest => {
    let digest = labels.get(label)
    if (digest === undefined) {
      digest = digestOf(label.text)
      labels.set(label, digest)
    }
    return keyOf(state, digest)
  }

  /** How a request ran that is allowed, by what the implementation then observed. */
  const ranTo = (reached: Reached): Ran => {
    if (typeof reached === "string") return { _tag: "Failed" }
    let digest = zero
    for (let i = 0; i < reached.length; i++) {
      const value = reached[i]
      if (value === undefined) return { _tag: "Failed" }
      digest = plus(digest, digestFor(bench.places[i]!, value))
    }
    return { _tag: "Reached", digest }
  }

  /** Enters a new state and runs all its requests. */
  const visit = (state: State, parts: ReadonlyArray<Part>): void => {
    const { values, digest } = state
    const refusals = parts.flatMap((part) => part.refusals)
    const open = parts.flatMap((part) => part.open)
    const { failures, reached } = visitState({
      bench,
      state: memory.states(),
      values,
      refusals,
      edges: [],
      open,
      fillings: fillingsIn(digest)
    })
    const blocked = failures.some(({ part }) => part === "state")
    memory.addState(digest, { verdicts: verdictsDigest(parts), requests: requests.numberOf(parts), blocked })
    const passed = blocked ? 0 : refusals.length - failedLabels(failures, "refusal").size
    ledger.countRefusals(refusals.length, passed)
    for (const { pairs } of parts) ledger.countVerdicts(pairs)
    const failedOpen = failedLabels(failures, "cut")
    open.forEach((label, i) => {
      const ran: Ran = failedOpen.has(label) ? { _tag: "Failed" } : ranTo(reached?.[i] ?? "")
      memory.addRun(runKey(digest, label), label.action, blocked ? { _tag: "Blocked" } : ran)
    })
    for (const failure of failures) {
      if (failure.part !== "cut" || failure.label === undefined) ledger.report(failure, state)
      else ledger.holdBack(runKey(digest, failure.label), failure, state)
    }
  }

  /** Runs the transitions of a group that were not run with its state, or went wrong then. */
  const closeGroup = (): void => {
    if (group === undefined || group.edges.length === 0) return
    const { values, edges, contradicted } = group
    const { failures } = visitState({
      bench,
      state: memory.states(),
      values,
      refusals: [],
      edges,
      open: [],
      fillings: fillingsIn(group.digest)
    })
    const blocked = failures.some(({ part }) => part === "state")
    const failedEdges = failedLabels(failures, "transition")
    for (const failure of failures) ledger.report(failure, group)
    for (const { label, ranBefore } of edges) {
      const passed = !blocked && !failedEdges.has(label)
      ledger.countTransition(label, passed && !ranBefore && !contradicted.has(label))
      if (!passed || !ranBefore) continue
      const subject = { part: "transition", state: memory.states(), variant: 0, label } as const
      const again = failed(subject, "history-dependent", "the same each time", "something else when it was first run")
      ledger.report(again, group)
    }
  }

  const undeclared = ({ label, values }: Awaited): UndeclaredState =>
    new UndeclaredState({ state: textOf(values), role: `the target of ${label.text}` })

  const takeState = (values: Values, parts: ReadonlyArray<Part>): void => {
    printed++
    const state = stateOf(values)
    if (awaited !== undefined && !isEqual(awaited.digest, state.digest)) throw undeclared(awaited)
    awaited = undefined
    const known = memory.stateOf(state.digest)
    if (known === undefined) {
      // All initial states come before the first source.
      if (group === undefined) initial++
      visit(state, parts)
    } else if (known.verdicts !== verdictsDigest(parts)) {
      throw new BadVerdicts({ reason: "one state has two verdict vectors", found: textOf(values) })
    }
  }

  const takeSource = (values: Values): void => {
    closeGroup()
    const state = stateOf(values)
    const known = memory.stateOf(state.digest)
    if (known === undefined) throw new UndeclaredState({ state: textOf(values), role: "the source of an edge" })
    const asked = requests.sets[known.requests]!
    group = { ...state, asked, blocked: known.blocked, edges: [], contradicted: new Set() }
  }

  const takeEdge = (source: Group, label: Label, changes: ReadonlyArray<Value | undefined>): void => {
    let { digest, compared } = source
    for (let i = 0; i < changes.length; i++) {
      const value = changes[i]
      if (value === undefined) continue
      const change = minus(digestFor(i, value), digestFor(i, source.values[i]!))
      digest = plus(digest, change)
      if (isCompared[i] === true) compared = plus(compared, change)
    }
    const target = (): Values => source.values.map((value, i) => changes[i] ?? value)
    if (!memory.hasState(digest)) awaited = { digest, label, values: target() }
    const key = runKey(source.digest, label)
    const passage = memory.pass(key, label.action, digest)
    if (passage._tag === "Again") return
    if (passage._tag === "Ambiguous") {
      const targets = ["another state, seen before", textOf(target())] as const
      throw new AmbiguousTransition({ source: textOf(source.values), label: label.text, targets })
    }
    const { ran } = passage
    if (ran?._tag === "Reached" && isEqual(ran.digest, compared)) return ledger.countTransition(label, true)
    if (ran === undefined && source.asked.has(label.action)) {
      ledger.report(contradiction(memory.states(), label, 'another verdict than "ok", or none'), source)
      source.contradicted.add(label)
    }
    if (source.blocked) return ledger.countTransition(label, false)
    if (ran?._tag === "Failed") ledger.drop(key)
    source.edges.push({ label, target: target(), ranBefore: ran !== undefined })
  }

  return {
    take: (text) => {
      const line = readLine(text)
      if (awaited !== undefined && line.kind !== "state") throw undeclared(awaited)
      if (line.kind === "state") takeState(line.values, line.verdicts)
      else if (line.kind === "from") takeSource(line.values)
      else if (group !== undefined) takeEdge(group, line.label, line.changes)
      else throw new UndeclaredState({ state: "none", role: `the source of ${line.label.text}` })
    },
    finish: () => {
      if (awaited !== undefined) throw undeclared(awaited)
      closeGroup()
      group = undefined
      const { result, failures } = ledger.close()
      const facts: Facts = {
        name,
        variables,
        states: result.states.total,
        initial,
        transitions: result.transitions.total,
        exercised: ledger.exercised(),
        asked: new Set(requests.sets.flatMap((asked) => [...asked]))
      }
      return { result, failures, facts, verdicts: ledger.verdicts, printed, bytes: memory.bytes() }
    }
  }
}
