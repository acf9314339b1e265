// What can be told from the writers' logs and the files alone: their own files, their leases, and how they were refused.
import { hashOf } from "../../src/platform/files.ts"
import type { Content } from "../../src/protocol/index.ts"
import type { Attempt, Found } from "../found.ts"
import { refusedWith } from "./permits.ts"
import type { Problem } from "./problem.ts"

/** Whoever writes what others write is refused like that now and then. */
const expected = new Set(["StaleBase", "OutsideChange", "BeingWritten", "LeaseHeld", "LeaseLost"])

const answers = ({ refusals }: Found): ReadonlyArray<Problem> =>
  refusals
    .filter(({ op, kind }) => !expected.has(kind) && refusedWith[op] !== kind)
    .map(({ writer, kind, why }) => ({ check: "answers", what: `${writer} was refused with ${kind}: ${why}` }))

/** A write that began and was acknowledged while another writer held its file. */
const overtaken = ({ attempts, held }: Found): ReadonlyArray<Problem> => {
  const writes = new Map<string, Array<Attempt>>()
  for (const attempt of attempts) {
    if (attempt.answer !== "done") continue
    for (const [file] of attempt.adds) writes.set(file, [...(writes.get(file) ?? []), attempt])
  }
  return held.flatMap(({ writer, file, from, until }) =>
    (writes.get(file) ?? [])
      .filter((other) => other.writer !== writer && other.from > from && other.until < until)
      .map((other) => ({
        check: "overtaken",
        what: `${other.writer} wrote ${file} (intent ${other.intent}) while ${writer} held it`
      }))
  )
}

/** Each file of a writer's own is what its writes made of it; the last one counts or not if it was not answered. */
const own = ({ attempts, files }: Found): ReadonlyArray<Problem> => {
  const must = new Map<string, ReadonlyArray<Content | undefined>>()
  const by = new Map<string, Attempt>()
  for (const attempt of attempts) {
    if (attempt.answer === "refused") continue
    for (const [path, content] of attempt.own) {
      const after = content === null ? undefined : hashOf(Buffer.from(content))
      must.set(path, attempt.answer === "done" ? [after] : [after, ...(must.get(path) ?? [undefined])])
      by.set(path, attempt)
    }
  }
  return [...must].flatMap(([path, contents]) => {
    if (contents.includes(files.get(path))) return []
    const { op, answer, intent } = by.get(path)!
    return [{ check: "acknowledged", what: `${path} is not what ${op} (${answer}, intent ${intent}) made of it` }]
  })
}

export const writerChecks = (found: Found): ReadonlyArray<Problem> => [
  ...answers(found),
  ...overtaken(found),
  ...own(found)
]
