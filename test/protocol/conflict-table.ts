// Each conflict with data of each kind, and the texts that are made of it: for language models, and for people.
import { Absent, type ConflictData, type ConflictName } from "../../src/protocol/index.ts"
import { content, d, f, host, key, run, task } from "./world.ts"

export const x = f("d/x")
const [a, a1, b1] = [task("a"), run("a1"), run("b1")]
export const base = { run: b1, key: key("d/x"), base: content("A") }
export const held: ConflictData<"LeaseHeld"> = {
  resource: x,
  by: "Holder",
  blocking: d("d"),
  task: a,
  run: a1,
  mode: "background",
  title: "Rewrite the parser",
  since: 5,
  expires: 105,
  queueLength: 2
}

export type Row = {
  readonly [Name in ConflictName]: readonly [name: Name, data: ConflictData<Name>, forModel: string, message: string]
}[ConflictName]

/** A row for each kind of text; those of writes that are settled are in conflict-table-writes.ts. */
export const rows: ReadonlyArray<Row> = [
  [
    "HostInUse",
    { host: host("h"), status: "open" },
    'The host "h" is open already. Open the workspace under another name.',
    'host "h" is open already'
  ],
  [
    "HostInUse",
    { host: host("h"), status: "crashed" },
    'The host "h" crashed and is not recovered yet. Recover it, then open it.',
    'host "h" is crashed and not reaped yet'
  ],
  [
    "HostNotOpen",
    { host: host("h"), status: "closed" },
    'The host "h" is not open. Open it first.',
    'host "h" is closed, not open'
  ],
  [
    "HostNotOpen",
    { host: host("h"), status: "crashed" },
    'The host "h" has crashed. Use another host, or recover this one first.',
    'host "h" is crashed, not open'
  ],
  [
    "HostNotCrashed",
    { host: host("h"), status: "open" },
    'The host "h" is open, it did not crash, so there is nothing to recover. Leave it alone.',
    'host "h" is open, not crashed'
  ],
  [
    "RunStarted",
    { run: b1, status: "running" },
    "This run is running already. Go on with it.",
    'run "b1" was started before and is running'
  ],
  [
    "RunStarted",
    { run: b1, status: "ended" },
    "This run is over and cannot be started again. Start the task as a new run.",
    'run "b1" was started before and is ended'
  ],
  [
    "TaskRunning",
    { task: a, run: a1 },
    'The task "a" has a run that is not over. Wait until that ends, then start the task again.',
    'task "a" has a run already: "a1"'
  ],
  [
    "TaskNotRunning",
    { run: b1, reason: "NotStarted" },
    "This run was not started, so nothing was done. Start it first.",
    'run "b1" was not started'
  ],
  [
    "TaskNotRunning",
    { run: b1, reason: "Ended" },
    "This run has ended, so nothing was done. Stop here; to go on, start the task as a new run.",
    'run "b1" has ended'
  ],
  [
    "TaskNotRunning",
    { run: b1, reason: "Interrupted" },
    "This run was interrupted when its host crashed, so nothing was done. Stop here; to go on, start the task as a new run.",
    'run "b1" was interrupted'
  ],
  [
    "TaskNotRunning",
    { run: b1, reason: "HostCrashed" },
    "The host of this run has crashed, so nothing was done. Stop here and let the host be recovered.",
    'run "b1" is in a host that crashed'
  ],
  [
    "WriteNotAllowed",
    { run: b1 },
    "This task runs in the background and may only read, so nothing was written. Report the change that you would make.",
    'run "b1" is in the background without allowWrites'
  ],
  [
    "OutOfScope",
    { run: b1, side: "write", resource: f("e/x"), nearest: "d/**", denied: null },
    '"e/x" is outside what this task may write, so nothing was done. The nearest that it may write is "d/**". Stay within that, or report what you need.',
    'run "b1" may not write "e/x"; nearest: "d/**"'
  ],
  [
    "OutOfScope",
    { run: b1, side: "read", resource: d(""), nearest: null, denied: null },
    "The whole workspace is outside what this task may read, so nothing was done. Nothing near it is in scope. Report what you need.",
    'run "b1" may not read the whole workspace; nothing near it is in scope'
  ],
  [
    "OutOfScope",
    { run: b1, side: "write", resource: d("d"), nearest: null, denied: { regex: ".*\\.key" } },
    'The directory "d" is outside what this task may write, so nothing was done. Its scope leaves out the regex ".*\\.key". Stay away from that, or report what you need.',
    'run "b1" may not write the directory "d"; denied: the regex ".*\\.key"'
  ],
  [
    "AlreadyQueued",
    { run: b1, resource: x, queued: d("d") },
    'You wait already for the directory "d", and "d/x" overlaps it. Wait for your turn there, or withdraw from it before you ask again.',
    'run "b1" waits for the directory "d", which overlaps "d/x"'
  ],
  [
    "LeaseHeld",
    held,
    '"d/x" is being written by the background task "a". 2 others wait. Do other work first, or queue for it and wait for your turn.',
    '"d/x": the directory "d" is held by run "a1" of background task "a" ("Rewrite the parser"), since 5 ms, until 105 ms; 2 in the queue'
  ],
  [
    "LeaseHeld",
    { ...held, by: "EarlierWaiter", mode: "foreground", expires: null },
    'The foreground task "a" was first to ask for "d/x". One other waits. Queue for it and wait for your turn.',
    '"d/x": the directory "d" is waited for by run "a1" of foreground task "a" ("Rewrite the parser"), since 5 ms; 2 in the queue'
  ],
  [
    "LeaseLost",
    { run: b1, resource: x, reason: "Expired", successor: null },
    'Your lease on "d/x" ran out, so nothing was done. Acquire it, read again, then write.',
    'run "b1" holds no lease on "d/x" (expired)'
  ],
  [
    "LeaseLost",
    { run: b1, resource: x, reason: "Expired", successor: a },
    'Your lease on "d/x" ran out, so nothing was done. The task "a" writes there now. Queue for it, read again, then write.',
    'run "b1" holds no lease on "d/x" (expired); task "a" writes there'
  ],
  [
    "LeaseLost",
    { run: b1, resource: x, reason: "Released", successor: null },
    'You gave back your lease on "d/x", so nothing was done. Acquire it, read again, then write.',
    'run "b1" holds no lease on "d/x" (released)'
  ],
  [
    "LeaseLost",
    { run: b1, resource: x, reason: "NeverHeld", successor: null },
    'You hold no lease on "d/x", so nothing was done. Acquire it, read again, then write.',
    'run "b1" holds no lease on "d/x" (never held)'
  ],
  [
    "NotHeld",
    { resource: x, handle: 3 as never },
    'This acquisition of "d/x" is over: it was given back before, or its lease ran out. Go on, there is nothing to release.',
    '"d/x" is not held by handle 3'
  ],
  ["NotHeld", { resource: x, handle: null }, 'Nobody holds "d/x". Go on.', 'nobody holds "d/x"'],
  [
    "NotQueued",
    { run: b1, resource: x },
    'You do not wait for "d/x": you were served, or you withdrew. Look at what you hold before you ask again.',
    'run "b1" does not wait for "d/x"'
  ],
  [
    "NotObserved",
    { ...base, observed: null },
    'You have not read "d/x", so nothing was written. Read it, then write.',
    'run "b1" never read "d/x"'
  ],
  [
    "NotObserved",
    { ...base, observed: content("B") },
    'This write of "d/x" is not built on what you read last, so nothing was written. Read it again and make your change on that.',
    'run "b1" read last another content of "d/x"'
  ],
  [
    "StaleBase",
    { ...base, current: content("B"), writer: a },
    '"d/x" was changed by the task "a" since you read it, so nothing was written. Read it again and make your change on what is there now.',
    '"d/x" is no longer as run "b1" read it; last written by task "a"'
  ],
  [
    "StaleBase",
    { ...base, current: Absent, writer: null },
    '"d/x" was deleted by a program outside Leasehold since you read it, so nothing was written. Read it again and make your change on what is there now.',
    '"d/x" is no longer as run "b1" read it; last written by a program outside Leasehold'
  ],
  [
    "NotExpired",
    { resource: x, expires: 105, now: 5 },
    'The lease on "d/x" stands for another 100 ms. Wait until then.',
    'the lease on "d/x" expires at 105 ms, now it is 5 ms'
  ]
]
