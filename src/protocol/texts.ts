// What a language model is told of a conflict: what happened, which task is in the way, one thing to do next. Stable: the
// same conflict has the same text. A task is named by its id alone, since a title is another task's content; and paths
// are shown only if they lie in the workspace, whatever was asked for.
import { isOutside, quote, showPath } from "../scope/quote.ts"
import type { Pattern } from "../scope/scope.ts"
import type { Conflict, ConflictName, ConflictOf } from "./conflicts.ts"
import { Root, type Resource } from "./words.ts"

export { quote, showPath }

/** A resource, likewise. */
export const show = (resource: Resource): string =>
  resource.kind === "file"
    ? showPath(resource.path)
    : resource.path === Root
      ? "the whole workspace"
      : isOutside(resource.path)
        ? showPath(resource.path)
        : `the directory ${quote(resource.path)}`

/** A pattern of a scope, if it is about paths of the workspace. */
export const showPattern = (pattern: Pattern): string => {
  const text = typeof pattern === "string" ? pattern : pattern.regex
  if (isOutside(text.replaceAll("\\", ""))) return "a pattern outside the workspace"
  return typeof pattern === "string" ? quote(text) : `the regex ${quote(text)}`
}

const mostListed = 3

/** Some of what may be a great many. */
export const listed = (all: ReadonlyArray<string>): string =>
  all.length <= mostListed + 1
    ? all.join(", ")
    : `${all.slice(0, mostListed).join(", ")} and ${all.length - mostListed} more`

type Texts = { readonly [Name in ConflictName]: (conflict: ConflictOf<Name>) => string }

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const waiting = (count: number): string =>
  count === 1 ? " One other waits." : count > 1 ? ` ${count} others wait.` : ""

const stopped = {
  NotStarted: "This run was not started, so nothing was done. Start it first.",
  Ended: "This run has ended, so nothing was done. Stop here; to go on, start the task as a new run.",
  Interrupted:
    "This run was interrupted when its host crashed, so nothing was done. Stop here; to go on, start the task as a new run.",
  HostCrashed: "The host of this run has crashed, so nothing was done. Stop here and let the host be recovered.",
  Queued: "This task waits until it may start, so nothing was done. Wait for that.",
  Waiting: "This task waits for something, so nothing was done. Go on when that is there.",
  Stopping: "This task was told to end, so nothing was done. Stop here."
}

const texts: Texts = {
  HostInUse: ({ host, status }) =>
    status === "open"
      ? `The host ${quote(host)} is open already. Open the workspace under another name.`
      : `The host ${quote(host)} crashed and is not recovered yet. Recover it, then open it.`,
  HostNotOpen: ({ host, status }) =>
    status === "closed"
      ? `The host ${quote(host)} is not open. Open it first.`
      : `The host ${quote(host)} has crashed. Use another host, or recover this one first.`,
  HostNotCrashed: ({ host, status }) =>
    `The host ${quote(host)} is ${status}, it did not crash, so there is nothing to recover. Leave it alone.`,
  RunStarted: ({ status }) =>
    status === "running"
      ? "This run is running already. Go on with it."
      : "This run is over and cannot be started again. Start the task as a new run.",
  TaskRunning: ({ task }) =>
    `The task ${quote(task)} has a run that is not over. Wait until that ends, then start the task again.`,
  TaskNotRunning: ({ reason }) => stopped[reason],
  WriteNotAllowed: () =>
    "This task runs in the background and may only read, so nothing was written. Report the change that you would make.",
  OutOfScope: ({ side, resource, nearest, denied }) =>
    `${capital(show(resource))} is outside what this task may ${side}, so nothing was done. ` +
    (denied !== null
      ? `Its scope leaves out ${showPattern(denied)}. Stay away from that, or report what you need.`
      : nearest !== null
        ? `The nearest that it may ${side} is ${showPattern(nearest)}. Stay within that, or report what you need.`
        : `Nothing near it is in scope. Report what you need.`),
  AlreadyQueued: ({ resource, queued }) =>
    `You wait already for ${show(queued)}, and ${show(resource)} overlaps it. Wait for your turn there, or withdraw from it before you ask again.`,
  LeaseHeld: ({ resource, by, task, mode, queueLength }) =>
    by === "Holder"
      ? `${capital(show(resource))} is being written by the ${mode} task ${quote(task)}.${waiting(queueLength)} Do other work first, or queue for it and wait for your turn.`
      : `The ${mode} task ${quote(task)} was first to ask for ${show(resource)}.${waiting(queueLength - 1)} Queue for it and wait for your turn.`,
  LeaseLost: ({ resource, reason, successor }) => {
    const what = {
      Expired: `Your lease on ${show(resource)} ran out, so nothing was done.`,
      Released: `You gave back your lease on ${show(resource)}, so nothing was done.`,
      NeverHeld: `You hold no lease on ${show(resource)}, so nothing was done.`
    }
    return successor === null
      ? `${what[reason]} Acquire it, read again, then write.`
      : `${what[reason]} The task ${quote(successor)} writes there now. Queue for it, read again, then write.`
  },
  NotHeld: ({ resource, handle }) =>
    handle === null
      ? `Nobody holds ${show(resource)}. Go on.`
      : `This acquisition of ${show(resource)} is over: it was given back before, or its lease ran out. Go on, there is nothing to release.`,
  NotQueued: ({ resource }) =>
    `You do not wait for ${show(resource)}: you were served, or you withdrew. Look at what you hold before you ask again.`,
  NotObserved: ({ key, observed }) =>
    observed === null
      ? `You have not read ${showPath(key)}, so nothing was written. Read it, then write.`
      : `This write of ${showPath(key)} is not built on what you read last, so nothing was written. Read it again and make your change on that.`,
  StaleBase: ({ key, writer, current }) =>
    `${capital(showPath(key))} was ${current === "absent" ? "deleted" : "changed"} by ` +
    `${writer === null ? "a program outside Leasehold" : `the task ${quote(writer)}`} since you read it, so nothing was written. ` +
    "Read it again and make your change on what is there now.",
  NotExpired: ({ resource, expires, now }) =>
    `The lease on ${show(resource)} stands for another ${expires - now} ms. Wait until then.`,
  Unsettled: ({ resource, task }) =>
    `A write by the task ${quote(task)} in ${show(resource)} is not finished, so nothing was done. Try again in a moment.`,
  BeingWritten: ({ key }) => `A program outside Leasehold is writing ${showPath(key)} just now. Try again in a moment.`,
  GateBusy: ({ key, host }) =>
    `The host ${quote(host)} is finishing a write of ${showPath(key)}. Try again in a moment.`,
  NothingToSettle: ({ key }) => `No write of ${showPath(key)} is unfinished. Go on.`,
  NotNext: ({ key, order }) =>
    order === null
      ? `The write of ${showPath(key)} is not in your hands. Enter its gate first.`
      : `The write of ${showPath(key)} is not so far yet. Do ${order} next.`,
  NothingLeft: ({ key }) => `Nothing is left of the writes of ${showPath(key)}. Go on.`,
  NotDurable: ({ key }) => `What became of the write of ${showPath(key)} is not durable yet. Flush the store first.`,
  GraceNotOver: ({ key, until, now }) =>
    `What a write of ${showPath(key)} displaced may still be opened by others. Look again in ${until - now} ms.`,
  NothingToFlush: () => "All rows are durable. Go on.",
  TaskExists: ({ task }) => `There is, or was, a task ${quote(task)}. Choose another id.`,
  TooDeep: ({ limit }) =>
    `Tasks may be ${limit} levels deep, and this one would be deeper, so it was not started. Take its work on yourself.`,
  ScopeTooWide: ({ task, example }) =>
    `The task ${quote(task)} would be allowed ${example}, which you may not do yourself, so it was not started. Ask for less.`,
  ApprovalRequired: () => "Nobody has approved yet that this task writes, so nothing was done. Wait for that.",
  ApprovalRevoked: () =>
    "It was revoked that this task may write, so nothing was done. Report the change that you would make.",
  NotPending: ({ task }) => `The task ${quote(task)} does not wait to be approved. Look at how far it is.`,
  NotGranted: ({ task }) => `The task ${quote(task)} has no approval that could be revoked. Look at how far it is.`,
  TaskNotLive: ({ task }) => `The task ${quote(task)} is over. Leave it alone.`,
  TaskNotQueued: ({ task }) => `The task ${quote(task)} does not wait for its start. Look at how far it is.`,
  LimitReached: ({ limit }) =>
    `${limit} tasks are at work in the background, and more may not be. Wait until one of them is done.`,
  HoldsLease: ({ held, queued }) =>
    held.length > 0
      ? `You hold ${listed(held.map(show))}, and nobody may hold anything while it waits. Release that first.`
      : `You are in the queue for ${listed(queued.map(show))}, and others would wait behind you. Withdraw from that first.`,
  NotWaiting: ({ task }) => `The task ${quote(task)} does not wait for that. Look at how far it is.`,
  StillWorking: ({ task, at }) => `A ${at} of the task ${quote(task)} is not finished. Wait for its end.`,
  CommandNotAllowed: ({ command }) =>
    `This task may not run ${quote(command)}, so nothing was done. Find another way, or report what you need.`,
  WouldSweep: ({ task, keys }) =>
    `The task ${quote(task)} has not finished ${listed(keys.map(showPath))}, and that would take them along, so nothing was done. Name the files that are yours.`,
  NoProcess: ({ task }) => `The task ${quote(task)} has no process that runs. Go on.`,
  NotExited: ({ task }) => `The task ${quote(task)} has no command that is over. Wait for its end.`,
  OutsideLease: ({ keys }) =>
    `The command changed files that it was not to change: ${listed(keys.map(showPath))}. Look at them, and report that.`,
  AlreadyEnded: ({ task }) => `The task ${quote(task)} is over already. Leave it alone.`,
  NotTimedOut: ({ task }) => `The time of the task ${quote(task)} is not over. Let it go on.`,
  NotStopping: ({ task }) => `The task ${quote(task)} goes on. Cancel it first, if it is to end.`,
  ChildrenLive: ({ child }) =>
    `The task ${quote(child)}, which you or a task of yours started, is not over. Wait for it, or cancel it.`,
  ResultsWaiting: ({ child }) => `You have not taken what the task ${quote(child)} came to. Take it first.`,
  NothingToTell: ({ task }) => `The task ${quote(task)} has nothing to tell you. Go on.`,
  NotInterrupted: ({ task }) => `The task ${quote(task)} was not interrupted. Start another one.`,
  ParentEnded: ({ task, parent }) =>
    `The task ${quote(task)} was started for ${quote(parent)}, which is over. Start another one.`,
  NotEnded: ({ task }) => `The task ${quote(task)} is not over. Cancel it first.`
}

/** The conflict in one to three sentences for a language model. */
export const forModel = (conflict: Conflict): string =>
  // Each text takes the conflict of its own name: what TypeScript cannot follow through the union.
  (texts[conflict._tag] as (conflict: Conflict) => string)(conflict)
