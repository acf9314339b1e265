// What there is after a process was killed, beside what was said.
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { History } from "../../src/history/service.ts"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import type { Record } from "./record.ts"

const over: ReadonlySet<string> = new Set(["completed", "failed", "cancelled", "timed out", "denied"])

/** Processes that are at work in a directory, but for this one. */
const processesIn = (directory: string): ReadonlyArray<string> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const cwd = readlinkSync(`/proc/${pid}/cwd`)
        return cwd === directory || cwd.startsWith(`${directory}/`) ? [`${pid} in ${cwd}`] : []
      } catch {
        return []
      }
    })

const textAt = (directory: string, path: string): string | undefined => {
  try {
    return readFileSync(join(directory, path), "utf8")
  } catch {
    return undefined
  }
}

/** `ends`: what tasks were seen to have come to: that never changes. */
export const check = Effect.fnUntraced(function* (
  workspace: WorkspaceService,
  record: Record,
  ends: Map<string, string>,
  say: (problem: string) => void
) {
  const directory = workspace.root
  const must = (holds: boolean, what: string): void => void (holds || say(what))
  const history = yield* History.open({ directory })
  const views = yield* workspace.tasks.list
  const known = new Map(views.map((view) => [view.task as string, view]))

  for (const { task, status, outcome } of views) {
    must(over.has(status) || status === "interrupted", `${task} is ${status}, though nobody goes on with it`)
    const end = JSON.stringify([status, outcome])
    must(!ends.has(task) || ends.get(task) === end, `${task} came to ${ends.get(task)}, and is ${end} now`)
    if (over.has(status)) ends.set(task, end)
    const leases = yield* workspace.leasesOf(task)
    must(leases.length === 0, `${task} holds ${JSON.stringify(leases)}`)
  }

  for (const task of record.spawned) must(known.has(task), `${task} was spawned and is gone`)
  for (const [task, { status, outcome }] of record.came) {
    const seen = known.get(task)
    must(seen?.status === status && seen.outcome === outcome, `${task} came to ${status}, and is ${seen?.status}`)
  }
  for (const task of record.denied) must(known.get(task)?.status === "denied", `${task} was denied, and is not`)
  for (const task of record.cancelled)
    must(known.get(task)?.status === "cancelled", `${task} was cancelled, and is ${known.get(task)?.status}`)

  for (const { task, path, text, shared } of record.wrote) {
    const there = textAt(directory, path)
    const times = shared ? (there ?? "").split("\n").filter((line) => line === text).length : there === text ? 1 : 0
    must(times === 1, `${task} wrote ${path}, and that is there ${times} times`)
    must((yield* workspace.holderOf(path)) === undefined, `${path} is leased`)
    const writers = yield* history.whoWrote({ path }, { limit: 1_000 })
    must(
      writers.some((one) => one.by === "task" && one.task === task && one.status === "committed"),
      `the history does not know that ${task} wrote ${path}`
    )
  }
  must(processesIn(directory).length === 0, `processes are left: ${processesIn(directory).join()}`)

  const { tasks } = yield* history.list({}, { limit: 10_000 })
  const listed = (all: ReadonlyArray<{ readonly task: string; readonly status: string }>) =>
    JSON.stringify(all.map(({ task, status }) => `${task} ${status}`).sort())
  must(listed(tasks) === listed(views), `the history says ${listed(tasks)}, and the workspace ${listed(views)}`)
  for (const { task, life } of tasks) {
    const digest = record.approved.get(task)
    if (digest === undefined) continue
    const grant = life["grant"] as { readonly digest?: string } | undefined
    must(grant?.digest === digest, `${task} was approved by ${digest}, and its grant is ${JSON.stringify(grant)}`)
  }
})
