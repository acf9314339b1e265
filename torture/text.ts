// Reports for people.
import { type CheckName, promises } from "./checks/problem.ts"
import type { Missed } from "./each.ts"
import type { Report } from "./torture.ts"

/** How many of each kind are shown. */
const shown = 10

const counts = (all: ReadonlyMap<string, number>): string =>
  [...all]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ")

const total = (all: ReadonlyMap<string, number>): number => [...all.values()].reduce((sum, count) => sum + count, 0)

/** How many problems each check found. */
export const noticedBy = ({ problems }: Report): ReadonlyMap<CheckName, number> => {
  const all = new Map<CheckName, number>()
  for (const { check } of problems) all.set(check, (all.get(check) ?? 0) + 1)
  return all
}

export const textOf = (report: Report): string => {
  const { plan, refused, saves, problems } = report
  const rate = Math.round(report.acknowledged / report.seconds)
  const lines = [
    `seed ${plan.seed}, ${plan.writers} writers, on ${report.fileSystem}`,
    `acknowledged: ${report.acknowledged} writes in ${report.seconds.toFixed(1)} s (${rate}/s), ${report.unanswered} not answered`,
    `refused: ${total(refused)} (${counts(refused)})`,
    `killed: ${report.kills + report.crashes} (${report.crashes} between two calls), stopped: ${report.stops}`,
    `saved outside: ${total(saves)} (${counts(saves)}), kept aside: ${report.kept}`,
    `journal: ${report.rows} rows`
  ]
  for (const [check, count] of noticedBy(report)) {
    lines.push(`broken: ${promises[check]} (${count})`)
    const of = problems.filter((problem) => problem.check === check)
    for (const { what } of of.slice(0, shown)) lines.push(`  ${what}`)
  }
  lines.push(problems.length === 0 ? "nothing is lost" : `see ${plan.base}; again with SEED=${plan.seed}`)
  return lines.join("\n")
}

/** The table of what notices that a guard is gone. */
export const tableOf = (rows: ReadonlyArray<Missed>): string => {
  const broken = (checks: ReadonlyArray<CheckName>): string =>
    checks.map((check) => promises[check]).join("; ") || "none"
  const lines = [
    "| taken away | what that is | the promises that are broken then | and with it, in the same world |",
    "| --- | --- | --- | --- |"
  ]
  for (const { removal, noticed, otherwise } of rows)
    lines.push(`| ${removal.name} | ${removal.says} | ${broken(noticed)} | ${broken(otherwise)} |`)
  return lines.join("\n")
}
