/** Seeded faults of the store: for each rule of the core and of what an instance does around it one that lacks it. */
import { readFileSync } from "node:fs"
import type { Manifest } from "../../models/manifest.ts"
import type { Model as SpecModel } from "../../models/model.ts"
import type { Model } from "../../replay/replay.ts"
import { overridesOf } from "../../tlc/config.ts"
import type { Evidence } from "../faults/evidence.ts"
import { noticedBy } from "../faults/kills.ts"
import type { Row } from "../faults/kills.ts"
import { store } from "../specifications.ts"
import { instance, makeStoreDriver } from "./driver.ts"
import type { Instance } from "./driver.ts"
import { storeRules } from "./rules.ts"

interface StoreFault {
  readonly action: keyof typeof storeRules
  readonly kind: Row["kind"]
  readonly rule: string
  readonly instance: Instance
}

type ActionName = StoreFault["action"]

const without = <A>(list: ReadonlyArray<A>, one: A): ReadonlyArray<A> => list.filter((other) => other !== one)

/** The rules of an action without each of its guards and changes. */
const lacks = (action: ActionName): ReadonlyArray<StoreFault> => {
  const rule = instance.rules[action]
  const withRule = (changed: typeof rule): Instance => ({
    ...instance,
    rules: { ...instance.rules, [action]: changed }
  })
  return [
    ...rule.guards.map((guard): StoreFault => ({
      action,
      kind: "guard",
      rule: guard.name,
      instance: withRule({ ...rule, guards: without(rule.guards, guard) })
    })),
    ...rule.changes.map((change): StoreFault => ({
      action,
      kind: "change",
      rule: change.name,
      instance: withRule({ ...rule, changes: without(rule.changes, change) })
    }))
  ]
}

/** What decides, without each of its rules. */
const undecided = (part: keyof Instance["parts"], action: ActionName): ReadonlyArray<StoreFault> =>
  instance.parts[part].map(({ name }): StoreFault => ({
    action,
    kind: "choice",
    rule: name,
    instance: {
      ...instance,
      parts: { ...instance.parts, [part]: instance.parts[part].filter((other) => other.name !== name) }
    }
  }))

export const storeFaults: ReadonlyArray<StoreFault> = [
  ...(Object.keys(storeRules) as ReadonlyArray<ActionName>).flatMap(lacks),
  ...undecided("opening", "Open"),
  ...undecided("standing", "GiveUp"),
  ...undecided("rowChecks", "Read")
]

const programOrder = "the order of a program's own steps"
const sharedNames = "an instance is told apart from others by more than its name"

/** Rules whose need no model shows, and why; or the model that shows it under another name. */
const known: Readonly<Record<string, string>> = {
  IsDown: sharedNames,
  IsUp: sharedNames,
  IsOpening: programOrder,
  IsOpen: programOrder,
  HasLocked: programOrder,
  HasRead: programOrder,
  HasCommitted: programOrder,
  Arrives: programOrder,
  IsNowOpen: programOrder,
  HasNowLocked: programOrder,
  HasNowRead: programOrder,
  HasNowCommitted: programOrder,
  OpensFiles: programOrder,
  UnlocksRoot: "without it nobody else is served; nothing falls",
  Unlocks: "without it nobody else is served; nothing falls",
  IsThere: "tells people more: a file that is not there is not the same either",
  ComesTo: "the opening is given with the step, so that replay compares it",
  IsElsewhere: "store/holds/MCStore_IsElsewhere",
  IsOtherBoot: "store/holds/MCStore_IsOtherBoot",
  MarkIsGiven: "store/falls/MCStore_MarkIsGiven",
  RowsAreKept: "store/falls/MCStore_MarkIsGiven",
  Stands: "store/falls/MCStore_MarkIsGiven",
  IsLost: "store/reaches/MCStore_GiveUp",
  IsMissing: "store/reaches/MCStore_Create",
  Joins: "store/reaches/MCStore_Join",
  IsDead: "store/falls/MCStore_Lives",
  LocksRoot: "store/falls/MCStore_RootIsShared",
  SharesRoot: "store/falls/MCStore_RootIsFree",
  LocksStore: "store/falls/MCStore_StoreIsFree",
  LocksLife: "store/falls/MCStore_LivesAtOpen",
  MakesFiles: "store/reaches/MCStore_Create",
  BeginsGeneration: "store/reaches/MCStore_TwoGenerations",
  Marks: "store/falls/MCStore_MarkAtFinish",
  Writes: "store/falls/MCStore_Reads",
  Buries: "store/reaches/MCStore_Reap",
  Ends: "store/falls/MCStore_MarkIsGiven"
}

const evidenceFor = (models: ReadonlyArray<SpecModel>, manifest: Manifest, rule: string): Evidence | undefined => {
  const said = known[rule]
  if (said !== undefined && !said.startsWith("store/")) return { reason: said }
  const falling = models.find(
    ({ group, config }) => group === "falls" && overridesOf(readFileSync(config, "utf8")).includes(rule)
  )
  const record = manifest.models.find(({ model }) => model === (said ?? falling?.name))
  return record === undefined ? undefined : { model: record.model, property: record.property }
}

/** The kill matrix of the store. */
export const killStore = (
  corpora: ReadonlyArray<Model>,
  specModels: ReadonlyArray<SpecModel>,
  manifest: Manifest
): ReadonlyArray<Row> => {
  const noticed = noticedBy(corpora)
  return storeFaults.map(({ action, kind, rule, instance: faulty }) => ({
    action,
    kind,
    rule,
    specification: store,
    evidence: evidenceFor(specModels, manifest, rule),
    killedBy: noticed([action], makeStoreDriver(faulty))
  }))
}
