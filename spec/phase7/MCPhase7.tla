------------------------------ MODULE MCPhase7 ------------------------------
(***************************************************************************)
(* The original design in small worlds: as written, with all of its faults *)
(* but one repaired, and with all of them repaired.  One file is enough:   *)
(* locks of different files do not know of each other.                     *)
(***************************************************************************)
EXTENDS Phase7

CONSTANT
  MaxWrites     \* writes of a file in a behaviour

FewWrites == \A file \in Files : Len(history'[file]) <= MaxWrites

-----------------------------------------------------------------------------
(* Runs.  Task a is the one that is resumed: a2 follows a1.                  *)

TwoTasks   == [run \in {"a1", "b1"} |-> IF run = "a1" THEN "a" ELSE "b"]
OneResumed == [run \in {"a1", "a2", "b1"} |-> IF run = "b1" THEN "b" ELSE "a"]

-----------------------------------------------------------------------------
(* Repairs.                                                                  *)

Yes   == TRUE
Never == FALSE

(* A lock belongs to one run, and not to all that ever have its task's id. *)
Itself(run) == run

(* A run ends when the last thing that it does to a file is done.  It may    *)
(* still have the lock to give back: what is late then is the release only.  *)
NothingUnderWay(run) == at[run].phase \in {"idle", "written"}

-----------------------------------------------------------------------------
(* What a model that must fail puts in the place of a guard.                 *)

Yes2(a, b) == TRUE

-----------------------------------------------------------------------------
(* What must be reachable, each as an invariant that must fail.              *)

(* A write is built on another one. *)
NoWriteFollowsAnother ==
  \A file \in Files : \A i \in DOMAIN history[file] : history[file][i].base = First

(* A run gives back a lock late, when its successor has it already. *)
NoReleaseIsLate ==
  ~\E run, other \in Runs, file \in Files :
     /\ run # other /\ TaskOf[run] = TaskOf[other]
     /\ status[run] = "ended" /\ Is(run, file, "written")
     /\ lock[file] = Owner(other) /\ at[other].phase # "idle"

=============================================================================
