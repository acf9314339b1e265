// The spec's steps once more, over the plain view, as literally and as slowly as can be, with the fields that the spec does
// not have: what the core must agree with in worlds larger than TLC's.
import {
  type Action,
  type Handle,
  intentId,
  type Resource,
  type RunId,
  type Snapshot,
  type TaskId
} from "../../src/protocol/index.ts"
import { writeNext } from "./reference-gates.ts"
import { guards, isSame, name } from "./reference-guards.ts"
import { type Life, tasks } from "./reference-life-guards.ts"
import { afterRuns, edited, lifeNext, recorded, without as withoutRuns } from "./reference-life-steps.ts"

const sorted = <A>(all: ReadonlyArray<A>, key: (one: A) => string): ReadonlyArray<A> =>
  all.toSorted((one, other) => (key(one) < key(other) ? -1 : 1))

/** The same view, with all lists but the queue in one order. */
export const normal = (view: Snapshot): Snapshot => ({
  ...view,
  hosts: sorted(view.hosts, ({ host }) => host),
  tasks: sorted(view.tasks, ({ task }) => task),
  lives: sorted(view.lives, ({ task }) => task),
  runs: sorted(
    view.runs.map((r) => ({ ...r, lost: sorted(r.lost, ({ resource }) => name(resource)) })),
    ({ run }) => run
  ),
  leases: sorted(view.leases, ({ resource }) => name(resource)),
  observations: sorted(view.observations, ({ run, key }) => `${run} ${key}`),
  written: sorted(view.written, ({ key }) => key)
})

/** The view without what the spec does not have. */
export const withoutHidden = (view: Snapshot): Snapshot => ({
  ...normal(view),
  tasks: view.tasks.map((task) => ({ ...task, title: "" })),
  runs: view.runs.map((r) => ({ ...r, lost: [] })),
  lives: view.lives.map((l) => ({
    ...l,
    grant: undefined,
    question: undefined,
    answer: undefined,
    outcome: undefined,
    command: l.command && { ...l.command, id: "" }
  })),
  leases: normal(view).leases.map((l) => ({ ...l, since: 0, expires: 0 })),
  queue: view.queue.map((p) => ({ ...p, since: 0 })),
  intents: view.intents.map((i) => ({
    ...i,
    settled: 0,
    gate: i.gate === undefined ? undefined : { ...i.gate, reason: undefined }
  })),
  written: []
})

/** The view after an action that is not refused. */
export const next = (view: Snapshot, a: Action, now: number): Snapshot => {
  const g = guards(view)
  const number = view.counter + 1
  const expires = now + view.limits.leaseMs
  const take = (run: RunId, resource: Resource): Snapshot => {
    const old = g.leaseOn(resource)
    const lease =
      old !== undefined && old.run === run
        ? { ...old, handles: [...old.handles, number], expires }
        : { resource, run, token: number, handles: [number], since: now, expires }
    const leases = [...view.leases.filter((l) => l !== old), lease] as Snapshot["leases"]
    const runs = view.runs.map((r) =>
      r.run === run ? { ...r, lost: r.lost.filter((lost) => !isSame(lost.resource, resource)) } : r
    )
    return { ...view, runs, leases, counter: number }
  }
  const see = (run: RunId, key: string, content: string): Snapshot => ({
    ...view,
    observations: [
      ...view.observations.filter((o) => o.run !== run || o.key !== key),
      { run, key, content }
    ] as Snapshot["observations"]
  })
  const without = (from: Snapshot, run: RunId, resource: Resource): Snapshot => ({
    ...from,
    queue: from.queue.filter((p) => p.run !== run || !isSame(p.resource, resource))
  })
  const lose = (from: Snapshot, resource: Resource, loss: "Expired" | "Released"): Snapshot => {
    const holder = g.leaseOn(resource)?.run
    return {
      ...from,
      runs: from.runs.map((r) =>
        r.run === holder
          ? { ...r, lost: [...r.lost.filter((lost) => !isSame(lost.resource, resource)), { resource, loss }] }
          : r
      ),
      leases: from.leases.filter((l) => !isSame(l.resource, resource))
    }
  }
  const lease = (
    from: Snapshot,
    task: TaskId,
    run: RunId,
    { id, state }: Pick<NonNullable<Life["command"]>, "id" | "state">,
    resources: ReadonlyArray<Resource>
  ): Snapshot => {
    let after = from
    const leases = resources.map((resource) => {
      after = next(after, { _tag: "Acquire", run, resource }, now)
      return { resource, handle: after.counter as Handle }
    })
    return edited(after, [task], () => ({ command: { id, state, leases } }))
  }
  const others = view.hosts.filter((h) => "host" in a && h.host !== a.host)
  switch (a._tag) {
    case "HostOpen":
      return { ...view, hosts: [...others, { host: a.host, status: "open" }] }
    // The gates of a process go with it.
    case "HostCrash":
      return {
        ...view,
        hosts: [...others, { host: a.host, status: "crashed" }],
        intents: view.intents.map((i) => (i.gate?.host === a.host ? { ...i, gate: undefined } : i))
      }
    case "Reap": {
      const gone = view.runs.filter((r) => r.host === a.host).map((r) => r.run)
      const after = withoutRuns(view, gone, "interrupted")
      // A command may outlive its host, and its leases, and what is told of losses, stay with it.
      const remain = view.lives.filter((l) => gone.includes(l.run) && l.command !== undefined).map((l) => l.run)
      const runs = after.runs.map((r) => (remain.includes(r.run) ? { ...r, lost: g.runOf(r.run)!.lost } : r))
      const leases = [...after.leases, ...view.leases.filter((l) => remain.includes(l.run))]
      return { ...afterRuns({ ...after, runs, leases }, gone), hosts: others }
    }
    case "Start":
      return { ...view, runs: [...view.runs, { run: a.run, task: a.task, host: a.host, status: "running", lost: [] }] }
    case "End":
      return afterRuns(withoutRuns(view, [a.run], "ended"), [a.run])
    case "Acquire":
      return take(a.run, a.resource)
    case "Enqueue":
      return { ...view, queue: [...view.queue, { run: a.run, resource: a.resource, since: now }] }
    case "Withdraw":
      return without(view, a.run, a.resource)
    case "Renew":
      return { ...view, leases: view.leases.map((l) => (isSame(l.resource, a.resource) ? { ...l, expires } : l)) }
    case "Release": {
      const left = g.leaseOn(a.resource)!.handles.filter((h) => h !== a.handle)
      if (left.length === 0) return lose(view, a.resource, "Released")
      return {
        ...view,
        leases: view.leases.map((l) => (isSame(l.resource, a.resource) ? { ...l, handles: left } : l))
      }
    }
    case "Grant":
      return without(take(a.run, a.resource), a.run, a.resource)
    case "Expire":
      return lose(view, a.resource, "Expired")
    case "Observe":
      return see(a.run, a.key, a.found)
    case "Decide": {
      const intent = {
        id: intentId(view.generation, number),
        generation: view.generation,
        run: a.run,
        task: g.runOf(a.run)!.task,
        parts: sorted(
          a.parts.map(({ key, base, content, inode }) => ({ key, base, content, inode })),
          ({ key }) => key
        ),
        judged: false,
        turned: false,
        row: "open",
        durable: false,
        settled: 0,
        gate: undefined
      } as const
      const keys = a.parts.map(({ key }) => key)
      const task = tasks(view).taskBy(a.run)
      return {
        ...edited(view, task === undefined ? [] : [task], ({ record }) => ({ record: recorded(record, keys) })),
        counter: number,
        intents: [...view.intents, intent]
      }
    }
    case "Exec": {
      const task = tasks(view).taskBy(a.run)!
      return lease(view, task, a.run, { id: a.command, state: "running" }, a.resources)
    }
    // What may go on is leased to its task anew, by its id.
    case "PowerLoss":
    case "StoreLost":
      return sorted(view.lives, ({ task }) => task).reduce(
        (after, { task, run, command }) =>
          command === undefined
            ? after
            : lease(
                after,
                task,
                run,
                command,
                command.leases.map(({ resource }) => resource)
              ),
        writeNext(view, a, now)
      )
    default:
      return lifeNext(writeNext(view, a, now), a, now)
  }
}
