-------------------------------- MODULE Lock --------------------------------
(* One lock, some clients: the smallest specification that can be replayed.  *)

CONSTANTS Clients, Nobody

VARIABLES
  holder,       \* who holds the lock
  event         \* the last step: [action |-> its name, args |-> its parameters]

vars == <<holder, event>>

Init == holder = Nobody /\ event = [action |-> "Init", args |-> <<>>]

IsFree        == holder = Nobody
Holds(client) == holder = client

Lock(client)   == IsFree /\ holder' = client
Unlock(client) == Holds(client) /\ holder' = Nobody

(* A step names itself: that is how replay knows its parameters. *)
Step(action, args) == event' = [action |-> action, args |-> args]

LockStep(client)   == Lock(client)   /\ Step("Lock", <<client>>)
UnlockStep(client) == Unlock(client) /\ Step("Unlock", <<client>>)

Next == \E client \in Clients : LockStep(client) \/ UnlockStep(client)

Spec == Init /\ [][Next]_vars

LockVerdict(client)   == IF ~IsFree THEN "Held" ELSE "ok"
UnlockVerdict(client) == IF ~Holds(client) THEN "NotHeld" ELSE "ok"

(* Every request with what it is told, in one value. *)
Verdicts ==
  [Lock   |-> [client \in Clients |-> LockVerdict(client)],
   Unlock |-> [client \in Clients |-> UnlockVerdict(client)]]

(* What a request is told is "ok" exactly if it is enabled. *)
VerdictAgrees ==
  \A client \in Clients :
    /\ (LockVerdict(client) = "ok")   <=> ENABLED LockStep(client)
    /\ (UnlockVerdict(client) = "ok") <=> ENABLED UnlockStep(client)

View == holder

TypeOK == holder \in Clients \cup {Nobody}

=============================================================================
