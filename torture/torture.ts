// One run: the torture, then the checks.
import { mkdtempSync, rmSync, statfsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { removedAtInterrupt } from "../conformance/cli/interrupt.ts"
import { journalChecks } from "./checks/journal.ts"
import { lineChecks } from "./checks/lines.ts"
import { trespassChecks } from "./checks/permits.ts"
import type { Problem } from "./checks/problem.ts"
import { writerChecks } from "./checks/writers.ts"
import { find } from "./found.ts"
import { type Plan, saveKinds } from "./plan.ts"
import { removalOf } from "./removals.ts"
import { supervise, type Supervised } from "./supervisor.ts"

export interface Asked {
  readonly writes: number
  readonly seed: number
  readonly writers?: number
  /** A guard that is taken away, in a world where that shows soon. */
  readonly removal?: string | undefined
  /** The guard is left where it is: what is noticed then is the world's fault. */
  readonly isControl?: boolean
}

export interface Report extends Omit<Supervised, "failures"> {
  readonly plan: Plan
  readonly fileSystem: string
  readonly acknowledged: number
  /** Attempts that were not answered, since the writer was killed. */
  readonly unanswered: number
  readonly refused: ReadonlyMap<string, number>
  readonly saves: ReadonlyMap<string, number>
  readonly kept: number
  readonly rows: number
  readonly problems: ReadonlyArray<Problem>
}

const fileSystems: Readonly<Record<number, string>> = {
  0xef53: "ext4",
  0x58465342: "xfs",
  0x9123683e: "btrfs",
  0x01021994: "tmpfs",
  0x794c7630: "overlay"
}

const countBy = <A>(all: ReadonlyArray<A>, of: (one: A) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1)
  return counts
}

/** Disturbances come so often that even a short run has some, and so seldom that a long one is mostly writing. */
const planOf = (base: string, { writes, seed, writers = 4, removal, isControl = false }: Asked): Plan => ({
  base,
  seed,
  writes,
  writers,
  turn: Math.max(40, Math.ceil(writes / 100)),
  removal: isControl ? undefined : removal,
  saves: saveKinds,
  disturbMs: writes > 10_000 ? 1_500 : 400,
  callsPerCrash: Math.max(4_000, writes / 10),
  leaseMs: 500,
  graceMs: 400,
  pauses: { exchange: { odds: 0.02, ms: 4 }, rename: { odds: 0.02, ms: 4 }, commit: { odds: 0.01, ms: 4 } },
  holds: 0.05,
  trespasses: 0.03,
  spies: "first",
  ...(removal === undefined ? {} : removalOf(removal).plan)
})

/** Runs on the disk that temporary files lie on; what it wrote is removed, unless something was found. */
export const torture = async (asked: Asked): Promise<Report> => {
  const plan = planOf(mkdtempSync(join(tmpdir(), "leasehold-torture-")), asked)
  const isOver = removedAtInterrupt(plan.base)
  const { failures, ...supervised } = await supervise(plan).finally(isOver)
  const found = find(plan)
  const journal = journalChecks(found)
  const problems: ReadonlyArray<Problem> = [
    ...failures.map((what): Problem => ({ check: "ended", what })),
    ...writerChecks(found),
    ...lineChecks(found, journal.refused),
    ...trespassChecks(found),
    ...journal.problems
  ]
  const type = statfsSync(plan.base).type
  if (problems.length === 0 || plan.removal !== undefined) rmSync(plan.base, { recursive: true, force: true })
  return {
    ...supervised,
    plan,
    fileSystem: fileSystems[type] ?? `of type 0x${type.toString(16)}`,
    acknowledged: found.attempts.filter(({ answer }) => answer === "done").length,
    unanswered: found.attempts.filter(({ answer }) => answer === "unknown").length,
    refused: countBy(found.refusals, ({ kind }) => kind),
    saves: countBy(found.saves, ({ kind }) => kind),
    kept: found.keptFiles,
    rows: journal.rows,
    problems
  }
}
