// The conflicts in the life of tasks, each with data of each kind, and the texts that are made of it: see conflict-table.ts.
import { type Row } from "./conflict-table.ts"
import { d, f, key, run, task } from "./world.ts"

const [t, u, t1] = [task("t"), task("u"), run("t.1")]

const notRunning = (reason: "Queued" | "Waiting" | "Stopping", forModel: string, message: string): Row => [
  "TaskNotRunning",
  { run: t1, reason },
  forModel,
  message
]

/** A row for each kind of text. */
export const lifeRows: ReadonlyArray<Row> = [
  notRunning(
    "Queued",
    "This task waits until it may start, so nothing was done. Wait for that.",
    'run "t.1" has no slot'
  ),
  notRunning(
    "Waiting",
    "This task waits for something, so nothing was done. Go on when that is there.",
    'run "t.1" waits'
  ),
  notRunning("Stopping", "This task was told to end, so nothing was done. Stop here.", 'run "t.1" was told to end'),
  [
    "TaskExists",
    { task: t, status: "deleted" },
    'There is, or was, a task "t". Choose another id.',
    'task "t" was spawned before and is deleted'
  ],
  [
    "TooDeep",
    { task: t, limit: 5 },
    "Tasks may be 5 levels deep, and this one would be deeper, so it was not started. Take its work on yourself.",
    'task "t" would be more than 5 levels deep'
  ],
  [
    "ScopeTooWide",
    { task: u, parent: t, example: 'to write the directory "d"' },
    'The task "u" would be allowed to write the directory "d", which you may not do yourself, so it was not started. Ask for less.',
    'task "u" asks to write the directory "d", which its parent "t" may not'
  ],
  [
    "ApprovalRequired",
    { task: t },
    "Nobody has approved yet that this task writes, so nothing was done. Wait for that.",
    'task "t" is not approved yet'
  ],
  [
    "ApprovalRevoked",
    { task: t },
    "It was revoked that this task may write, so nothing was done. Report the change that you would make.",
    'the approval of task "t" was revoked'
  ],
  [
    "NotPending",
    { task: t, status: "running" },
    'The task "t" does not wait to be approved. Look at how far it is.',
    'task "t" does not wait to be approved: it is running'
  ],
  [
    "NotPending",
    { task: t, status: null },
    'The task "t" does not wait to be approved. Look at how far it is.',
    'task "t" does not wait to be approved: it was never spawned'
  ],
  [
    "NotGranted",
    { task: t, status: "pending" },
    'The task "t" has no approval that could be revoked. Look at how far it is.',
    'task "t" has no approval that could be revoked: it is pending'
  ],
  [
    "TaskNotLive",
    { task: t, status: "completed" },
    'The task "t" is over. Leave it alone.',
    'task "t" is over: it is completed'
  ],
  [
    "TaskNotQueued",
    { task: t, status: "waiting" },
    'The task "t" does not wait for its start. Look at how far it is.',
    'task "t" does not wait for a slot: it is waiting'
  ],
  [
    "LimitReached",
    { task: t, limit: 3 },
    "3 tasks are at work in the background, and more may not be. Wait until one of them is done.",
    'task "t" waits for a slot: 3 tasks are at work in the background'
  ],
  [
    "HoldsLease",
    { run: t1, held: [f("d/x"), d("e")], queued: [f("d/y")] },
    'You hold "d/x", the directory "e", and nobody may hold anything while it waits. Release that first.',
    'run "t.1" holds "d/x", the directory "e", and would keep that while it waits'
  ],
  [
    "HoldsLease",
    { run: t1, held: [], queued: [f("d/y")] },
    'You are in the queue for "d/y", and others would wait behind you. Withdraw from that first.',
    'run "t.1" is in the queue for "d/y", and would keep that while it waits'
  ],
  [
    "NotWaiting",
    { task: t, status: "running" },
    'The task "t" does not wait for that. Look at how far it is.',
    'task "t" does not wait for that: it is running'
  ],
  [
    "StillWorking",
    { task: t, at: "command" },
    'A command of the task "t" is not finished. Wait for its end.',
    'a command of task "t" is under way'
  ],
  [
    "StillWorking",
    { task: t, at: "write" },
    'A write of the task "t" is not finished. Wait for its end.',
    'a write of task "t" is under way'
  ],
  [
    "CommandNotAllowed",
    { run: t1, command: "rm -rf ." },
    'This task may not run "rm -rf .", so nothing was done. Find another way, or report what you need.',
    'run "t.1" may not run "rm -rf ."'
  ],
  [
    "WouldSweep",
    { run: t1, task: u, keys: ["a", "b", "c", "d", "e"].map(key) },
    'The task "u" has not finished "a", "b", "c" and 2 more, and that would take them along, so nothing was done. Name the files that are yours.',
    'task "u" has not finished "a", "b", "c" and 2 more'
  ],
  ["NoProcess", { task: t }, 'The task "t" has no process that runs. Go on.', 'no process of task "t" is known'],
  [
    "NotExited",
    { task: t },
    'The task "t" has no command that is over. Wait for its end.',
    'task "t" has no command that is over'
  ],
  [
    "OutsideLease",
    { task: t, keys: [key("a"), key("b")] },
    'The command changed files that it was not to change: "a", "b". Look at them, and report that.',
    'a command of task "t" changed what it was not to change: "a", "b"'
  ],
  [
    "OutsideLease",
    { task: t, keys: ["a", "b", "c", "d", "e"].map(key) },
    'The command changed files that it was not to change: "a", "b", "c" and 2 more. Look at them, and report that.',
    'a command of task "t" changed what it was not to change: "a", "b", "c" and 2 more'
  ],
  [
    "AlreadyEnded",
    { task: t, status: "stopping" },
    'The task "t" is over already. Leave it alone.',
    'task "t" cannot be ended: it is stopping'
  ],
  [
    "NotTimedOut",
    { task: t, until: 105, now: 5 },
    'The time of the task "t" is not over. Let it go on.',
    'the time of task "t" is over at 105 ms, now it is 5 ms'
  ],
  [
    "NotTimedOut",
    { task: t, until: null, now: 5 },
    'The time of the task "t" is not over. Let it go on.',
    'the time of task "t" stands still'
  ],
  [
    "NotStopping",
    { task: t, status: "running" },
    'The task "t" goes on. Cancel it first, if it is to end.',
    'task "t" was not told to end: it is running'
  ],
  [
    "ChildrenLive",
    { task: t, child: u },
    'The task "u", which you or a task of yours started, is not over. Wait for it, or cancel it.',
    'task "u", which is below task "t", is not over'
  ],
  [
    "ResultsWaiting",
    { task: t, child: u },
    'You have not taken what the task "u" came to. Take it first.',
    'nobody wrote down yet what task "u" came to'
  ],
  [
    "NothingToTell",
    { task: t },
    'The task "t" has nothing to tell you. Go on.',
    'task "t" has no result to be told or taken'
  ],
  [
    "NotInterrupted",
    { task: t, status: "failed" },
    'The task "t" was not interrupted. Start another one.',
    'task "t" cannot be resumed: it is failed'
  ],
  [
    "ParentEnded",
    { task: u, parent: t },
    'The task "u" was started for "t", which is over. Start another one.',
    'task "u" cannot be resumed: task "t" above it is over'
  ],
  [
    "NotEnded",
    { task: t, status: "running" },
    'The task "t" is not over. Cancel it first.',
    'task "t" cannot be deleted: it is running'
  ]
]
