---------------------------- MODULE AtomicPublish ---------------------------
(***************************************************************************)
(* How a content becomes visible, with the write as one atomic step: a run *)
(* observes a key, decides a write on that base, and the disk has the new  *)
(* content; programs outside Leasehold write whenever they like.           *)
(*                                                                         *)
(* Why leases and base checks, both: a lease alone is overtaken while its  *)
(* holder sleeps; a base check alone lets a task that was told to stop go  *)
(* on.  The base is part of the request, and not only what the run         *)
(* observed last: two calls of one run would otherwise pass on each        *)
(* other's observation.                                                    *)
(*                                                                         *)
(* Contents may repeat.  Who observed A, and finds A again after others    *)
(* wrote B and then A, displaces exactly what it has read: a base is a     *)
(* content, not a moment, and identical content is no conflict.            *)
(*                                                                         *)
(* Does not model: the steps a write is made of (staging, gate, exchange), *)
(* power loss, open writers, several keys as one.                          *)
(*                                                                         *)
(* Implemented by src/protocol/publish.ts.                                 *)
(***************************************************************************)
EXTENDS Leases

CONSTANT
  Contents      \* what a file may contain; equal contents have equal hashes

Absent == "absent"
Unseen == "unseen"

ASSUME AbsentIsAContent == Absent \in Contents /\ Unseen \notin Contents

VARIABLES
  disk,         \* [Keys -> Contents]
  observation   \* [Runs -> [Keys -> Contents \cup {Unseen}]], what a run saw last

publishVars == <<disk, observation>>

PublishTypeOK ==
  /\ disk        \in [Keys -> Contents]
  /\ observation \in [Runs -> [Keys -> Contents \cup {Unseen}]]

NothingSeen == [key \in Keys |-> Unseen]

PublishInit ==
  /\ disk        = [key \in Keys |-> Absent]
  /\ observation = [run \in Runs |-> NothingSeen]

-----------------------------------------------------------------------------
(* Guards.                                                                   *)

HasObserved(run, key, base) == observation[run][key] = base  \* NotObserved

HoldsKey(run, key) ==                                        \* LeaseLost
  \E resource \in Resources : key \in Covers[resource] /\ lease[resource].holder = run

IsCurrent(key, base) == disk[key] = base                     \* StaleBase

-----------------------------------------------------------------------------
(* Requests.                                                                 *)

(* What a run is shown: what is there now, never what it was shown before. *)
Shown(run, key) == disk[key]

Observe(run, key) ==
  /\ IsRunning(run)
  /\ ReadsWithin(run, {key})
  /\ observation' = [observation EXCEPT ![run][key] = Shown(run, key)]
  /\ UNCHANGED disk

(* Creates if the base is Absent, deletes if the content is.  The writer    *)
(* knows what it wrote: its next write may build on it unseen.              *)
Decide(run, key, base, content) ==
  /\ IsRunning(run)
  /\ MayWrite(run)
  /\ WritesWithin(run, {key})
  /\ HasObserved(run, key, base)
  /\ HoldsKey(run, key)
  /\ IsCurrent(key, base)
  /\ disk'        = [disk EXCEPT ![key] = content]
  /\ observation' = [observation EXCEPT ![run][key] = content]

(* A run that ended has seen nothing: its successor reads anew. *)
Forget(gone) ==
  /\ observation' = [run \in Runs |-> IF run \in gone THEN NothingSeen ELSE observation[run]]
  /\ UNCHANGED disk

(* Environment.                                                              *)

OutsideWrite(key, content) ==
  /\ disk[key] # content
  /\ disk' = [disk EXCEPT ![key] = content]
  /\ UNCHANGED observation

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

ObserveVerdict(run, key) ==
  CASE ~IsRunning(run)                  -> "TaskNotRunning"
    [] ~ReadsWithin(run, {key})         -> "OutOfScope"
    [] OTHER                            -> "ok"

DecideVerdict(run, key, base) ==
  CASE ~IsRunning(run)                  -> "TaskNotRunning"
    [] ~MayWrite(run)                   -> "WriteNotAllowed"
    [] ~WritesWithin(run, {key})        -> "OutOfScope"
    [] ~HasObserved(run, key, base)     -> "NotObserved"
    [] ~HoldsKey(run, key)              -> "LeaseLost"
    [] ~IsCurrent(key, base)            -> "StaleBase"
    [] OTHER                            -> "ok"

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* Like leases and places, what was observed goes with the run. *)
NoGhostObservations ==
  \A run \in Runs : status[run] # "running" => observation[run] = NothingSeen

=============================================================================
