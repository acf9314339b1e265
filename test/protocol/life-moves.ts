// What may happen next in the lives of tasks: see moves.ts.
import type { Action, HostId, Resource, RunId, TaskId } from "../../src/protocol/index.ts"
import { hostIds, keyIds } from "./actions.ts"
import { type Move, openHosts, type World } from "./moves.ts"
import { grant, nth, profiles, reader, runOfTask, scopeOf } from "./life-world.ts"
import { guards } from "./reference-guards.ts"
import { targetsOf, tasks } from "./reference-life-guards.ts"
import { content, d, f, part } from "./world.ts"

type Moves = (world: World) => ReadonlyArray<Move>

export const moves =
  (actionsOf: (world: World) => ReadonlyArray<Action>): Moves =>
  (world) =>
    actionsOf(world).map((action) => ({ action, disk: world.disk }))

const times = <A>(count: number, all: ReadonlyArray<A>): ReadonlyArray<A> =>
  Array.from({ length: count }, () => all).flat()

/** A run that nobody had before: the service never gives an id twice. */
export const freshRun = ({ view }: World, task: TaskId): RunId =>
  runOfTask(task, 1 + view.runs.filter((one) => one.task === task).length)

/** What something chosen by the state's own numbers is taken from: each comes up now and then. */
export const pick = <A>(world: World, all: ReadonlyArray<A>, salt: number): A =>
  all[(world.view.counter + world.view.lives.length * 7 + world.view.runs.length * 3 + salt) % all.length]!

export const spawn = (world: World, host: HostId, by: RunId | null, salt: number): Action => {
  const id = nth(world.view.lives.length + 1)
  return {
    _tag: "Spawn",
    task: id,
    run: freshRun(world, id),
    host,
    by,
    profile: pick(world, profiles, salt),
    timeoutMs: pick(world, [40, 200, 400, null], salt)
  }
}

/** Tasks that come: seldom more than a few at a time. */
export const spawns = moves((world) => {
  const { view } = world
  const l = tasks(view)
  const open = openHosts(view)
  const live = view.lives.filter(({ task }) => l.isLive(task))
  const parents = live.filter(({ run: of }) => l.isRunning(of))
  const tops = live.length > 3 ? [] : open.map((host, at) => spawn(world, host, null, at))
  // The deepest have most.
  const children = parents.flatMap(({ task, run: of }, at) =>
    open.flatMap((host) =>
      profiles.slice(0, 3 ** l.chain(task).length).map((_, salt) => spawn(world, host, of, at + salt))
    )
  )
  return live.length > 7 ? [] : [...tops, ...children]
})

const resourcesOf = (world: World, task: TaskId, salt: number): ReadonlyArray<Resource> =>
  pick(world, [targetsOf(tasks(world.view).permission(task).scope), [d("d/e")], [f("d/z")], []], salt)

/** What may be done next with each task as it is. */
const stepsOf = (world: World, task: TaskId): ReadonlyArray<Action> => {
  const { view } = world
  const l = tasks(view)
  const { status, run: of, command, result, parent, waits } = l.life(task)!
  const parentRun = l.life(parent)?.run
  const ofResult: ReadonlyArray<Action> =
    result === "kept"
      ? [{ _tag: "Deliver", task }]
      : result === "told" && parentRun !== undefined
        ? [{ _tag: "Take", run: parentRun, task }]
        : []
  const changes = [keyIds.slice(0, 1), keyIds.slice(2), []]
  const ofCommand: ReadonlyArray<Action> =
    command === undefined
      ? []
      : command.state !== "exited"
        ? [{ _tag: "Exit", task }]
        : changes.flatMap((changed): ReadonlyArray<Action> => [
            { _tag: "Tell", task, how: "success", changed },
            { _tag: "Tell", task, how: "failure", changed }
          ])
  const own = (): ReadonlyArray<Action> => {
    switch (status) {
      case "pending":
        return [...times(6, [{ _tag: "Approve", task, grant } as const]), { _tag: "Deny", task, reason: "No." }]
      case "queued":
        return times(6, [{ _tag: "Schedule", task }])
      case "running":
        return [
          { _tag: "Ask", run: of, question: { id: `q${view.counter}`, text: "Which?" } },
          { _tag: "Await", run: of },
          ...[0, 1, 2, 3].map((salt): Action => ({
            _tag: "Exec",
            run: of,
            command: `c${view.counter}`,
            ...pick(world, [{}, {}, { tool: "web" }, { sweeps: true }, { tool: "rm" }], salt),
            resources: resourcesOf(world, task, salt)
          })),
          { _tag: "Complete", run: of, outcome: "Done." }
        ]
      case "waiting":
        return waits === "an answer"
          ? [
              { _tag: "Answer", task, answer: "This one." },
              { _tag: "Answer", task, answer: null }
            ]
          : times(2, [{ _tag: "Join", task }])
      case "stopping":
        return times(4, [{ _tag: "Finish", task, changed: keyIds.slice(0, view.counter % 2) }])
      case "interrupted":
        return openHosts(view).map((host) => ({ _tag: "Resume", task, run: freshRun(world, task), host }))
      case "deleted":
        return []
      default:
        return [{ _tag: "Delete", task }]
    }
  }
  return [...ofResult, ...ofCommand, ...own()]
}

export const steps = moves((world) => world.view.lives.flatMap(({ task }) => stepsOf(world, task)))

const narrowings = [[d("d")], [d("d/e"), f("d/z")]].flatMap((writes) => [scopeOf(writes), scopeOf(writes, [d("d")])])
/** What comes too early, where somebody has children, results, or writes that are open. */
export const hasty = moves((world) => {
  const { view } = world
  const l = tasks(view)
  return view.lives.flatMap(({ task, run: of, status, result }): ReadonlyArray<Action> => {
    const early = l.children(task).some((child) => l.isLive(child) || ["kept", "told"].includes(l.life(child)!.result))
    return [
      ...(early && status === "running" ? times(10, [{ _tag: "Complete", run: of, outcome: "Done." } as const]) : []),
      ...(early && status === "running" ? [{ _tag: "Await", run: of } as const] : []),
      ...(early && status === "waiting" ? times(10, [{ _tag: "Join", task } as const]) : []),
      ...(early || result === "kept" || result === "told" ? [{ _tag: "Delete", task } as const] : []),
      ...(l.isWriting(task) ? times(4, [{ _tag: "Delete", task } as const]) : []),
      ...(status === "interrupted"
        ? times(
            l.overAbove(task) === undefined ? 1 : 12,
            [of, freshRun(world, task)].flatMap((as) =>
              openHosts(view).map((host) => ({ _tag: "Resume", task, run: as, host }) as const)
            )
          )
        : []),
      ...(l.chain(task).length === view.limits.depth && l.isLive(task)
        ? times(2, [spawn(world, hostIds[0]!, of, 0), spawn(world, hostIds[1]!, of, 2)])
        : []),
      ...(l.isWriting(task) && status === "running"
        ? ([
            { _tag: "Complete", run: of, outcome: "Done." },
            { _tag: "End", run: of },
            { _tag: "Cancel", task, reason: "No longer needed." }
          ] as const)
        : [])
    ]
  })
})

/** Results are told and taken. */
export const results = moves(({ view }) => {
  const l = tasks(view)
  return view.lives.flatMap(({ task, result, parent }): ReadonlyArray<Action> => {
    const by = l.life(parent)
    if (result === "kept" && parent !== undefined && l.isThere(parent)) return [{ _tag: "Deliver", task }]
    return result === "told" && by?.status === "running" ? [{ _tag: "Take", run: by.run, task }] : []
  })
})

const requestsOf = (of: RunId): ReadonlyArray<Action> => [
  { _tag: "Acquire", run: of, resource: d("d") },
  { _tag: "Enqueue", run: of, resource: d("") },
  { _tag: "Exec", run: of, command: "late", resources: [d("d")] },
  // Of what was never there.
  { _tag: "Decide", run: of, parts: [part("d/e/y", content("D"), content("A"), content("E"))] }
]

/** What a task is let do is taken back while it does it. */
export const revocations = moves((world) => {
  const { view } = world
  const l = tasks(view)
  return view.lives.flatMap(({ task, run: of, approval }, salt): ReadonlyArray<Action> => {
    if (!l.isRunning(of) || approval === "not needed") return []
    const isBusy = view.leases.some((lease) => lease.run === of) || view.queue.some((place) => place.run === of)
    const children = l.children(task).map((child) => l.life(child)!.run)
    const readers = children.filter((child) => l.isRunning(child))
    const revoke = { _tag: "Revoke", task, reason: "No more." } as const
    return approval === "granted"
      ? [
          ...(isBusy ? times(3, [revoke]) : []),
          ...(readers.length > 0
            ? times(6, [revoke])
            : [{ ...spawn(world, l.host(task)!, of, salt), profile: reader } as Action])
        ]
      : // What it, and who is below it, may ask in vain.
        [of, ...children].flatMap(requestsOf)
  })
})

/** A file elsewhere may be written. */
const without = ({ path }: Resource) => scopeOf([f(path === "d/z" ? "d/e/x" : "d/z")], [d("d")])

/** Who holds a lease or waits for one may not write there any more, and asks for it all the same. */
export const fences = moves(({ view }) => {
  const [l, g] = [tasks(view), guards(view)]
  const asked = [
    ...view.leases.map(({ run, resource }) => ({ _tag: "Renew", run, resource }) as const),
    ...view.queue.map(({ run, resource }) => ({ _tag: "Grant", run, resource }) as const)
  ]
  return asked.flatMap((again): ReadonlyArray<Action> => {
    const task = l.taskBy(again.run)
    if (task === undefined || !l.isRunning(again.run)) return []
    const isWithin = g.within("write", again.run, again.resource)
    const isGranted = l.life(task)!.approval === "granted"
    const takes = [
      ...times(isWithin ? 2 : 0, [{ _tag: "Narrow", task, scope: without(again.resource) } as const]),
      // Mostly both: which of the two is told first is of interest.
      ...times(isGranted ? (isWithin ? 1 : 12) : 0, [{ _tag: "Revoke", task, reason: "No." } as const])
    ]
    return isWithin && l.notApproved(task) === undefined
      ? takes
      : [...times(4, [again, { ...again, resource: f("d/e/y") }]), ...takes]
  })
})

/** What others do to tasks that go on: too much of it, and nothing ever comes to its end. */
export const ends = moves((world) => {
  const l = tasks(world.view)
  const narrow = (task: TaskId, salt: number): Action => ({
    _tag: "Narrow",
    task,
    scope: pick(world, narrowings, salt)
  })
  return world.view.lives.flatMap(({ task, run: of, status, approval }, salt): ReadonlyArray<Action> => [
    ...(l.isActive(task)
      ? [
          { _tag: "Cancel", task, reason: "No longer needed." } as const,
          { _tag: "TimeOut", task } as const,
          { _tag: "TimeOut", task } as const,
          { _tag: "End", run: of } as const,
          { _tag: "Fail", run: of, outcome: "It does not work." } as const,
          narrow(task, salt)
        ]
      : []),
    ...(approval === "granted" && status !== "deleted" ? [{ _tag: "Revoke", task, reason: "No more." } as const] : []),
    ...(status === "interrupted" ? [{ _tag: "Delete", task } as const] : [])
  ])
})

/** The hosts of tasks come and go. */
export const crashes = moves(({ view }) => {
  const l = tasks(view)
  const there = view.lives.flatMap(({ task }) => (l.isThere(task) ? [l.host(task)!] : []))
  return [...new Set(there)].map((host): Action => ({ _tag: "HostCrash", host }))
})

/** A crash while a command runs is of interest, and one of who has children elsewhere. */
export const untimelyCrashes = moves(({ view }) => {
  const l = tasks(view)
  return view.lives.flatMap(({ task, command }): ReadonlyArray<Action> => {
    const isBusy = command !== undefined || l.isWriting(task)
    const apart = l.children(task).some((child) => l.isLive(child) && l.host(child) !== l.host(task))
    return l.isThere(task) && (isBusy || apart) ? [{ _tag: "HostCrash", host: l.host(task)! }] : []
  })
})

/** Leases that are wanted by tasks that run. */
export const wants = moves(({ view }) => {
  const l = tasks(view)
  return view.lives
    .filter(({ run: of }) => l.isRunning(of))
    .flatMap(({ task, run: of }) => {
      return [...targetsOf(l.permission(task).scope), f("d/z"), f("d/e/x"), d("d/e")].flatMap(
        (resource): ReadonlyArray<Action> => [
          { _tag: "Acquire", run: of, resource },
          { _tag: "Enqueue", run: of, resource }
        ]
      )
    })
})

/** Leases that are given back by who might wait then, seldom as if they were another one's. */
export const returns = moves(({ view }) => [
  ...view.leases.flatMap(({ run: of, resource, handles }) =>
    handles.map((handle): Action => ({ _tag: "Release", run: of, resource, handle }))
  ),
  ...view.lives.flatMap(({ run: of, command }) =>
    (command?.leases ?? []).map(({ handle }): Action => ({ _tag: "Release", run: of, resource: d("e"), handle }))
  )
])
