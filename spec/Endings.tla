-------------------------------- MODULE Endings ------------------------------
(***************************************************************************)
(* How a task ends, once and for all: first it is said what it will have   *)
(* come to, and when nothing of it is left, it has.  A parent is told, and *)
(* at last a task is deleted.                                              *)
(***************************************************************************)
EXTENDS Turns

ResultsAreTaken(task) ==                                     \* ResultsWaiting
  \A child \in Children(task) : result[child] \notin {"kept", "told"}

(* Who died on the way is not finished before it is reaped. *)
IsServed(task) == host[task] # NoHost => IsThere(task)       \* HostNotOpen

(* Neither a process nor a decided write. *)
HasStopped(task) == ~HasProcess(task) /\ writing[task] = {}  \* StillWorking

(* A task that was interrupted may be resumed, and its children go on        *)
(* meanwhile, where they run elsewhere.                                      *)
LeavesNoChild(task) == ending[task] = "interrupted" \/ ChildrenAreOver(task) \* ChildrenLive

IsKept(task) == result[task] = "kept"                        \* NothingToTell
IsTold(task) == result[task] = "told"                        \* NothingToTell
ParentIsThere(task)   == parent[task] # NoParent /\ IsThere(parent[task])   \* TaskNotRunning
ParentIsRunning(task) == parent[task] # NoParent /\ IsRunning(parent[task]) \* TaskNotRunning

(* The time of a task runs as long as it does: while it waits, others take   *)
(* theirs.  Its host may be dead.                                            *)
IsStarted(task)   == status[task] = "running"                \* TaskNotRunning

IsOver(task)      == status[task] \in Ends \cup {"interrupted"} \* NotEnded
IsDelivered(task) == ParentMayAsk(task) => result[task] \notin {"kept", "told"} \* ResultsWaiting

-----------------------------------------------------------------------------

(* Who is stopped stops all below it. *)
Stopped(task) == {other \in Below(task) : IsActive(other)}

Stop(task, how) ==
  /\ status' = [other \in Tasks |-> IF other \in Stopped(task) THEN "stopping" ELSE status[other]]
  /\ ending' = [other \in Tasks |->
       CASE other = task            -> how
         [] other \in Stopped(task) -> "cancelled"
         [] OTHER                   -> ending[other]]
  /\ waits'  = [other \in Tasks |-> IF other \in Stopped(task) THEN Nothing ELSE waits[other]]
  /\ work'   = Killed(Stopped(task))
  /\ UNCHANGED <<hosts, host, parent, mayVars, held, writing, changed, record, result>>

(* Nobody is done before it knows what its children came to. *)
Complete(task) ==
  /\ IsRunning(task)
  /\ IsIdle(task)
  /\ ChildrenAreOver(task)
  /\ ResultsAreTaken(task)
  /\ Stop(task, "completed")

Fail(task) ==
  /\ IsRunning(task)
  /\ Stop(task, "failed")

(* By anyone, from any process, and also while its host is dead. *)
Cancel(task) ==
  /\ IsActive(task)
  /\ Stop(task, "cancelled")

TimeOut(task) ==
  /\ IsStarted(task)
  /\ Stop(task, "timed out")

(* Nothing of it is left: no child, no process, no write, no lease. *)
Finish(task) ==
  /\ IsStopping(task)
  /\ IsServed(task)
  /\ HasStopped(task)
  /\ LeavesNoChild(task)
  /\ Becomes(task, ending[task])
  /\ ending'  = [ending EXCEPT ![task] = Nothing]
  /\ host'    = [host EXCEPT ![task] = NoHost]
  /\ held'    = [held EXCEPT ![task] = Kept(task)]
  /\ work'    = [work EXCEPT ![task] = Nothing]
  /\ changed' = [changed EXCEPT ![task] = {}]
  /\ Recorded(task, Found(task))
  /\ result'  = [result EXCEPT ![task] =
                  IF parent[task] # NoParent /\ ending[task] # "interrupted" THEN "kept" ELSE @]
  /\ UNCHANGED <<hosts, parent, waits, mayVars, writing>>

(* Results.  What a child came to is kept until its parent has written down  *)
(* that it knows: at least once, also by a parent that was resumed.          *)
Deliver(task) ==
  /\ IsKept(task)
  /\ ParentIsThere(task)
  /\ result' = [result EXCEPT ![task] = "told"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars>>

Take(task) ==
  /\ IsTold(task)
  /\ ParentIsRunning(task)
  /\ result' = [result EXCEPT ![task] = "taken"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars>>

(* By retention, or by somebody; for good. *)
Delete(task) ==
  /\ IsOver(task)
  /\ IsIdle(task)
  /\ ChildrenAreOver(task)
  /\ IsDelivered(task)
  /\ Becomes(task, "deleted")
  /\ record' = [record EXCEPT ![task] = {}]
  /\ UNCHANGED <<hosts, host, parent, waits, ending, mayVars, held, writing, work, changed, result>>

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

CompleteVerdict(task) ==
  CASE ~IsRunning(task)       -> "TaskNotRunning"
    [] ~IsIdle(task)          -> "StillWorking"
    [] ~ChildrenAreOver(task) -> "ChildrenLive"
    [] ~ResultsAreTaken(task) -> "ResultsWaiting"
    [] OTHER                  -> "ok"

FailVerdict(task)    == IF ~IsRunning(task) THEN "TaskNotRunning" ELSE "ok"
CancelVerdict(task)  == IF ~IsActive(task) THEN "AlreadyEnded" ELSE "ok"
TimeOutVerdict(task) == IF ~IsStarted(task) THEN "TaskNotRunning" ELSE "ok"

FinishVerdict(task) ==
  CASE ~IsStopping(task)      -> "NotStopping"
    [] ~IsServed(task)        -> "HostNotOpen"
    [] ~HasStopped(task)      -> "StillWorking"
    [] ~LeavesNoChild(task)   -> "ChildrenLive"
    [] OTHER                  -> "ok"

DeliverVerdict(task) ==
  CASE ~IsKept(task)          -> "NothingToTell"
    [] ~ParentIsThere(task)   -> "TaskNotRunning"
    [] OTHER                  -> "ok"

TakeVerdict(task) ==
  CASE ~IsTold(task)          -> "NothingToTell"
    [] ~ParentIsRunning(task) -> "TaskNotRunning"
    [] OTHER                  -> "ok"

DeleteVerdict(task) ==
  CASE ~IsOver(task)          -> "NotEnded"
    [] ~IsIdle(task)          -> "StillWorking"
    [] ~ChildrenAreOver(task) -> "ChildrenLive"
    [] ~IsDelivered(task)     -> "ResultsWaiting"
    [] OTHER                  -> "ok"

=============================================================================
