// What the doctor says: each capability, which promises hold by them, and what people read of it. All of it follows from facts.
import { Schema } from "effect"
import type { Folds } from "../scope/folds.ts"
import { whyNoPowerLoss, whyNotProbed, whyNotShared } from "./file-systems.ts"
import type { Mount } from "./mounts.ts"

const words = {
  native: "system calls",
  beneath: "opening beneath a directory",
  locks: "locks of open files",
  exchange: "exchange of two names",
  noreplace: "renaming to a free name only",
  probe: "probe for writers",
  trustedProbe: "probe for writers",
  sync: "fsync",
  unnamedFiles: "files without a name",
  attributes: "extended attributes",
  births: "times of birth",
  changeTimes: "change times that tell two changes apart",
  boot: "number of the boot",
  sqlite: "a SQLite that keeps what it wrote",
  sharedMemory: "memory that processes share through the store"
} as const

export type Capability = keyof typeof words

/** Whether something is there, and if not, why not. */
export interface Works {
  readonly works: boolean
  readonly why: string
}

/** Whether a promise holds, and if not, what all is in its way. */
export interface Holds {
  readonly holds: boolean
  readonly why: ReadonlyArray<string>
}

/** What was found. */
export interface Facts {
  readonly kernel: string
  readonly node: string
  readonly sqlite: string
  readonly workspace: Mount
  readonly store: Mount
  readonly foldsCase: boolean
  readonly foldsUnicode: boolean
  /** What is wrong with each; undefined if nothing is. */
  readonly findings: Readonly<
    Record<Exclude<Capability, "trustedProbe" | "sqlite" | "sharedMemory">, string | undefined>
  >
}

/** What a write is promised here. */
export interface Promises {
  /** Writes of other programs are detected, and their bytes preserved. */
  readonly ring2: boolean
  /** After a loss of power each write is there whole or not at all, and one that was acknowledged is there. */
  readonly powerLoss: boolean
}

export interface Report extends Omit<Facts, "findings"> {
  readonly capabilities: Readonly<Record<Capability, Works>>
  readonly ring2: Holds
  readonly powerLoss: Holds
}

/** Before it, SQLite lost transactions when a log was begun anew at the wrong moment. */
export const oldestSqlite = "3.51.3"

const isOlder = (version: string, than: string): boolean => {
  const [one, other] = [version, than].map((text) => text.split(".").map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (one![i] ?? 0) - (other![i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** What writes of other programs cannot be preserved without, nor several processes be kept apart. */
const forRing2: ReadonlyArray<Capability> = [
  "native",
  "beneath",
  "locks",
  "exchange",
  "noreplace",
  "probe",
  "trustedProbe",
  "births"
]

const holds = (why: ReadonlyArray<string>): Holds => ({ holds: why.length === 0, why })

const powerLossOf = ({ workspace, store }: Facts, capabilities: Report["capabilities"]): Holds => {
  const own = whyNoPowerLoss(workspace)
  const stores = store.id === workspace.id ? undefined : whyNoPowerLoss(store)
  const missing = [capabilities.exchange, capabilities.sync, capabilities.boot].filter(({ works }) => !works)
  return holds([
    ...(own === undefined ? [] : [own]),
    ...(stores === undefined ? [] : [`the store: ${stores}`]),
    ...missing.map(({ why }) => why)
  ])
}

/** What follows from the facts. */
export const judge = (facts: Facts): Report => {
  const { findings, ...rest } = facts
  const old = isOlder(facts.sqlite, oldestSqlite)
  const found: Readonly<Record<Capability, string | undefined>> = {
    ...findings,
    trustedProbe: whyNotProbed(facts.workspace),
    sqlite: old
      ? `Node.js ${facts.node} has SQLite ${facts.sqlite || "of no version"}, and ${oldestSqlite} is needed`
      : undefined,
    sharedMemory: whyNotShared(facts.store)
  }
  const capabilities = Object.fromEntries(
    Object.entries(found).map(([name, why]) => [
      name,
      { works: why === undefined, why: why === undefined ? "" : `${words[name as Capability]}: ${why}` }
    ])
  ) as unknown as Report["capabilities"]
  // Without system calls nothing that needs them works: that is said once.
  const missing = capabilities.native.works
    ? forRing2.filter((name) => !capabilities[name].works)
    : (["native"] as const)
  return {
    ...rest,
    capabilities,
    ring2: holds(missing.map((name) => capabilities[name].why)),
    powerLoss: powerLossOf(facts, capabilities)
  }
}

/** What every write is promised, unless something is found out about its own files. */
export const promisesOf = ({ ring2, powerLoss }: Report): Promises => ({
  ring2: ring2.holds,
  powerLoss: powerLoss.holds
})

/** How names compare there. */
export const foldsOf = ({ foldsCase, foldsUnicode }: Pick<Facts, "foldsCase" | "foldsUnicode">): Folds =>
  foldsCase ? (foldsUnicode ? "case and unicode" : "case") : foldsUnicode ? "unicode" : "nothing"

const placeOf = ({ type, point, source }: Mount): string => `${type} on ${point} (${source})`

const named = (what: string, { holds: does, why }: Holds, yes: string): string =>
  `${what}: ${does ? yes : `no promise: ${why.join("; ")}`}`

/** The report for people, line by line. */
export const describeReport = (report: Report): ReadonlyArray<string> => {
  const { capabilities, workspace, store } = report
  const lacking = Object.values(capabilities).filter(({ works }) => !works)
  return [
    `Linux ${report.kernel}, Node.js ${report.node}, SQLite ${report.sqlite}`,
    `workspace: ${placeOf(workspace)}`,
    `store: ${store.id === workspace.id ? "on the same mount" : placeOf(store)}`,
    `names that differ in case: ${report.foldsCase ? "one file" : "two files"}; in Unicode form: ${report.foldsUnicode ? "one file" : "two files"}`,
    named("writes of other programs", report.ring2, "detected, and their bytes preserved"),
    named("loss of power", report.powerLoss, "what was acknowledged stays, and no write is left half done"),
    ...lacking.map(({ why }) => `missing: ${why}`)
  ]
}

/** Not all can be promised here that Leasehold promises on local file systems, and nobody said that this will do. */
export class WeakPlatform extends Schema.TaggedError<WeakPlatform>()("WeakPlatform", {
  missing: Schema.Array(Schema.String),
  /** It cannot be known who writes a file. */
  blind: Schema.Boolean
}) {
  override get message(): string {
    const options = this.blind
      ? '`onWeakPlatform: "accept"` and `unknownWriters: "accept"`'
      : '`onWeakPlatform: "accept"`'
    return (
      `here it cannot be promised that what other programs write is preserved: ${this.missing.join("; ")}. ` +
      `Open a workspace on a local ext4, XFS, btrfs or tmpfs, with koffi installed; or go on without that promise, with ${options}`
    )
  }
}

/** The error that a workspace is not opened with, unless its caller accepts that; undefined if nothing is missing. */
export const weaknessOf = ({ ring2, capabilities }: Report): WeakPlatform | undefined =>
  ring2.holds
    ? undefined
    : new WeakPlatform({
        missing: [...ring2.why],
        blind: !capabilities.probe.works || !capabilities.trustedProbe.works
      })
