------------------------------- MODULE Resuming ------------------------------
(***************************************************************************)
(* Runs that are over before their task is: by their own end, or with      *)
(* their host.  The task is interrupted then, and may be resumed, as       *)
(* another run.  What was decided of writes, anyone settles.               *)
(***************************************************************************)
EXTENDS Endings

IsClosed(h)  == hosts[h] = "closed"                          \* HostInUse
IsCrashed(h) == hosts[h] = "crashed"                         \* HostNotCrashed

IsInterrupted(task) == status[task] = "interrupted"          \* NotInterrupted

(* Nobody goes on below a task that is over: its parent may still come back, *)
(* and the parent of that.                                                   *)
ParentRemains(task) == \A above \in Chain(task) \ {task} : MayGoOn(above) \* ParentEnded

RanIn(h, task) == host[task] = h
TasksIn(h)     == {task \in Tasks : RanIn(h, task)}

(* Processes outlive their host: who has one keeps its leases, and is told   *)
(* to end.  So does who has not looked at what they changed: that takes      *)
(* longer than a step may, and is Finish's.                                  *)
Remains(task)   == ~HasNoCommand(task)
IsGone(h, task) == RanIn(h, task) /\ ~Remains(task)

(* Written down and read again.  How is not said here; that it comes to the  *)
(* same is the point.                                                        *)
Restored(asked) == asked

(* Who was not decided about yet still is not. *)
AsItWas(task) == IF approval[task] = "asked" THEN "pending" ELSE "queued"

-----------------------------------------------------------------------------

HostOpen(h) ==
  /\ IsClosed(h)
  /\ hosts' = [hosts EXCEPT ![h] = "open"]
  /\ UNCHANGED <<treeVars, mayVars, effectVars, result>>

(* Environment. *)
HostCrash(h) ==
  /\ IsOpen(h)
  /\ hosts' = [hosts EXCEPT ![h] = "crashed"]
  /\ UNCHANGED <<treeVars, mayVars, effectVars, result>>

Reap(h) ==
  /\ IsCrashed(h)
  /\ hosts'   = [hosts EXCEPT ![h] = "closed"]
  /\ status'  = [task \in Tasks |->
       CASE ~RanIn(h, task)                   -> status[task]
         [] Remains(task) \/ IsStopping(task) -> "stopping"
         [] OTHER                             -> "interrupted"]
  /\ ending'  = [task \in Tasks |->
       IF RanIn(h, task) /\ Remains(task) /\ ~IsStopping(task) THEN "interrupted" ELSE ending[task]]
  /\ host'    = [task \in Tasks |-> IF RanIn(h, task) THEN NoHost ELSE host[task]]
  /\ waits'   = [task \in Tasks |-> IF RanIn(h, task) THEN Nothing ELSE waits[task]]
  /\ held'    = [task \in Tasks |-> IF IsGone(h, task) THEN Kept(task) ELSE held[task]]
  /\ work'    = Killed(TasksIn(h))
  /\ result'  = ToldAgain(TasksIn(h))
  /\ UNCHANGED <<parent, mayVars, writing, changed, record>>

(* A session that is closed: what it was about is not done, and its children *)
(* go on.  Who was told to end ends as that all the same.                    *)
End(task) ==
  /\ IsThere(task)
  /\ LeavesNoProcess(task)
  /\ Becomes(task, IF IsStopping(task) THEN "stopping" ELSE "interrupted")
  /\ host'   = [host EXCEPT ![task] = NoHost]
  /\ waits'  = [waits EXCEPT ![task] = Nothing]
  /\ held'   = [held EXCEPT ![task] = Kept(task)]
  /\ result' = ToldAgain({task})
  /\ UNCHANGED <<hosts, parent, ending, mayVars, writing, work, changed, record>>

(* As another run, with what is written down of the task. *)
Resume(task, h) ==
  /\ IsOpen(h)
  /\ IsInterrupted(task)
  /\ ParentRemains(task)
  /\ Becomes(task, AsItWas(task))
  /\ host'       = [host EXCEPT ![task] = h]
  /\ permission' = [permission EXCEPT ![task] = Restored(@)]
  /\ UNCHANGED <<hosts, parent, waits, ending, approval, effectVars, result>>

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

HostOpenVerdict(h)  == IF ~IsClosed(h) THEN "HostInUse" ELSE "ok"
HostCrashVerdict(h) == IF ~IsOpen(h) THEN "HostNotOpen" ELSE "ok"
ReapVerdict(h)      == IF ~IsCrashed(h) THEN "HostNotCrashed" ELSE "ok"

EndVerdict(task) ==
  CASE ~IsThere(task)         -> "TaskNotRunning"
    [] ~LeavesNoProcess(task) -> "StillWorking"
    [] OTHER                  -> "ok"

ResumeVerdict(task, h) ==
  CASE ~IsOpen(h)             -> "HostNotOpen"
    [] ~IsInterrupted(task)   -> "NotInterrupted"
    [] ~ParentRemains(task)   -> "ParentEnded"
    [] OTHER                  -> "ok"

=============================================================================
