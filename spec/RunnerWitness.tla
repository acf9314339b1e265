----------------------------- MODULE RunnerWitness --------------------------
(***************************************************************************)
(* Ghosts of the life of tasks, and what is promised of it.  This module   *)
(* reads Runner and is read by nobody: it only watches.                    *)
(*                                                                         *)
(* A property is never stated with the guard that is to ensure it.         *)
(***************************************************************************)
EXTENDS Runner

VARIABLES
  shown,        \* [Tasks -> Permission], what it was spawned with, as narrowed since for it or above
  consent,      \* [Tasks -> {"none", "given", "withdrawn"}], what people or their policy said
  wrote,        \* [Tasks -> SUBSET Keys], what it wrote, or its processes
  open,         \* [Tasks -> SUBSET Keys], what it decided to write, and nobody has settled
  touched,      \* [Tasks -> SUBSET Keys], what a process of it may write as it likes
  memory,       \* [Tasks -> SUBSET Tasks], whose results its run was told of
  notes         \* [Tasks -> SUBSET Tasks], whose results it wrote down

ghostVars == <<shown, consent, wrote, open, touched, memory, notes>>
allVars   == <<vars, ghostVars>>

Did(action) == event'.action = action
Arg(i)      == event'.args[i]

-----------------------------------------------------------------------------
(* How the ghosts follow.                                                    *)

WatchShown ==
  shown' =
    CASE Did("Spawn")  -> [shown EXCEPT ![Arg(2)] = Arg(3)]
      [] Did("Narrow") -> [task \in Tasks |->
           IF task \in Below(Arg(1)) THEN [shown[task] EXCEPT !.scope = @ \cap Arg(2)] ELSE shown[task]]
      [] OTHER         -> shown

WatchConsent ==
  consent' =
    CASE Did("Approve") -> [consent EXCEPT ![Arg(1)] = "given"]
      [] Did("Revoke")  -> [consent EXCEPT ![Arg(1)] = "withdrawn"]
      [] OTHER          -> consent

WatchWrote ==
  wrote' =
    CASE Did("Write") \/ Did("Change") -> [wrote EXCEPT ![Arg(1)] = @ \cup {Arg(2)}]
      [] Did("Delete")                 -> [wrote EXCEPT ![Arg(1)] = {}]
      [] OTHER                         -> wrote

(* A decided write is open whatever becomes of its writer: until somebody    *)
(* settles it, it may become visible at any moment.                          *)
WatchOpen ==
  open' =
    CASE Did("Write")   -> [open EXCEPT ![Arg(1)] = @ \cup {Arg(2)}]
      [] Did("Written") -> [open EXCEPT ![Arg(2)] = @ \ {Arg(3)}]
      [] OTHER          -> open

WatchTouched ==
  touched' =
    CASE Did("Exec") -> [touched EXCEPT ![Arg(1)] = shown[Arg(1)].scope]
      [] Did("Exit") -> [touched EXCEPT ![Arg(1)] = {}]
      [] OTHER       -> touched

(* What effects of a task are going on in. *)
Inside(task) == open[task] \cup touched[task]

IsHeard(task) == host[task] # NoHost /\ hosts[host[task]] = "open"

WatchMemory ==
  memory' =
    CASE Did("Deliver") /\ IsHeard(parent[Arg(1)]) -> [memory EXCEPT ![parent[Arg(1)]] = @ \cup {Arg(1)}]
      [] Did("Reap")    -> [task \in Tasks |-> IF host[task] = Arg(1) THEN {} ELSE memory[task]]
      [] Did("End")     -> [memory EXCEPT ![Arg(1)] = {}]
      [] OTHER          -> memory

(* Nobody writes down what it was not told. *)
WatchNotes ==
  notes' =
    IF Did("Take") THEN [notes EXCEPT ![parent[Arg(1)]] = @ \cup ({Arg(1)} \cap memory[parent[Arg(1)]])] ELSE notes

WitnessInit ==
  /\ Init
  /\ shown   = [task \in Tasks |-> NoPermission]
  /\ consent = [task \in Tasks |-> "none"]
  /\ wrote   = [task \in Tasks |-> {}]
  /\ open    = [task \in Tasks |-> {}]
  /\ touched = [task \in Tasks |-> {}]
  /\ memory  = [task \in Tasks |-> {}]
  /\ notes   = [task \in Tasks |-> {}]

Watch == WatchShown /\ WatchConsent /\ WatchWrote /\ WatchOpen /\ WatchTouched /\ WatchMemory /\ WatchNotes

WitnessSpec == WitnessInit /\ [][Next /\ Watch]_allVars

WitnessView == <<lifeVars, ghostVars>>

-----------------------------------------------------------------------------
(* What a task may do.                                                       *)

Decided == Did("Write") \/ Did("Exec")

(* What lets nobody below it write: in the background and not allowed to. *)
ReadOnly(asked) == asked.background /\ ~asked.allowWrites

ReadOnlyNeverWrites ==
  \A task \in Tasks : (\E above \in Chain(task) : ReadOnly(shown[above])) => wrote[task] = {} /\ held[task] = {}

(* Each write is in the scope of its writer at that moment, and of all above *)
(* it; that of a command in the scope that its lease was taken for.          *)
ScopeRespected ==
  [][Decided =>
       \A above \in Chain(Arg(1)) :
         (IF Did("Exec") THEN touched'[Arg(1)] ELSE {Arg(2)}) \subseteq shown[above].scope]_allVars

ApprovedFirst ==
  [][Decided =>
       \A above \in Chain(Arg(1)) :
         shown[above].background => consent[above] = "given"]_allVars

(* Nobody begins before it was decided, and so was all above it.             *)
AskedFirst ==
  \A task \in Tasks : status[task] \in {"running", "waiting"} =>
    \A above \in Chain(task) :
      shown[above].background /\ shown[above].allowWrites => consent[above] # "none"

(* What Leasehold takes for granted of a profile. *)
PermissionOnlyNarrows ==
  [][\A task \in Tasks :
       status[task] \notin {"unknown", "pending"} =>
         /\ permission'[task].scope \subseteq permission[task].scope
         /\ permission'[task].background = permission[task].background
         /\ permission'[task].allowWrites => permission[task].allowWrites
         /\ approval'[task] = "granted" => approval[task] = "granted"]_allVars

(* Saving a permission and restoring it changes nothing. *)
RestoredAsSaved == [][Did("Resume") => permission' = permission]_allVars

DepthRespected == \A task \in Tasks : Cardinality(Chain(task)) <= Depth

-----------------------------------------------------------------------------
(* What goes on.                                                             *)

WithinLimit ==
  Cardinality({task \in Tasks : shown[task].background /\ (status[task] = "running" \/ touched[task] # {})}) <= Limit

(* At most one task is in a file, by itself or by a process, and whoever has *)
(* a lease of it finds nobody else there.                                    *)
OneWriterInside ==
  \A task, other \in Tasks : task # other => (held[task] \cup Inside(task)) \cap Inside(other) = {}

(* And by one write, and one command. *)
OneEffectAtATime ==
  [][/\ Did("Write") => Arg(2) \notin open[Arg(1)]
     /\ Did("Exec")  => touched[Arg(1)] = {}]_allVars

(* Who holds a lease gets on, or was told to end: nobody waits for a lease   *)
(* and with that for a person, for children or for a slot.                   *)
NothingHeldWhileWaiting ==
  \A task \in Tasks : status[task] \in {"pending", "queued", "waiting"} => held[task] = {}

(* Success is told of a command that changed only what its lease was for,    *)
(* and only what its task may still write.                                   *)
SuccessIsTrue ==
  [][Did("Tell") /\ Arg(2) = "success" =>
       changed[Arg(1)] \subseteq held[Arg(1)] \cap shown[Arg(1)].scope]_allVars

-----------------------------------------------------------------------------
(* How it ends.                                                              *)

HasEnded(task) == status[task] \in Ends

(* One end, once and for all. *)
EndIsFinal ==
  [][\A task \in Tasks :
       /\ HasEnded(task) => status'[task] \in {status[task], "deleted"}
       /\ status[task] = "stopping" =>
            \/ status'[task] = "stopping" /\ ending'[task] = ending[task]
            \/ status'[task] = ending[task]]_allVars

(* Who says that it is done has nothing under way that could still fail. *)
DoneIsDone == [][Did("Complete") => Inside(Arg(1)) = {}]_allVars

(* And nobody comes back who was deleted. *)
DeletedIsFinal ==
  [][\A task \in Tasks : status[task] = "deleted" => status'[task] = "deleted"]_allVars

(* A task that has ended, or is gone, has no fibre, lease, write or process  *)
(* left, and no child that has.                                              *)
EndedHasStopped ==
  \A task \in Tasks :
    HasEnded(task) \/ status[task] = "deleted" =>
      /\ host[task] = NoHost /\ held[task] = {} /\ Inside(task) = {} /\ work[task] = Nothing
      /\ \A other \in Below(task) : status[other] \notin Live

(* Recovery leaves no lease to who is not there, unless a process is, or     *)
(* what that changed has not been looked at.                                 *)
NoGhosts ==
  \A task \in Tasks : held[task] # {} => host[task] # NoHost \/ work[task] # Nothing

(* Nobody who lives is interrupted, unless it ended its run itself. *)
RecoveryTouchesOnlyTheDead ==
  [][\A task \in Tasks :
       host[task] # NoHost /\ hosts[host[task]] = "open" =>
         \/ Did("End") /\ Arg(1) = task
         \/ status'[task] # "interrupted" /\ ending'[task] # "interrupted"]_allVars

(* The dead decide nothing, and nothing becomes of them before they are      *)
(* reaped.                                                                   *)
TheDeadStayDead ==
  [][\A task \in Tasks :
       host[task] # NoHost /\ hosts[host[task]] = "crashed" =>
         /\ Decided => Arg(1) # task
         /\ status'[task] = "running" => status[task] = "running"
         /\ host'[task] = NoHost => Did("Reap")]_allVars

(* A run does not change its host. *)
StaysWhereItIs ==
  [][\A task \in Tasks :
       host[task] # NoHost /\ host'[task] # NoHost => host'[task] = host[task]]_allVars

(* Nobody is left where nobody looks for it: who is somewhere is found by    *)
(* whoever reaps the place.                                                  *)
NobodyIsLost == \A task \in Tasks : host[task] # NoHost => hosts[host[task]] # "closed"

(* Who was there when a host died comes back as interrupted, or as what it   *)
(* was told to end as.                                                       *)
TheDeadAreInterrupted ==
  [][Did("Reap") =>
       \A task \in Tasks :
         host[task] = Arg(1) =>
           \/ status'[task] = "interrupted" \/ ending'[task] = "interrupted"
           \/ ending[task] # Nothing /\ ending'[task] = ending[task]]_allVars

-----------------------------------------------------------------------------
(* What is left.                                                             *)

(* Whoever is over has in its history all that it wrote; no task that was    *)
(* spawned is missing but those that were deleted.                           *)
HistoryDurable ==
  \A task \in Tasks : HasEnded(task) \/ status[task] = "interrupted" => record[task] = wrote[task]

(* Retention drops nothing that lives, nor what somebody still waits for.    *)
LiveIsKept ==
  [][Did("Delete") =>
       /\ \A other \in Below(Arg(1)) : status[other] \notin Live
       /\ \A above \in Tasks :
            above = parent[Arg(1)] /\ HasEnded(Arg(1)) =>
              \/ Arg(1) \in notes[above]
              \/ HasEnded(above) \/ ending[above] \in Ends \/ status[above] = "deleted"]_allVars

(* A result that nobody needs to be told of any more is one that the parent  *)
(* knows, even if it was told before a crash.                                *)
ResultsAreNotLost ==
  \A task \in Tasks :
    result[task] = "taken" => task \in memory[parent[task]] \cup notes[parent[task]]

(* A parent that completes knows what each of its children came to. *)
CompletedKnows ==
  \A task \in Tasks :
    status[task] = "completed" =>
      \A child \in Children(task) : HasEnded(child) => child \in notes[task]

(* And so does one that goes on when its children are over. *)
JoinedKnows ==
  [][Did("Join") =>
       \A child \in Tasks :
         parent[child] = Arg(1) /\ HasEnded(child) => child \in memory[Arg(1)] \cup notes[Arg(1)]]_allVars

=============================================================================
