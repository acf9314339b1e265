// The rules of the life of tasks: how they come, who lets them write, what they wait for, what they run, and how they end.
import type { ActionOf } from "./actions.ts"
import * as commands from "./command-guards.ts"
import { IsApproved, IsNew, IsOpen, MayWrite, NoOtherRun } from "./guards.ts"
import { forget } from "./intents.ts"
import * as leases from "./leases.ts"
import * as guards from "./life-guards.ts"
import { refuse } from "./conflicts.ts"
import * as lifecycle from "./lifecycle.ts"
import * as lives from "./lives.ts"
import type { Rule } from "./rule.ts"

const { by, IsRunning, ofStatus } = guards

type LifeAction =
  | "Spawn"
  | "Approve"
  | "Deny"
  | "Revoke"
  | "Narrow"
  | "Schedule"
  | "Ask"
  | "Answer"
  | "Await"
  | "Join"
  | "Exec"
  | "Exit"
  | "Tell"
  | "Complete"
  | "Fail"
  | "Cancel"
  | "TimeOut"
  | "Finish"
  | "Deliver"
  | "Take"
  | "Resume"
  | "Delete"

/** By the specification's names. */
export const lifeRules: { readonly [Name in LifeAction]: Rule<ActionOf<Name>> } = {
  Spawn: {
    guards: [
      IsOpen,
      guards.IsUnknown,
      IsNew,
      NoOtherRun,
      guards.MaySpawn,
      guards.WithinDepth,
      guards.ModeWithin,
      guards.ScopeWithin
    ],
    changes: [{ name: "Comes", apply: (s, a, _, o) => lifecycle.spawn(s, a.task, a, o) }]
  },
  Approve: {
    guards: [guards.IsPending],
    changes: [{ name: "Approved", apply: (s, a, _, o) => lifecycle.approve(s, a.task, a.grant, o) }]
  },
  Deny: {
    guards: [guards.IsPending],
    changes: [{ name: "Denied", apply: (s, a, _, o) => lifecycle.deny(s, a.task, a.reason, o) }]
  },
  Revoke: {
    guards: [ofStatus("IsGranted", "NotGranted", ({ approval }) => approval === "granted")],
    changes: [
      { name: "Revoked", apply: (s, a, _, o) => lifecycle.revoke(s, a.task, o) },
      { name: "KillBelow", apply: (s, a, _, o) => lifecycle.killBelow(s, a.task, o) }
    ]
  },
  Narrow: {
    guards: [ofStatus("IsLive", "TaskNotLive", lives.isLive)],
    changes: [
      { name: "Narrowed", apply: (s, a) => lifecycle.narrow(s, a.task, (profile) => lives.narrowed(profile, a.scope)) },
      { name: "KillBelow", apply: (s, a, _, o) => lifecycle.killBelow(s, a.task, o) }
    ]
  },
  Schedule: {
    guards: [
      guards.IsThere,
      guards.IsDecided,
      ofStatus("IsQueued", "TaskNotQueued", ({ status }) => status === "queued"),
      guards.HasSlot
    ],
    changes: [{ name: "Starts", apply: (s, a, now, o) => lifecycle.schedule(s, a.task, now, o) }]
  },
  Ask: {
    guards: [IsRunning, guards.HoldsNothing],
    changes: [{ name: "WaitsForAnswer", apply: (s, a, now, o) => lifecycle.ask(s, a.run, a.question, now, o) }]
  },
  Answer: {
    guards: [ofStatus("WaitsForAnswer", "NotWaiting", ({ waits }) => waits === "an answer")],
    changes: [{ name: "GoesOn", apply: (s, a, _, o) => lifecycle.answer(s, a.task, a.answer, o) }]
  },
  Await: {
    guards: [IsRunning, guards.HoldsNothing],
    changes: [{ name: "WaitsForChildren", apply: (s, a, now, o) => lifecycle.awaitChildren(s, a.run, now, o) }]
  },
  Join: {
    guards: [
      ofStatus("WaitsForChildren", "NotWaiting", ({ waits }) => waits === "its children"),
      guards.IsThere,
      guards.ChildrenAreOver,
      guards.ResultsAreHere
    ],
    changes: [{ name: "GoesOn", apply: (s, a, _, o) => lifecycle.join(s, a.task, o) }]
  },
  Exec: {
    guards: [
      IsRunning,
      MayWrite,
      IsApproved,
      commands.CommandWithin,
      commands.TargetsWithin,
      commands.SweepsNothing,
      by(commands.HasNoCommand),
      commands.NoOtherHoldsAny,
      commands.OvertakesNobody,
      commands.NoneStandsOpen
    ],
    changes: [
      {
        name: "Begins",
        apply: (s, a, now, o) => lifecycle.exec(s, a.run, a.command, a.resources, now, o)
      }
    ]
  },
  Exit: {
    guards: [
      {
        name: "HasProcess",
        conflict: "NoProcess",
        fails: (s, { task }) => {
          const life = lives.lifeOf(s, task)
          return life !== undefined && lives.hasProcess(life) ? undefined : refuse("NoProcess", { task })
        }
      }
    ],
    changes: [{ name: "Exits", apply: (s, a, _, o) => lifecycle.exit(s, a.task, o) }]
  },
  Tell: {
    guards: [
      {
        name: "HasExited",
        conflict: "NotExited",
        fails: (s, { task }) =>
          lives.lifeOf(s, task)?.command?.state === "exited" ? undefined : refuse("NotExited", { task })
      },
      guards.IsThere,
      commands.MayTell
    ],
    changes: [
      { name: "Recorded", apply: (s, a) => lifecycle.recordWrites(s, a.task, a.changed) },
      { name: "Told", apply: (s, a, _, o) => lifecycle.forgetCommand(s, a.task, o) }
    ]
  },
  Complete: {
    guards: [IsRunning, by(guards.IsIdle), by(guards.ChildrenAreOver), by(guards.ResultsAreTaken)],
    changes: [{ name: "Stop", apply: (s, a, _, o) => lifecycle.stopBy(s, a.run, "completed", a.outcome, o) }]
  },
  Fail: {
    guards: [IsRunning],
    changes: [{ name: "Stop", apply: (s, a, _, o) => lifecycle.stopBy(s, a.run, "failed", a.outcome, o) }]
  },
  Cancel: {
    guards: [ofStatus("IsActive", "AlreadyEnded", lives.isActive)],
    changes: [{ name: "Stop", apply: (s, a, _, o) => lifecycle.stop(s, a.task, "cancelled", a.reason, o) }]
  },
  TimeOut: {
    guards: [guards.IsStarted, guards.TimeIsOver],
    changes: [{ name: "Stop", apply: (s, a, _, o) => lifecycle.stop(s, a.task, "timed out", undefined, o) }]
  },
  Finish: {
    guards: [
      ofStatus("IsStopping", "NotStopping", ({ status }) => status === "stopping"),
      guards.IsServed,
      guards.HasStopped,
      guards.LeavesNoChild
    ],
    changes: [
      { name: "ReleaseLeases", apply: (s, a, _, o) => leases.releaseLeases(s, lives.lastRunOf(s, a.task), o) },
      { name: "Forget", apply: (s, a) => forget(s, lives.lastRunOf(s, a.task)) },
      { name: "Ends", apply: (s, a, _, o) => lifecycle.finish(s, a.task, a.changed, o) }
    ]
  },
  Deliver: {
    guards: [guards.IsKept, guards.ParentIsThere],
    changes: [{ name: "TellsParent", apply: (s, a, _, o) => lifecycle.deliver(s, a.task, o) }]
  },
  Take: {
    guards: [guards.IsTold, guards.ParentIsRunning],
    changes: [{ name: "Taken", apply: (s, a) => lifecycle.take(s, a.task) }]
  },
  Resume: {
    guards: [
      IsOpen,
      ofStatus("IsInterrupted", "NotInterrupted", ({ status }) => status === "interrupted"),
      IsNew,
      guards.ParentRemains
    ],
    changes: [{ name: "Resumes", apply: (s, a, _, o) => lifecycle.resume(s, a.task, a.run, a.host, o) }]
  },
  Delete: {
    guards: [ofStatus("IsOver", "NotEnded", lives.isOver), guards.IsIdle, guards.ChildrenAreOver, guards.IsDelivered],
    changes: [{ name: "Deleted", apply: (s, a, _, o) => lifecycle.remove(s, a.task, o) }]
  }
}
