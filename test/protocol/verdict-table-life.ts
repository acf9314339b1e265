// The verdicts in the life of tasks: see verdict-table.ts.
import { type Action, init, type State } from "../../src/protocol/index.ts"
import {
  approve,
  ask,
  begun,
  cancel,
  complete,
  exec,
  exit,
  finish,
  grant,
  h,
  i,
  limits,
  profileOf,
  reader,
  resume,
  runOfTask,
  schedule,
  session,
  spawn,
  starts,
  t1,
  t2,
  t3,
  t4,
  tell,
  u1,
  u2,
  u3,
  wideWriter,
  writer
} from "./life-world.ts"
import { A, B, decide, kx, type VerdictRow, x } from "./verdict-table.ts"
import { after, d, f, handle, host, key, part, run, scope, task } from "./world.ts"

/** t1 is in the foreground and runs in h; both hosts are open. */
const live = (...actions: ReadonlyArray<Action>): State => after([...begun, ...actions], 0, init({ limits }))
const from = (state: State, ...actions: ReadonlyArray<Action>): State => after(actions, 0, state)

const crash = (at = h): ReadonlyArray<Action> => [
  { _tag: "HostCrash", host: at },
  { _tag: "Reap", host: at }
]
const crashed = (state: State, at = h): State => from(state, { _tag: "HostCrash", host: at })
const acquire = (by = u2, resource = x): Action => ({ _tag: "Acquire", run: by, resource })
const renew = (by = u2, resource = x): Action => ({ _tag: "Renew", run: by, resource })
const served = (by = u2, resource = x): Action => ({ _tag: "Grant", run: by, resource })
const enqueue = (by = u2, resource = x): Action => ({ _tag: "Enqueue", run: by, resource })
const revoke = (id = t2): Action => ({ _tag: "Revoke", task: id, reason: "No more." })
const narrow = (id = t1, writes = [d("d")]): Action => ({
  _tag: "Narrow",
  task: id,
  scope: profileOf(writes, { reads: [d("d")] }).scope
})
const deny = (id = t2): Action => ({ _tag: "Deny", task: id, reason: "No." })
const answer = (id = t1): Action => ({ _tag: "Answer", task: id, answer: "This one." })
const awaits = (by = u1): Action => ({ _tag: "Await", run: by })
const join = (id = t1): Action => ({ _tag: "Join", task: id })
const fail = (by: typeof u1): Action => ({ _tag: "Fail", run: by, outcome: "No." })
const timeOut = (id: typeof t1): Action => ({ _tag: "TimeOut", task: id })
const deliver = (id = t2): Action => ({ _tag: "Deliver", task: id })
const take = (by = u1, id = t2): Action => ({ _tag: "Take", run: by, task: id })
const remove = (id: typeof t1): Action => ({ _tag: "Delete", task: id })
const end = (by: typeof u1): Action => ({ _tag: "End", run: by })

const pending = live(spawn(t2, u1, writer))
const working = live(...starts(t2, u1, writer))
const elsewhere = live(...starts(t2, u1, writer, i))
const revoked = from(working, revoke())
const reading = live(...starts(t2, u1, reader))
const bounded = live(...starts(t2, null, profileOf([d("d")], { reads: [d("d")] })))
const testing = live(
  ...starts(t2, u1, { ...writer, scope: scope({ commands: { allow: ["npm test"] }, tools: { allow: ["web"] } }) })
)
const recorded = from(working, exec(u2, x), exit(t2), tell(t2, "success", kx))
const deep = live(...starts(t2, u1, session), ...starts(t3, u2, session))
const full = live(...starts(t2, u1, writer), ...starts(t3, u1, writer), spawn(t4, u1, reader))
const holding = live(acquire(u1))
const asking = live(ask(u1))
const awaiting = live(...starts(t2, u1, writer, i), awaits())
const commanding = live(exec(u1, x))
const exited = from(commanding, exit(t1))
const stopping = live(fail(u1))
const over = from(stopping, finish(t1))
const deleted = from(over, remove(t1))
const gone = live(...crash())
const back = from(gone, { _tag: "HostOpen", host: h })
/** t2, which was spawned by t1, ended, and t1 was not told. */
const kept = live(...starts(t2, u1, session, i), complete(u2), finish(t2))
const told = from(kept, deliver())
const joining = live(...starts(t2, u1, session, i), awaits(), complete(u2), finish(t2))
/** t1 is over; t2 and t3 below it, one below the other, were interrupted. */
const lineLeft = live(
  ...starts(t2, u1, session),
  ...starts(t3, u2, session),
  end(u3),
  end(u2),
  complete(u1),
  finish(t1)
)
/** t2 in i was interrupted, and t1, which spawned it, goes on. */
const orphan = live(...starts(t2, u1, session, i), ...crash(i), { _tag: "HostOpen", host: i })
const writing = live(
  ...starts(t2, null, writer, i),
  { _tag: "Observe", run: u2, key: kx, found: A, beingWritten: false },
  acquire(),
  { _tag: "Decide", run: u2, parts: [part("d/x", A, B)] }
)

/** What is asked of tasks that are spawned, and by them. */
export const lifeRows: ReadonlyArray<VerdictRow> = [
  ["nobody's child", live(), spawn(t2), "ok"],
  ["a child", live(), spawn(t2, u1, writer, i), "ok"],
  ["host closed", live(), spawn(t1, u1, session, host("j"), u1), "HostNotOpen"],
  ["id taken", live(), spawn(t1, null, session, h, u1), "TaskExists"],
  ["id of one that was deleted", deleted, spawn(t1, null, session, h, runOfTask(t1, 2)), "TaskExists"],
  ["run started", live(), spawn(t2, u2, session, h, u1), "RunStarted"],
  [
    "task started by other means",
    live({ _tag: "Start", run: run("z1"), task: task("z"), host: h }),
    spawn(task("z"), u2),
    "TaskRunning"
  ],
  ["parent unknown", live(), spawn(t2, u2), "TaskNotRunning"],
  ["parent waits", asking, spawn(t2, u1), "TaskNotRunning"],
  ["parent stops", stopping, spawn(t2, u1), "TaskNotRunning"],
  ["parent as deep as may be", deep, spawn(t4, u3), "TooDeep"],
  ["parent may only read", reading, spawn(t3, u2, session), "WriteNotAllowed"],
  ["parent may write less", working, spawn(t3, u2, wideWriter), "ScopeTooWide"],
  ["parent may read less", bounded, spawn(t3, u2, profileOf([d("d")])), "ScopeTooWide"],

  ["pending", pending, approve(t2), "ok"],
  ["running", live(), approve(t1), "NotPending"],
  ["unknown", live(), approve(t2), "NotPending"],
  ["approved", working, approve(t2), "NotPending"],
  ["pending", pending, deny(), "ok"],
  ["approved", working, deny(), "NotPending"],
  ["granted", working, revoke(), "ok"],
  ["not needed", live(), revoke(t1), "NotGranted"],
  ["pending", pending, revoke(), "NotGranted"],
  ["revoked", revoked, revoke(), "NotGranted"],
  ["running", live(), narrow(), "ok"],
  ["stopping", stopping, narrow(), "ok"],
  ["over", over, narrow(), "TaskNotLive"],
  ["interrupted", gone, narrow(), "TaskNotLive"],

  ["queued", live(spawn(t2)), schedule(t2), "ok"],
  ["host crashed, pending", crashed(pending), schedule(t2), "TaskNotRunning"],
  ["interrupted", gone, schedule(t1), "TaskNotRunning"],
  ["unknown", live(), schedule(t2), "TaskNotRunning"],
  ["pending", pending, schedule(t2), "ApprovalRequired"],
  ["running, no slot", full, schedule(t2), "TaskNotQueued"],
  ["no slot", full, schedule(t4), "LimitReached"],
  ["no slot, in the foreground", from(full, spawn(task("t5"), u1)), schedule(task("t5")), "ok"],
  ["a slot that is left by who waits", from(full, ask(u2)), schedule(t4), "ok"],
  ["a slot that is kept by a command of who stops", from(full, exec(u2, x), fail(u2)), schedule(t4), "LimitReached"],

  ["running", live(), ask(u1), "ok"],
  ["waiting", asking, ask(u1), "TaskNotRunning"],
  ["holding", holding, ask(u1), "HoldsLease"],
  ["in the queue", live(enqueue(u1)), ask(u1), "HoldsLease"],
  ["running", live(), awaits(), "ok"],
  ["queued", live(spawn(t2)), awaits(u2), "TaskNotRunning"],
  ["holding", holding, awaits(), "HoldsLease"],
  ["asking", asking, answer(), "ok"],
  ["asking, host crashed", crashed(asking), answer(), "ok"],
  ["running", live(), answer(), "NotWaiting"],
  ["waiting for children", live(awaits()), answer(), "NotWaiting"],
  ["without children", live(awaits()), join(), "ok"],
  ["asking", asking, join(), "NotWaiting"],
  ["host crashed", crashed(awaiting), join(), "TaskNotRunning"],
  ["child live", awaiting, join(), "ChildrenLive"],
  ["result kept", joining, join(), "ResultsWaiting"],
  ["result told", from(joining, deliver()), join(), "ok"],

  ["running", live(), exec(u1, x, d("e")), "ok"],
  ["waiting", asking, exec(u1, x), "TaskNotRunning"],
  ["may only read", reading, exec(u2, x), "WriteNotAllowed"],
  ["revoked, another holds", from(revoked, acquire(u1)), exec(u2, x), "ApprovalRevoked"],
  ["a tool that it may not call", working, { ...exec(u2, f("e/x")), tool: "rm" } as Action, "CommandNotAllowed"],
  ["commanding", commanding, exec(u1, x), "StillWorking"],
  ["exited", exited, exec(u1, x), "StillWorking"],
  ["another program", testing, { ...exec(u2, x), words: ["npm", "publish"] } as Action, "CommandNotAllowed"],
  ["its own program", testing, { ...exec(u2, x), words: ["npm", "test"] } as Action, "ok"],
  ["out of scope", working, exec(u2, f("e/x")), "OutOfScope"],
  ["would sweep a record", recorded, { ...exec(u1, x), sweeps: true } as Action, "WouldSweep"],
  ["sweeps nothing of others", live(), { ...exec(u1, x), sweeps: true } as Action, "ok"],
  ["another holds", from(working, acquire(u1)), exec(u2, f("d/y"), d("d")), "LeaseHeld"],
  ["another waits", from(working, enqueue(u1)), exec(u2, x), "LeaseHeld"],
  ["a write is open", from(writing, end(u2)), exec(u1, d("d")), "Unsettled"],
  ["running", commanding, exit(t1), "ok"],
  ["killed, and its host reaped", from(commanding, ...crash()), exit(t1), "ok"],
  ["exited", exited, exit(t1), "NoProcess"],
  ["none", live(), exit(t1), "NoProcess"],
  ["exited", exited, tell(t1), "ok"],
  ["running", commanding, tell(t1), "NotExited"],
  ["host crashed", crashed(exited), tell(t1), "TaskNotRunning"],
  ["changed within its lease", exited, tell(t1, "success", kx), "ok"],
  ["changed more, and is said to have done well", exited, tell(t1, "success", kx, key("e")), "OutsideLease"],
  [
    "changed what is in scope no more",
    from(commanding, narrow(t1, [d("e")]), exit(t1)),
    tell(t1, "success", kx),
    "OutsideLease"
  ],
  ["changed more, and is said to have failed", exited, tell(t1, "failure", key("e")), "ok"],

  ["running", live(), complete(u1), "ok"],
  ["waiting", asking, complete(u1), "TaskNotRunning"],
  ["exited", exited, complete(u1), "StillWorking"],
  ["writing", writing, complete(u2), "StillWorking"],
  ["child live", working, complete(u1), "ChildrenLive"],
  ["result kept", kept, complete(u1), "ResultsWaiting"],
  ["result told", told, complete(u1), "ResultsWaiting"],
  ["result taken", from(told, take()), complete(u1), "ok"],
  ["commanding, child live", from(commanding, spawn(t2, u1)), fail(u1), "ok"],
  ["queued", live(spawn(t2)), fail(u2), "TaskNotRunning"],
  ["host crashed", crashed(live()), cancel(t1), "ok"],
  ["pending", pending, cancel(t2), "ok"],
  ["stopping", stopping, cancel(t1), "AlreadyEnded"],
  ["over", over, cancel(t1), "AlreadyEnded"],
  ["interrupted", gone, cancel(t1), "AlreadyEnded"],
  ["stopping", stopping, timeOut(t1), "TaskNotRunning"],
  ["over", over, timeOut(t1), "TaskNotRunning"],

  ["stopping", stopping, finish(t1), "ok"],
  ["running", live(), finish(t1), "NotStopping"],
  ["over", over, finish(t1), "NotStopping"],
  ["host crashed, commanding", crashed(from(commanding, fail(u1))), finish(t1), "HostNotOpen"],
  ["killed", from(commanding, fail(u1)), finish(t1), "StillWorking"],
  ["exited", from(exited, fail(u1)), finish(t1), "ok"],
  ["writing, child live", from(writing, spawn(t3, u2, writer), fail(u2)), finish(t2), "StillWorking"],
  ["child stopping", from(working, fail(u1)), finish(t1), "ChildrenLive"],
  [
    "interrupted with a command, child live elsewhere",
    from(elsewhere, exec(u1, f("e/x")), ...crash(), exit(t1)),
    finish(t1),
    "ok"
  ],

  ["kept", kept, deliver(), "ok"],
  ["told", told, deliver(), "NothingToTell"],
  ["nobody's child", over, deliver(t1), "NothingToTell"],
  ["kept, parent interrupted", from(kept, ...crash()), deliver(), "TaskNotRunning"],
  ["told", told, take(), "ok"],
  ["kept", kept, take(), "NothingToTell"],
  ["taken", from(told, take()), take(), "NothingToTell"],
  ["told, by another", from(told, ...starts(t3, null, session)), take(u3), "TaskNotRunning"],
  ["told, parent waits", from(told, ask(u1)), take(), "TaskNotRunning"],
  ["told to a run that is over", from(told, end(u1)), take(), "NothingToTell"],

  ["interrupted", back, resume(t1), "ok"],
  ["host closed", gone, resume(t1), "HostNotOpen"],
  ["running", live(), resume(t1), "NotInterrupted"],
  ["over", over, resume(t1), "NotInterrupted"],
  ["as before", back, resume(t1, u1), "RunStarted"],
  ["parent over", from(orphan, fail(u1), finish(t1)), resume(t2), "ParentEnded"],
  ["parent interrupted", from(orphan, end(u1)), resume(t2), "ok"],
  ["parent interrupted, who is above it over", lineLeft, resume(t3), "ParentEnded"],

  ["over", over, remove(t1), "ok"],
  ["interrupted", gone, remove(t1), "ok"],
  ["running", live(), remove(t1), "NotEnded"],
  ["stopping", stopping, remove(t1), "NotEnded"],
  ["deleted", deleted, remove(t1), "NotEnded"],
  ["interrupted, a write of it open", from(writing, end(u2)), remove(t2), "StillWorking"],
  ["interrupted, child live elsewhere", from(elsewhere, end(u1)), remove(t1), "ChildrenLive"],
  ["result kept", kept, remove(t2), "ResultsWaiting"],
  ["result told", told, remove(t2), "ResultsWaiting"],
  ["result kept, parent over", from(kept, fail(u1), finish(t1)), remove(t2), "ok"],

  ["waiting", asking, end(u1), "ok"],
  ["exited", exited, end(u1), "StillWorking"],
  ["spawned", gone, { _tag: "Start", run: run("z1"), task: t1, host: i }, "TaskExists"],
  ["of a command", commanding, { _tag: "Release", run: u1, resource: x, handle: handle(1) }, "StillWorking"],
  [
    "of a command that was told of",
    from(exited, tell(t1)),
    { _tag: "Release", run: u1, resource: x, handle: handle(1) },
    "ok"
  ],
  ["of a task with a command", commanding, { _tag: "Expire", resource: x }, "StillWorking"],
  ["waiting", asking, acquire(u1), "TaskNotRunning"],
  ["revoked, out of scope", revoked, acquire(u2, f("e/x")), "ApprovalRevoked"],
  ["a task above revoked", from(working, ...starts(t3, u2, writer), revoke()), acquire(u3), "ApprovalRevoked"],
  ["revoked, out of scope", revoked, enqueue(u2, f("e/x")), "ApprovalRevoked"],
  ["narrowed", from(bounded, narrow(t2, [f("d/y")])), acquire(u2), "OutOfScope"],
  ["held, and approved", from(working, acquire()), renew(), "ok"],
  ["revoked, held", from(working, acquire(), revoke()), renew(), "ApprovalRevoked"],
  ["revoked, not held", revoked, renew(), "LeaseLost"],
  ["narrowed, held", from(working, acquire(), narrow(t1, [f("d/y")])), renew(), "OutOfScope"],
  [
    "narrowed and revoked, held",
    from(working, acquire(), narrow(t1, [f("d/y")]), revoke()),
    renew(),
    "ApprovalRevoked"
  ],
  ["revoked, first to wait", from(working, enqueue(), revoke()), served(), "ApprovalRevoked"],
  ["revoked, waits not", revoked, served(), "NotQueued"],
  [
    "narrowed, waits, and another holds",
    from(working, acquire(u1), enqueue(), narrow(t2, [f("d/y")])),
    served(),
    "OutOfScope"
  ],
  ["revoked, holding nothing", revoked, { ...decide, run: u2 }, "ApprovalRevoked"],
  ["by another grant", working, { ...decide, run: u2, grant: "another" }, "ApprovalRevoked"],
  ["by its grant, holding nothing", working, { ...decide, run: u2, grant: grant.digest }, "NotObserved"]
]
