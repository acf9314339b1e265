// The guards that are taken away, each in turn, to see that the torture misses it: a core without a rule, or a system whose calls lie.
import { copyFileSync, readlinkSync, renameSync } from "node:fs"
import { at, codeOf } from "../src/platform/files.ts"
import type { Native } from "../src/platform/native.ts"
import type { Facts } from "../src/platform/report.ts"
import {
  type ActionOf,
  type Change,
  firstOpen,
  makeStep,
  type Rule,
  rules,
  type Rules,
  type State,
  type Step
} from "../src/protocol/index.ts"
import type { OpenOptions } from "../src/workspace/host.ts"
import { defaults } from "../src/workspace/options.ts"
import { standStill } from "./pauses.ts"
import { longestSilenceMs, type Plan, workspaceOf } from "./plan.ts"

export interface Removal {
  readonly name: string
  /** What is gone. */
  readonly says: string
  readonly step?: Step
  readonly native?: (native: Native) => Native
  /** What raises the odds that it shows soon. */
  readonly plan?: Partial<Plan>
}

const without = <A>(rule: Rule<A>, names: ReadonlyArray<string>): Rule<A> => {
  const left = <B extends { readonly name: string }>(all: ReadonlyArray<B>): ReadonlyArray<B> =>
    all.filter(({ name }) => !names.includes(name))
  return {
    guards: left(rule.guards),
    changes: left(rule.changes),
    ...(rule.choices === undefined ? {} : { choices: left(rule.choices) })
  }
}

const stepWithout = (lacking: Partial<Rules>): Step => makeStep({ ...rules, ...lacking })

/** Without these guards in any rule. */
const stepWithoutGuards = (...names: ReadonlyArray<string>): Step =>
  stepWithout(
    Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, without(rule as Rule<unknown>, names)]))
  )

/** Locks of the files that the pattern fits are taken by everybody at once. */
const lockless =
  (pattern: RegExp) =>
  (native: Native): Native => ({
    ...native,
    flock: (fd, how) => pattern.test(readlinkSync(`/proc/self/fd/${fd}`)) || native.flock(fd, how)
  })

/** What is done where there is no exchange: whatever comes to the name between the first two calls is overwritten. */
const renameOver: Native["rename"] = (_, toDirectory, to, fromDirectory, from) => {
  try {
    const [target, staged] = [at(toDirectory, to), at(fromDirectory, from)]
    const displaced = at(fromDirectory, `${from}.displaced`)
    copyFileSync(target, displaced)
    standStill(2)
    renameSync(staged, target)
    renameSync(displaced, staged)
    return undefined
  } catch (error) {
    return codeOf(error) as ReturnType<Native["rename"]>
  }
}

/** Takes whatever came out of an exchange for the base. */
const anyIsBase = ({ name, apply }: Change<ActionOf<"Hash">>): Change<ActionOf<"Hash">> => ({
  name,
  apply: (state: State, action, now, orders) => {
    const part = firstOpen(state, action.key)?.parts.find(({ key }) => key === action.key)
    return apply(state, { ...action, content: part?.base ?? action.content }, now, orders)
  }
})

const unbased: Partial<Rules> = {
  Decide: without(rules.Decide, ["IsCurrent"]),
  Judge: without(rules.Judge, ["ShowsBase"]),
  Hash: { ...without(rules.Hash, ["IsBase"]), changes: rules.Hash.changes.map(anyIsBase) }
}

const atExchange = { exchange: { odds: 0.5, ms: 4 } }

export const removals: ReadonlyArray<Removal> = [
  {
    name: "StoreLock",
    says: "the store's own lock, so that SQLite's is all there is",
    native: lockless(/\/\.leasehold\/lock$/),
    plan: { spies: "all", pauses: { commit: { odds: 0.5, ms: 4 } } }
  },
  {
    name: "BytesOfSqlite",
    says: "the locks of our own on what SQLite locks as long as a database is open, so that its log is removed under who uses it",
    native: (native) => ({ ...native, shareBytes: () => true }),
    plan: { spies: "all", turn: 5 }
  },
  {
    name: "GateLock",
    says: "the locks of gates",
    native: lockless(/\/\.leasehold\/gates\//),
    plan: { pauses: atExchange }
  },
  {
    name: "BaseChecks",
    says: "`IsCurrent` of Decide, `ShowsBase` of Judge and `IsBase` of Hash: whether the base is still there",
    step: stepWithout(unbased)
  },
  {
    name: "LeaseChecks",
    says: "`NoOtherHolds` and `Overtakes` of Acquire and Grant, and `HoldsKeys` of Decide: who may write",
    step: stepWithout({
      Acquire: without(rules.Acquire, ["NoOtherHolds", "Overtakes"]),
      Grant: without(rules.Grant, ["NoOtherHolds", "Overtakes"]),
      Decide: without(rules.Decide, ["HoldsKeys"])
    }),
    plan: { holds: 0.4 }
  },
  {
    name: "ScopeChecks",
    says: "`WritesWithin`: where a task may write",
    step: stepWithoutGuards("WritesWithin"),
    plan: { trespasses: 0.2 }
  },
  {
    name: "ApprovalChecks",
    says: "`IsApproved`: whether a task in the background was let write, and still is",
    step: stepWithoutGuards("IsApproved"),
    plan: { trespasses: 0.2 }
  },
  {
    name: "EndChecks",
    says: "`IsRunning`: whether a task goes on",
    step: stepWithoutGuards("IsRunning"),
    plan: { trespasses: 0.2 }
  },
  {
    name: "WriterProbe",
    says: "the probe for programs that have a file open for writing: it always says that there is none",
    native: (native) => ({ ...native, writer: () => "none" })
  },
  {
    name: "Exchange",
    says: "the exchange: ours is renamed over what is there, of which a copy was made before",
    native: (native) => ({
      ...native,
      rename: (how, ...names) => (how === "exchange" ? renameOver(how, ...names) : native.rename(how, ...names))
    }),
    plan: { pauses: atExchange }
  },
  {
    name: "LateCheck",
    says: "`NobodyWrites` and `Differs` of LateCheck: the look at what was displaced before it is unlinked",
    step: stepWithout({ LateCheck: without(rules.LateCheck, ["NobodyWrites", "Differs"]) }),
    plan: { saves: ["late"], pauses: atExchange }
  },
  {
    name: "Liveness",
    says: "the locks for life: whoever lives is taken for dead, and reaped",
    native: lockless(/\/\.leasehold\/live\//)
  }
]

export const removalOf = (name: string): Removal => {
  const removal = removals.find((one) => one.name === name)
  if (removal !== undefined) return removal
  throw new Error(`no guard is called ${name}. There are ${removals.map((one) => one.name).join(", ")}`)
}

/** The doctor would notice that calls lie, which is a guard too: nothing is found wrong. */
const believed = (facts: Facts): Facts => {
  const found = Object.keys(facts.findings).map((name) => [name, undefined])
  return { ...facts, findings: Object.fromEntries(found) as Facts["findings"] }
}

/** How every process of the run opens the workspace. */
export const openOptions = (plan: Plan): OpenOptions => {
  const removal = plan.removal === undefined ? undefined : removalOf(plan.removal)
  const { leaseMs, graceMs } = plan
  return {
    ...defaults,
    leaseMs,
    graceMs,
    upkeepMs: graceMs,
    // Nobody is stopped for long: who waits longer than by default waits for the disk, which is no fault of anybody's.
    storeWaitMs: longestSilenceMs,
    gateWaitMs: longestSilenceMs,
    quietRetries: 8,
    // The writers, and a child of each.
    maxBackground: 2 * plan.writers,
    tendMs: 20,
    directory: workspaceOf(plan),
    storeDir: undefined,
    ...(removal?.step === undefined ? {} : { step: removal.step }),
    ...(removal?.native === undefined
      ? {}
      : {
          native: (native: Native | undefined) => (native === undefined ? undefined : removal.native!(native)),
          facts: believed
        })
  }
}
