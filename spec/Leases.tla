------------------------------- MODULE Leases -------------------------------
(***************************************************************************)
(* Who may write what.  A lease gives one run the right to write one       *)
(* resource, a file or a subtree, until it is released, or expires, or the *)
(* run ends.  Resources overlap if they share a key.                       *)
(*                                                                         *)
(* Every acquisition takes the next number of one counter.  The first of a *)
(* lease is its fencing token; every one of them is a handle.  One counter *)
(* for both makes a handle unique for ever: a release that comes late, or  *)
(* twice, can never hit a later acquisition.                               *)
(*                                                                         *)
(* Time is not modelled, since safety must not depend on it: a lease may   *)
(* expire at any moment, also under the nose of its holder.                *)
(*                                                                         *)
(* Does not model: revocation, the length of a lease.                      *)
(*                                                                         *)
(* Implemented by src/protocol/leases.ts.                                  *)
(***************************************************************************)
EXTENDS Intents

CONSTANT
  Covers        \* [Resources -> SUBSET Keys], the keys of a file (one) or subtree

Resources == DOMAIN Covers

ASSUME ResourcesCoverKeys ==
  \A resource \in Resources : Covers[resource] # {} /\ Covers[resource] \subseteq Keys

VARIABLES
  lease,        \* [Resources -> Lease \cup {NoLease}]
  queue         \* Seq(Place), those who wait, the first to come first

leaseVars == <<lease, queue, counter>>

Nobody == "nobody"

ASSUME NobodyIsNoRun == Nobody \notin Runs

NoLease == [holder |-> Nobody, token |-> 0, handles |-> {}]

IsLease(l) ==
  /\ l.holder \in Runs
  /\ l.token \in Issued
  /\ l.handles \subseteq Issued /\ l.handles # {}

Place == [run : Runs, resource : Resources]

LeasesTypeOK ==
  /\ DOMAIN lease = Resources
  /\ \A resource \in Resources : lease[resource] = NoLease \/ IsLease(lease[resource])
  /\ queue \in Seq(Place)

LeasesInit ==
  /\ lease   = [resource \in Resources |-> NoLease]
  /\ queue   = <<>>

-----------------------------------------------------------------------------
(* Guards.                                                                   *)

Overlap(resource, other) == Covers[resource] \cap Covers[other] # {}

Holds(run, resource) == lease[resource].holder = run         \* LeaseLost

HoldsHandle(run, resource, handle) ==                        \* NotHeld
  lease[resource].holder = run /\ handle \in lease[resource].handles

IsHeld(resource) == lease[resource] # NoLease                \* NotHeld

IsQueued(run, resource) ==                                   \* NotQueued
  \E i \in DOMAIN queue : queue[i] = [run |-> run, resource |-> resource]

(* One place for what overlaps: who asks again while waiting would otherwise *)
(* wait for itself.                                                          *)
WaitsNot(run, resource) ==                                   \* AlreadyQueued
  \A i \in DOMAIN queue : queue[i].run = run => ~Overlap(queue[i].resource, resource)

NoOtherHolds(run, resource) ==                               \* LeaseHeld
  \A other \in Resources :
    Overlap(other, resource) => lease[other].holder \in {Nobody, run}

(* What lies within a lease that the run holds already takes nothing from    *)
(* anyone, so it need not wait behind the queue.                             *)
IsCovered(run, resource) ==
  \E outer \in Resources : lease[outer].holder = run /\ Covers[resource] \subseteq Covers[outer]

HoldsKeys(run, keys) ==                                      \* LeaseLost
  \A key \in keys :
    \E resource \in Resources : key \in Covers[resource] /\ lease[resource].holder = run

(* Nobody overtakes those who came first: places are the positions in the   *)
(* queue that go before the request.                                        *)
Overtakes(run, resource, places) ==                          \* LeaseHeld
  /\ ~IsCovered(run, resource)
  /\ \E i \in places : queue[i].run # run /\ Overlap(queue[i].resource, resource)

(* Who is given a key builds on what is there, and an open intent may still  *)
(* change that.  What lies within a lease of the run gives it nothing new.   *)
StandsOpen(run, resource) ==                                 \* Unsettled
  ~IsCovered(run, resource) /\ ~IsSettled(Covers[resource])

(* The places before a run's own. *)
Before(run, resource) ==
  {i \in DOMAIN queue : \A j \in 1..i : queue[j] # [run |-> run, resource |-> resource]}

-----------------------------------------------------------------------------
(* Requests.  Each constrains the variables of this module only.            *)

(* The lease after one more acquisition: a re-entrant one keeps the token.   *)
Taken(run, l) ==
  [holder  |-> run,
   token   |-> IF l.holder = run THEN l.token ELSE NextNumber,
   handles |-> IF l.holder = run THEN l.handles \cup {NextNumber} ELSE {NextNumber}]

Take(run, resource) ==
  /\ lease'   = [lease EXCEPT ![resource] = Taken(run, @)]
  /\ counter' = NextNumber

(* Fails fast: either the lease is there now, or the request is refused. *)
Acquire(run, resource) ==
  /\ IsRunning(run)
  /\ MayWrite(run)
  /\ WritesWithin(run, Covers[resource])
  /\ WaitsNot(run, resource)
  /\ NoOtherHolds(run, resource)
  /\ ~Overtakes(run, resource, DOMAIN queue)
  /\ ~StandsOpen(run, resource)
  /\ Take(run, resource)
  /\ UNCHANGED queue

(* The same request, willing to wait; Grant serves it, at once if it can. *)
Enqueue(run, resource) ==
  /\ IsRunning(run)
  /\ MayWrite(run)
  /\ WritesWithin(run, Covers[resource])
  /\ WaitsNot(run, resource)
  /\ queue' = Append(queue, [run |-> run, resource |-> resource])
  /\ UNCHANGED <<lease, counter>>

Without(place) == SelectSeq(queue, LAMBDA other : other # place)

Withdraw(run, resource) ==
  /\ IsRunning(run)
  /\ IsQueued(run, resource)
  /\ queue' = Without([run |-> run, resource |-> resource])
  /\ UNCHANGED <<lease, counter>>

(* Asserts the holder anew.  That changes nothing but the time of expiry,   *)
(* which is not modelled, as long as the lease is not lost; after that it   *)
(* would bring a lease back from the dead.                                  *)
Renew(run, resource) ==
  /\ IsRunning(run)
  /\ Holds(run, resource)
  /\ lease' = [lease EXCEPT ![resource].holder = run]
  /\ UNCHANGED <<queue, counter>>

(* The lease after one handle is given back: only the last one frees it. *)
Returned(l, handle) ==
  IF l.handles = {handle} THEN NoLease ELSE [l EXCEPT !.handles = @ \ {handle}]

Release(run, resource, handle) ==
  /\ IsRunning(run)
  /\ HoldsHandle(run, resource, handle)
  /\ lease' = [lease EXCEPT ![resource] = Returned(@, handle)]
  /\ UNCHANGED <<queue, counter>>

-----------------------------------------------------------------------------
(* System steps.                                                             *)

(* A run whose host crashed waits for its reaper, and is given nothing that  *)
(* would then have to be taken from it.                                      *)
Grant(run, resource) ==
  /\ IsRunning(run)
  /\ IsQueued(run, resource)
  /\ NoOtherHolds(run, resource)
  /\ ~Overtakes(run, resource, Before(run, resource))
  /\ ~StandsOpen(run, resource)
  /\ Take(run, resource)
  /\ queue' = Without([run |-> run, resource |-> resource])

(* What a run leaves when it ends or is reaped: no lease and no place.  What *)
(* it decided stays decided.                                                *)
LeaseAfter(l, gone)  == IF l.holder \in gone THEN NoLease ELSE l
QueueAfter(gone)     == SelectSeq(queue, LAMBDA place : place.run \notin gone)

ReleaseAll(gone) ==
  /\ lease' = [resource \in Resources |-> LeaseAfter(lease[resource], gone)]
  /\ queue' = QueueAfter(gone)
  /\ UNCHANGED counter

(* Environment.                                                              *)

Expire(resource) ==
  /\ IsHeld(resource)
  /\ lease' = [lease EXCEPT ![resource] = NoLease]
  /\ UNCHANGED <<queue, counter>>

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

AcquireVerdict(run, resource) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~MayWrite(run)                           -> "WriteNotAllowed"
    [] ~WritesWithin(run, Covers[resource])     -> "OutOfScope"
    [] ~WaitsNot(run, resource)                 -> "AlreadyQueued"
    [] ~NoOtherHolds(run, resource)             -> "LeaseHeld"
    [] Overtakes(run, resource, DOMAIN queue)   -> "LeaseHeld"
    [] StandsOpen(run, resource)                -> "Unsettled"
    [] OTHER                                    -> "ok"

EnqueueVerdict(run, resource) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~MayWrite(run)                           -> "WriteNotAllowed"
    [] ~WritesWithin(run, Covers[resource])     -> "OutOfScope"
    [] ~WaitsNot(run, resource)                 -> "AlreadyQueued"
    [] OTHER                                    -> "ok"

WithdrawVerdict(run, resource) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~IsQueued(run, resource)                 -> "NotQueued"
    [] OTHER                                    -> "ok"

RenewVerdict(run, resource) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~Holds(run, resource)                    -> "LeaseLost"
    [] OTHER                                    -> "ok"

ReleaseVerdict(run, resource, handle) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~HoldsHandle(run, resource, handle)      -> "NotHeld"
    [] OTHER                                    -> "ok"

GrantVerdict(run, resource) ==
  CASE ~IsRunning(run)                                      -> "TaskNotRunning"
    [] ~IsQueued(run, resource)                             -> "NotQueued"
    [] ~NoOtherHolds(run, resource)                         -> "LeaseHeld"
    [] Overtakes(run, resource, Before(run, resource))      -> "LeaseHeld"
    [] StandsOpen(run, resource)                            -> "Unsettled"
    [] OTHER                                                -> "ok"

ExpireVerdict(resource) == IF ~IsHeld(resource) THEN "NotHeld" ELSE "ok"

-----------------------------------------------------------------------------
(* Properties.  They speak of shared keys, and not of Overlap, which is a   *)
(* guard's: whoever gets that wrong must not be believed here.               *)

ShareKey(resource, other) == \E key \in Keys : key \in Covers[resource] /\ key \in Covers[other]

OneHolder ==
  \A resource, other \in Resources :
    /\ ShareKey(resource, other)
    /\ lease[resource].holder # Nobody
    /\ lease[other].holder # Nobody
    => TaskOf[lease[resource].holder] = TaskOf[lease[other].holder]

OnePlace ==
  \A i, j \in DOMAIN queue :
    queue[i].run = queue[j].run /\ ShareKey(queue[i].resource, queue[j].resource) => i = j

(* As long as a run keeps a lease, the lease keeps its token: a re-entrant  *)
(* acquisition would otherwise fence what its own run is doing.             *)
TokenKept ==
  [][\A resource \in Resources :
       lease[resource].holder # Nobody /\ lease'[resource].holder = lease[resource].holder =>
         lease'[resource].token = lease[resource].token]_leaseVars

(* A lease or a place belongs to a run that runs, or whose host crashed and *)
(* is not reaped yet; and no run runs in a host that is not there.          *)
NoGhosts ==
  /\ \A resource \in Resources :
       lease[resource].holder # Nobody => status[lease[resource].holder] = "running"
  /\ \A i \in DOMAIN queue : status[queue[i].run] = "running"
  /\ \A run \in Runs : status[run] = "running" => hosts[host[run]] \in {"open", "crashed"}

(* A waiter does not wait for ever.  How a wait may end (granted, withdrawn, *)
(* the run is over), and that those who came first are served first, is     *)
(* safety: PlacesStay and FirstComeFirstServed in Witness.tla.              *)
EveryWaiterServed ==
  \A run \in Runs, resource \in Resources : IsQueued(run, resource) ~> ~IsQueued(run, resource)

=============================================================================
