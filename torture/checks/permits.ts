// Who wrote, and whether it might: from what writers were told, and from the journal, by a naive model of it that asks no rule of the core.
import type { Entry } from "../../src/store/entry.ts"
import type { Found } from "../found.ts"
import type { Problem } from "./problem.ts"

/** What writers do that they may not, and how each is refused. */
export const refusedWith: Readonly<Record<string, string>> = {
  outside: "OutOfScope",
  revoked: "ApprovalRevoked",
  late: "TaskNotRunning"
}

/** What they may not do was not done. */
export const trespassChecks = ({ attempts }: Found): ReadonlyArray<Problem> =>
  attempts
    .filter(({ op, answer }) => refusedWith[op] !== undefined && answer === "done")
    .map(({ op, writer, intent }) => ({ check: "permitted", what: `${writer} wrote what is ${op} (intent ${intent})` }))

interface Known {
  readonly parent: string | undefined
  readonly mayWrite: boolean
  isApproved: boolean
  /** Told to end, or over: nothing more is decided of it. */
  isEnding: boolean
  /** The one that goes on. */
  run: string | undefined
}

/** Where the tasks of a run may write; all else is out of scope for each. */
const permitted = /^(ours|mixed|archive)\/|^own\/(w\d+)\./

/** Reads what the journal says, one entry after the other. */
export const makePermits = () => {
  const tasks = new Map<string, Known>()
  const runs = new Map<string, string>()

  const chain = (task: string | undefined): ReadonlyArray<Known> => {
    const known = task === undefined ? undefined : tasks.get(task)
    return known === undefined ? [] : [known, ...chain(known.parent)]
  }
  const isBelow = (task: string, above: string): boolean => {
    for (let at: string | undefined = task; at !== undefined; at = tasks.get(at)?.parent) if (at === above) return true
    return false
  }
  const end = (above: string): void => {
    for (const [task, known] of tasks) if (isBelow(task, above)) known.isEnding = true
  }

  /** Why a write of these is not permitted; undefined if it is. */
  const whyNot = (run: string, keys: ReadonlyArray<string>): string | undefined => {
    const task = runs.get(run)
    const known = task === undefined ? undefined : tasks.get(task)
    if (task === undefined || known === undefined) return "nobody spawned it"
    if (known.run !== run || known.isEnding) return "its run is over"
    if (!known.mayWrite) return "it may not write"
    if (!chain(task).every(({ isApproved }) => isApproved)) return "it is not approved"
    for (const key of keys) {
      const place = permitted.exec(key)
      if (place === null) return `${key} is out of its scope`
      const root = task.split(/[ .]/)[0]
      if (place[2] !== undefined && place[2] !== root) return `${key} is another writer's own`
    }
    return undefined
  }

  return (entry: Entry): string | undefined => {
    if (entry._tag !== "Step") return undefined
    const { action } = entry
    const known = "task" in action ? tasks.get(action.task) : undefined
    switch (action._tag) {
      case "Spawn": {
        const { task, run, by, profile } = action
        const isFree = !(profile.background && profile.allowWrites)
        const mayWrite = !profile.background || profile.allowWrites
        const parent = by === null ? undefined : runs.get(by)
        tasks.set(task, { parent, mayWrite, isApproved: isFree, isEnding: false, run })
        runs.set(run, task)
        return undefined
      }
      case "Resume":
        known!.run = action.run
        runs.set(action.run, action.task)
        return undefined
      case "Approve":
        known!.isApproved = true
        return undefined
      case "Revoke":
        known!.isApproved = false
        return undefined
      case "Complete":
      case "Fail":
        end(runs.get(action.run)!)
        return undefined
      case "Cancel":
      case "TimeOut":
      case "Deny":
        end(action.task)
        return undefined
      case "End":
        tasks.get(runs.get(action.run) ?? "")!.run = undefined
        return undefined
      case "Decide": {
        const keys = action.parts.map(({ key }) => key)
        const why = whyNot(action.run, keys)
        return why === undefined ? undefined : `run ${action.run} wrote ${keys.join()}: ${why}`
      }
      default:
        return undefined
    }
  }
}
