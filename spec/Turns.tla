-------------------------------- MODULE Turns --------------------------------
(***************************************************************************)
(* Whose turn it is: slots for what works in the background, and waiting   *)
(* for a person or for children.  Nobody waits for these and has a lease   *)
(* meanwhile.                                                              *)
(***************************************************************************)
EXTENDS Effects

IsDecided(task) == ~IsPending(task)                          \* ApprovalRequired
IsQueued(task)  == status[task] = "queued"                   \* TaskNotQueued

(* A task that waits is not at work, and gives its slot to others: else a    *)
(* few that wait for their children would keep these from ever starting.     *)
(* One that is stopped is at work as long as something of it is under way.   *)
IsAtWork(task) == IsLive(task) /\ (status[task] = "running" \/ ~IsIdle(task))

HasSlot(task) ==                                             \* LimitReached
  permission[task].background =>
    Cardinality({other \in Tasks : permission[other].background /\ IsAtWork(other)}) < Limit

HoldsNothing(task)     == held[task] = {}                    \* HoldsLease
WaitsForAnswer(task)   == waits[task] = "an answer"          \* NotWaiting
WaitsForChildren(task) == waits[task] = "its children"       \* NotWaiting

ResultsAreHere(task) == \A child \in Children(task) : result[child] # "kept" \* ResultsWaiting

-----------------------------------------------------------------------------

(* A slot is free: a task starts, or goes on where it waited. *)
Schedule(task) ==
  /\ IsThere(task)
  /\ IsDecided(task)
  /\ IsQueued(task)
  /\ HasSlot(task)
  /\ Becomes(task, "running")
  /\ UNCHANGED <<hosts, host, parent, waits, ending, mayVars, effectVars, result>>

Waits(task, for) ==
  /\ Becomes(task, "waiting")
  /\ waits' = [waits EXCEPT ![task] = for]
  /\ UNCHANGED <<hosts, host, parent, ending, mayVars, effectVars, result>>

GoesOn(task) ==
  /\ Becomes(task, "queued")
  /\ waits' = [waits EXCEPT ![task] = Nothing]
  /\ UNCHANGED <<hosts, host, parent, ending, mayVars, effectVars, result>>

Ask(task) ==
  /\ IsRunning(task)
  /\ HoldsNothing(task)
  /\ Waits(task, "an answer")

Answer(task) ==
  /\ WaitsForAnswer(task)
  /\ GoesOn(task)

Await(task) ==
  /\ IsRunning(task)
  /\ HoldsNothing(task)
  /\ Waits(task, "its children")

(* All children are over, and their results are there. *)
Join(task) ==
  /\ WaitsForChildren(task)
  /\ IsThere(task)
  /\ ChildrenAreOver(task)
  /\ ResultsAreHere(task)
  /\ GoesOn(task)

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

ScheduleVerdict(task) ==
  CASE ~IsThere(task)          -> "TaskNotRunning"
    [] ~IsDecided(task)        -> "ApprovalRequired"
    [] ~IsQueued(task)         -> "TaskNotQueued"
    [] ~HasSlot(task)          -> "LimitReached"
    [] OTHER                   -> "ok"

AskVerdict(task) ==
  CASE ~IsRunning(task)        -> "TaskNotRunning"
    [] ~HoldsNothing(task)     -> "HoldsLease"
    [] OTHER                   -> "ok"

AnswerVerdict(task) == IF ~WaitsForAnswer(task) THEN "NotWaiting" ELSE "ok"

AwaitVerdict(task) ==
  CASE ~IsRunning(task)        -> "TaskNotRunning"
    [] ~HoldsNothing(task)     -> "HoldsLease"
    [] OTHER                   -> "ok"

JoinVerdict(task) ==
  CASE ~WaitsForChildren(task) -> "NotWaiting"
    [] ~IsThere(task)          -> "TaskNotRunning"
    [] ~ChildrenAreOver(task)  -> "ChildrenLive"
    [] ~ResultsAreHere(task)   -> "ResultsWaiting"
    [] OTHER                   -> "ok"

=============================================================================
