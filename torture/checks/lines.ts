// Whether each line is where it has to be. A line that was written and is in neither the file, nor its archive, nor among what was kept
// aside, must have been replaced by a save outside Leasehold that was built on what was there before it.
import type { Attempt, Found, Saved } from "../found.ts"
import { linesOf, ours } from "../plan.ts"
import type { Problem } from "./problem.ts"

/** For each file the saves that replace all of it, the earliest first. */
const replacing = (saves: ReadonlyArray<Saved>) => {
  const of = new Map<string, Array<Saved & { readonly lines: () => ReadonlySet<string> }>>()
  for (const save of saves.filter(({ content }) => content !== null).sort((one, other) => one.from - other.from)) {
    let lines: ReadonlySet<string> | undefined
    const all = of.get(save.file) ?? []
    all.push({ ...save, lines: () => (lines ??= new Set(linesOf(save.content!))) })
    of.set(save.file, all)
  }
  return of
}

/**
 * `shown`: contents that were visible for a moment and then refused. Who read one of those read something older than it looks, so that its
 * save may replace what was there long before.
 */
export const lineChecks = (found: Found, shown: ReadonlySet<string>): ReadonlyArray<Problem> => {
  const { attempts, saves, lines, kept } = found
  const problems: Array<Problem> = []
  const saved = replacing(saves)
  const timesOf = (file: string, line: string): number => lines.get(file)?.get(line) ?? 0

  const isReplaced = (file: string, line: string, from: number, until: number): boolean =>
    (saved.get(file) ?? []).some(
      (save) => save.until > from && (save.from < until || shown.has(save.read)) && !save.lines().has(line)
    )

  const isOurs = (file: string): boolean => ours.includes(file)

  const acknowledged = ({ op, intent, from, until, adds }: Attempt): void => {
    for (const [file, line] of adds) {
      const times = timesOf(file, line)
      const where = `"${line}" (${op}, intent ${intent}) in ${file}`
      if (times > 1 && isOurs(file)) problems.push({ check: "acknowledged", what: `${where} is there ${times} times` })
      if (times > 0 || (!isOurs(file) && (kept.has(line) || isReplaced(file, line, from, until)))) continue
      problems.push({ check: "acknowledged", what: `${where} was acknowledged and is gone` })
    }
  }

  const notAcknowledged = ({ op, answer, adds }: Attempt): void => {
    const seen = adds
      .filter(([file]) => isOurs(file))
      .map(([file, line]) => ({ file, line, times: timesOf(file, line) }))
    for (const { file, line, times } of seen) {
      if (times > 1 || (times > 0 && answer === "refused"))
        problems.push({ check: "refused", what: `"${line}" (${op}, ${answer}) is ${times} times in ${file}` })
    }
    if (seen.length === 2 && seen[0]!.times !== seen[1]!.times)
      problems.push({ check: "torn", what: `${seen.map(({ line, file }) => `"${line}" in ${file}`).join(" and ")}` })
  }

  for (const attempt of attempts) {
    if (attempt.answer === "done") acknowledged(attempt)
    else notAcknowledged(attempt)
  }
  for (const { editor, kind, file, line, from, until, owed } of saves) {
    if (!owed || timesOf(file, line) > 0 || kept.has(line) || isReplaced(file, line, from, until)) continue
    problems.push({ check: "outside", what: `"${line}" by ${editor} (${kind}) in ${file} is gone` })
  }
  return problems
}
