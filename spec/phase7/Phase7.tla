------------------------------- MODULE Phase7 -------------------------------
(***************************************************************************)
(* The original design, Phase 7, as its text has it: a lock manager with   *)
(* one lock for each file, which a task, in the foreground or not, takes   *)
(* and gives back.                                                         *)
(*                                                                         *)
(*   acquireLock(file, task)    fails fast: true if the task has the lock  *)
(*                              now, false if another task has it          *)
(*   releaseLock(file, task)    does nothing if the task has it not        *)
(*   releaseAllLocks(task)      when a task completes, is cancelled, fails *)
(*                              or runs out of time                        *)
(*                                                                         *)
(* A lock that is held for longer than two minutes is released by force.   *)
(* Reading asks for no lock; the call of a tool that writes takes it,      *)
(* writes the whole content that its task made from what it had read, and  *)
(* gives it back.  There is no fencing token, and no check that what is    *)
(* there is still what was read.                                           *)
(*                                                                         *)
(* This module is here to fall.  What is wrong with the design is in named *)
(* operators (ReadTakesLock, ForcedReleases, MayEnd, Owner), so that a     *)
(* model can repair all but one and show what that one breaks, or repair   *)
(* all and show that nothing else is wrong with the module.                *)
(*                                                                         *)
(* Time is not modelled: a lock may be released by force at any moment     *)
(* after it was taken, also while its holder sleeps or writes.  A call     *)
(* that began goes on to its end, whatever becomes of its task: a program  *)
(* does not stop in the middle of a function because a flag was set        *)
(* elsewhere.                                                              *)
(*                                                                         *)
(* Does not model: that the holder is told of a forced release (nothing in *)
(* the design acts upon it, and it would come too late for the call that   *)
(* is under way), queries, permissions, failed calls, work on several      *)
(* files at a time, programs that know of no lock, crashes.  A refused     *)
(* acquireLock changes nothing, so it is no step.                          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Files,
  TaskOf        \* [Runs -> Tasks], which task a run is an instance of

Runs == DOMAIN TaskOf

(* The contents of a file are numbered: each write makes one that was never  *)
(* there before.                                                             *)
Unseen == 0
First  == 1

Nobody == "nobody"

Phases == {"idle", "locked", "writing", "written"}

VARIABLES
  status,       \* [Runs -> {"new", "running", "ended"}]
  lock,         \* [Files -> owner or Nobody], the table of the lock manager
  disk,         \* [Files -> content]
  seen,         \* [Runs -> [Files -> content or Unseen]], what a run makes its next content from
  at,           \* [Runs -> [file, phase]], where a run is; of the idle the file says nothing
  history,      \* ghost: [Files -> Seq([base, displaced])], the writes of a file
  event         \* the last step: [action |-> its name, args |-> its parameters]

phase7Vars == <<status, lock, disk, seen, at, history>>
vars       == <<phase7Vars, event>>

-----------------------------------------------------------------------------
(* What is wrong with the design, and what a model repairs.                  *)

(* Which call takes the lock that the write gives back: as written it is the *)
(* write itself, and what it is built on was read without a lock.            *)
ReadTakesLock == FALSE

(* Whom a lock belongs to: as written to the task's id, which a task that is *)
(* resumed shares with the instance that was cancelled.                      *)
Owner(run) == TaskOf[run]

(* When a run may end, with all its locks released: as written at any        *)
(* moment, also in the middle of a call.                                     *)
MayEnd(run) == TRUE

(* The fourth is ForcedReleases, below. *)

-----------------------------------------------------------------------------

Owners == {Owner(run) : run \in Runs}

ASSUME NobodyIsNoOwner == Nobody \notin Owners

TypeOK ==
  /\ status \in [Runs -> {"new", "running", "ended"}]
  /\ lock   \in [Files -> Owners \cup {Nobody}]
  /\ disk   \in [Files -> Nat \ {Unseen}]
  /\ seen   \in [Runs -> [Files -> Nat]]
  /\ at     \in [Runs -> [file : Files, phase : Phases]]
  /\ \A file \in Files : history[file] \in Seq([base : First..disk[file], displaced : First..disk[file]])

Init ==
  /\ status  = [run \in Runs |-> "new"]
  /\ lock    = [file \in Files |-> Nobody]
  /\ disk    = [file \in Files |-> First]
  /\ seen    = [run \in Runs |-> [file \in Files |-> Unseen]]
  /\ at      = [run \in Runs |-> [file |-> CHOOSE file \in Files : TRUE, phase |-> "idle"]]
  /\ history = [file \in Files |-> <<>>]
  /\ event   = [action |-> "Init", args |-> <<>>]

-----------------------------------------------------------------------------
(* Guards.                                                                   *)

IsNew(run)     == status[run] = "new"
IsRunning(run) == status[run] = "running"

NoOtherRun(run) ==
  \A other \in Runs : TaskOf[other] = TaskOf[run] /\ other # run => status[other] # "running"

IsIdle(run)          == at[run].phase = "idle"
Is(run, file, phase) == at[run] = [file |-> file, phase |-> phase]

HasRead(run, file) == seen[run][file] # Unseen

(* Who has the lock already is given it again. *)
IsFree(run, file) == lock[file] \in {Nobody, Owner(run)}

IsLocked(file) == lock[file] # Nobody
Has(run, file) == lock[file] = Owner(run)

-----------------------------------------------------------------------------
(* Tasks.                                                                    *)

Goes(run, file, phase) == at' = [at EXCEPT ![run] = [file |-> file, phase |-> phase]]

Step(action, args) == event' = [action |-> action, args |-> args]

(* A task is resumed as another run, once the one before has ended. *)
Start(run) ==
  /\ IsNew(run)
  /\ NoOtherRun(run)
  /\ status' = [status EXCEPT ![run] = "running"]
  /\ UNCHANGED <<lock, disk, seen, at, history>>

(* releaseAllLocks; the call that is under way goes on. *)
End(run) ==
  /\ IsRunning(run)
  /\ MayEnd(run)
  /\ status' = [status EXCEPT ![run] = "ended"]
  /\ lock'   = [file \in Files |-> IF lock[file] = Owner(run) THEN Nobody ELSE lock[file]]
  /\ UNCHANGED <<disk, seen, at, history>>

-----------------------------------------------------------------------------
(* Tools.  A run reads; later, on what it read, it calls the tool that       *)
(* writes, which is AcquireLock, Open, Save and ReleaseLock.  Where the read *)
(* takes the lock, it is AcquireLock first, then the read, and then the      *)
(* rest.                                                                     *)

Read(run, file) ==
  /\ IsRunning(run)
  /\ IF ReadTakesLock THEN Is(run, file, "locked") ELSE IsIdle(run)
  /\ seen' = [seen EXCEPT ![run][file] = disk[file]]
  /\ UNCHANGED <<status, lock, disk, at, history>>

AcquireLock(run, file) ==
  /\ IsRunning(run)
  /\ IsIdle(run)
  /\ ReadTakesLock \/ HasRead(run, file)
  /\ IsFree(run, file)
  /\ lock' = [lock EXCEPT ![file] = Owner(run)]
  /\ Goes(run, file, "locked")
  /\ UNCHANGED <<status, disk, seen, history>>

(* From here to Save the run is inside the file.  Nobody asks whether the    *)
(* lock is still held, nor what the file contains.                           *)
Open(run, file) ==
  /\ Is(run, file, "locked")
  /\ HasRead(run, file)
  /\ Goes(run, file, "writing")
  /\ UNCHANGED <<status, lock, disk, seen, history>>

(* A read serves one write.  That is kind to the design, whose tasks may as  *)
(* well go on from what they remember.                                       *)
Save(run, file) ==
  /\ Is(run, file, "writing")
  /\ disk'    = [disk EXCEPT ![file] = @ + 1]
  /\ seen'    = [seen EXCEPT ![run][file] = Unseen]
  /\ history' = [history EXCEPT ![file] = Append(@, [base |-> seen[run][file], displaced |-> disk[file]])]
  /\ Goes(run, file, "written")
  /\ UNCHANGED <<status, lock>>

(* A release by who does not hold the lock does nothing. *)
ReleaseLock(run, file) ==
  /\ Is(run, file, "written")
  /\ lock' = [lock EXCEPT ![file] = IF Has(run, file) THEN Nobody ELSE @]
  /\ Goes(run, file, "idle")
  /\ UNCHANGED <<status, disk, seen, history>>

-----------------------------------------------------------------------------
(* The lock manager.                                                         *)

(* The two minutes are over. *)
ForceRelease(file) ==
  /\ IsLocked(file)
  /\ lock' = [lock EXCEPT ![file] = Nobody]
  /\ UNCHANGED <<status, disk, seen, at, history>>

-----------------------------------------------------------------------------
(* The steps, each with its event.                                           *)

StartStep(run)             == Start(run)             /\ Step("Start", <<run>>)
EndStep(run)               == End(run)               /\ Step("End", <<run>>)
ReadStep(run, file)        == Read(run, file)        /\ Step("Read", <<run, file>>)
AcquireLockStep(run, file) == AcquireLock(run, file) /\ Step("AcquireLock", <<run, file>>)
OpenStep(run, file)        == Open(run, file)        /\ Step("Open", <<run, file>>)
SaveStep(run, file)        == Save(run, file)        /\ Step("Save", <<run, file>>)
ReleaseLockStep(run, file) == ReleaseLock(run, file) /\ Step("ReleaseLock", <<run, file>>)
ForceReleaseStep(file)     == ForceRelease(file)     /\ Step("ForceRelease", <<file>>)

Starts         == \E run \in Runs : StartStep(run)
Ends           == \E run \in Runs : EndStep(run)
ForcedReleases == \E file \in Files : ForceReleaseStep(file)

Calls ==
  \E run \in Runs, file \in Files :
    \/ ReadStep(run, file)
    \/ AcquireLockStep(run, file)
    \/ OpenStep(run, file)
    \/ SaveStep(run, file)
    \/ ReleaseLockStep(run, file)

Next == Starts \/ Calls \/ ForcedReleases \/ Ends

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Properties.  They speak of what runs do to files, and not of the lock,    *)
(* whose holder may be none of those who write.                              *)

(* Each write displaced exactly what its writer had read. *)
NoLostUpdate ==
  \A file \in Files : \A i \in DOMAIN history[file] :
    history[file][i].displaced = history[file][i].base

(* No two writes are built on the same content. *)
NoDoubleWrite ==
  \A file \in Files : \A i, j \in DOMAIN history[file] :
    history[file][i].base = history[file][j].base => i = j

(* At most one writer is inside a file. *)
MutualExclusion ==
  \A file \in Files : Cardinality({run \in Runs : Is(run, file, "writing")}) <= 1

=============================================================================
