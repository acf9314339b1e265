----------------------------- MODULE MCInductive ----------------------------
(***************************************************************************)
(* An inductive invariant of leases: Init is replaced by the invariant     *)
(* over all type-correct states of tasks and leases, reachable or not, and *)
(* one step from any of them keeps it.  What holds here does not hold      *)
(* because the worlds are too small to reach what breaks it: every state   *)
(* within the bounds of the type is tried, whatever led there.             *)
(*                                                                         *)
(* That the type is not trimmed to what is reachable is recorded: the      *)
(* manifest keeps the number of initial states here beside that of the     *)
(* reachable ones in the same world, which is smaller.                     *)
(*                                                                         *)
(* Does not vary: files, intents and observations.  Of these a guard of a   *)
(* lease reads whether an intent is open, and none is here.                 *)
(***************************************************************************)
EXTENDS World, Leasehold

CONSTANT
  MaxQueue      \* the longest queue in an initial state

(* One step beyond is checked, and not followed. *)
InBounds == counter <= MaxCounter /\ Len(queue) <= MaxQueue

(* Of all types, those of the living only: NoGhosts rejects the others, and  *)
(* TLC need not build them first.                                            *)
Living == {run \in Runs : status[run] = "running"}

LeasesUpTo(n) ==
  {NoLease} \cup [holder : Living, token : 1..n, handles : (SUBSET (1..n)) \ {{}}]

QueuesUpTo(n) == UNION {[1..length -> [run : Living, resource : Resources]] : length \in 0..n}

-----------------------------------------------------------------------------
(* The invariant, conjunct by conjunct.                                      *)

(* No number is out twice. *)
NumbersAreUnique ==
  \A resource, other \in Resources :
    resource # other =>
      /\ lease[resource].handles \cap lease[other].handles = {}
      /\ lease[resource].token = lease[other].token => ~IsHeld(resource)

Inductive ==
  /\ TypeOK
  /\ OneRunPerTask
  /\ OneHolder
  /\ OnePlace
  /\ NoGhosts
  /\ NumbersAreUnique

InductiveInit ==
  /\ hosts   \in [Hosts -> {"closed", "open", "crashed"}]
  /\ status  \in [Runs -> {"new", "running", "ended", "interrupted"}]
  /\ host    \in [Runs -> Hosts \cup {NoHost}]
  /\ profile \in Profiles
  /\ TasksTypeOK
  /\ OneRunPerTask
  /\ counter \in 0..MaxCounter
  /\ queue   \in QueuesUpTo(MaxQueue)
  /\ OnePlace
  /\ lease   \in [Resources -> LeasesUpTo(counter)]
  /\ generation = 0
  /\ intents = <<>>
  /\ observation = [run \in Runs |-> NothingSeen]
  /\ PublishInit
  /\ event = [action |-> "Init", args |-> <<>>]
  /\ Inductive

InductiveSpec == InductiveInit /\ [][Next]_vars

(* What TokensGrow comes down to: a new lease has a number above all others. *)
NewLeaseNewNumber ==
  [][\A resource \in Resources :
       lease'[resource].token # lease[resource].token /\ lease'[resource].holder # Nobody =>
         lease'[resource].token > counter]_vars

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

Always(a, b) == TRUE
FirstNumber  == 1

=============================================================================
