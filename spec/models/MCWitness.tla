------------------------------ MODULE MCWitness -----------------------------
(***************************************************************************)
(* The protocol with its ghosts, in small worlds: what must hold, and, with *)
(* one guard or change switched off, what must fall.                       *)
(***************************************************************************)
EXTENDS World, Witness

CONSTANT
  MaxHistory    \* elements of a key's history, the first one included

ShortHistories  == \A key \in Keys : Len(history'[key]) <= MaxHistory

(* The disk of the other key never changes, which leaves what is about the   *)
(* overlap of leases.                                                        *)
OneKeyIsWritten == \A key \in Keys \ FileX : disk'[key] = disk[key]

(* Of the steps of writes only those that change nothing that others see. *)
OnlyObserving == ObserveSteps /\ UNCHANGED disk

-----------------------------------------------------------------------------
(* What a model that must fail puts in the place of a guard.                 *)

Yes(a)         == TRUE
Yes2(a, b)     == TRUE
Yes3(a, b, c)  == TRUE
No3(a, b, c)   == FALSE

(* The number that the next acquisition gets if numbers are counted from the *)
(* leases that stand, and not for ever.                                      *)
NumberAfterLeases ==
  LET handles == UNION {lease[resource].handles : resource \in Resources}
  IN  IF handles = {} THEN 1 ELSE 1 + (CHOOSE max \in handles : \A other \in handles : other <= max)

(* One release gives back all: handles are not counted. *)
ReturnedWhole(l, handle) == NoLease

(* A re-entrant acquisition that gets a token of its own. *)
FreshToken(run, l) ==
  [holder  |-> run,
   token   |-> NextNumber,
   handles |-> IF l.holder = run THEN l.handles \cup {NextNumber} ELSE {NextNumber}]

(* One lock for each resource, whatever it shares with others. *)
SameResource(resource, other) == resource = other

(* Within a lease of the run, and also just touching it. *)
IsTouched(run, resource) ==
  \E outer \in Resources : lease[outer].holder = run /\ Overlap(resource, outer)

(* Nobody comes before anyone who waits. *)
NoneBefore(run, resource) == {}

(* Permission of any task at all. *)
AnyMayWrite(run)          == \E other \in Runs : ~ProfileOf(other).background \/ ProfileOf(other).allowWrites
AnyWritesWithin(run, key) == \E other \in Runs : key \subseteq ProfileOf(other).writes

(* What a run that ended leaves, if nobody clears it up. *)
LeaseStays(l, gone)  == l
QueueStays(gone)     == queue
Remember(gone)       == UNCHANGED intentVars

(* Clearing up that takes from all. *)
QueueEmptied(gone)      == <<>>
ReleaseEverything(gone) ==
  /\ lease' = [resource \in Resources |-> NoLease]
  /\ queue' = <<>>
  /\ UNCHANGED counter

(* Giving back one acquisition gives back all that the run held before: the  *)
(* rollback of a request of several resources that failed at the last.       *)
RollbackReleases(run, resource, handle) ==
  /\ IsRunning(run)
  /\ HoldsHandle(run, resource, handle)
  /\ lease' = [other \in Resources |-> IF lease[other].holder = run THEN NoLease ELSE lease[other]]
  /\ UNCHANGED <<queue, counter>>

(* A store that forgot and goes on as if it had not. *)
SameGeneration == generation

NewGenerationBut(leases, seen) ==
  /\ generation'  = generation + 1
  /\ counter'     = 0
  /\ hosts'       = [h \in Hosts |-> IF hosts[h] = "open" THEN "crashed" ELSE hosts[h]]
  /\ lease'       = leases
  /\ queue'       = <<>>
  /\ observation' = seen
  /\ intents'     = intents
  /\ UNCHANGED <<status, host, profile>>

KeepsLeases(lost)       == NewGenerationBut(lease, [run \in Runs |-> NothingSeen])
KeepsObservations(lost) == NewGenerationBut([resource \in Resources |-> NoLease], observation)

(* A run runs, wherever that is. *)
RunsSomewhere(run) == status[run] = "running"

(* A write that is checked against what its run saw last, and not against   *)
(* what it says it is built on.                                              *)
SeesCurrent(run, write) == \A key \in DOMAIN write : observation[run][key] = disk[key]

(* A cached read: what the run was shown before, fresh or not. *)
ShownBefore(run, key) == IF observation[run][key] = Unseen THEN disk[key] ELSE observation[run][key]

(* A history that looks away from what others write. *)
WatchOwnOnly ==
  history' =
    IF Published
    THEN [key \in Keys |->
           IF key \in DOMAIN Named(Arg(1)).write THEN Append(history[key], Named(Arg(1)).write[key])
           ELSE history[key]]
    ELSE history

-----------------------------------------------------------------------------
(* What must be reachable, each as an invariant that must fail: a protocol   *)
(* that does nothing violates nothing.                                       *)

NothingIsCommitted ==
  \A key \in Keys : \A i \in Guarded(key) : history[key][i].content = history[key][i].base

NothingIsCreated ==
  \A key \in Keys : \A i \in Guarded(key) :
    ~(history[key][i].base = Absent /\ history[key][i].content # Absent)

NothingIsDeleted ==
  \A key \in Keys : \A i \in Guarded(key) :
    ~(history[key][i].base # Absent /\ history[key][i].content = Absent)

(* A-B-A: a write on a base that came back. *)
NoBaseComesBack ==
  \A key \in Keys : \A i \in Guarded(key) :
    ~\E j \in 1..(i - 2) :
        /\ history[key][j].content = history[key][i].base
        /\ \E k \in j..(i - 1) : history[key][k].content # history[key][i].base

NothingIsReentrant == \A resource \in Resources : Cardinality(lease[resource].handles) < 2

NothingIsNested ==
  \A resource, other \in Resources :
    resource # other /\ Overlap(resource, other) =>
      ~(IsHeld(resource) /\ lease[resource].holder = lease[other].holder)

(* Different runs hold resources side by side. *)
NobodyHoldsBeside ==
  \A resource, other \in Resources :
    IsHeld(resource) /\ IsHeld(other) => lease[resource].holder = lease[other].holder

(* A run that holds a subtree takes a file in it, past somebody who waits. *)
NobodyTakesWithin ==
  [][\A i \in DOMAIN queue :
       event'.action = "Acquire" /\ Granted(Arg(2)) => queue[i].run = Arg(1) \/ ~ShareKey(queue[i].resource, Arg(2))]_allVars

NobodyWaits == \A i \in DOMAIN queue : NoOtherHolds(queue[i].run, queue[i].resource)

NobodyIsGranted == [][event'.action # "Grant"]_allVars

NobodyEnds == \A run \in Runs : status[run] # "ended"

(* A host that was reaped opens again, under the same name. *)
NoHostReopens == [][\A h \in Hosts : hosts[h] = "closed" => hosts'[h] = "closed"]_allVars

(* A write is built on another one, and both change the content. *)
NoWriteFollowsAnother ==
  \A key \in Keys : \A i \in Guarded(key) :
    history[key][i].content # history[key][i].base /\ i - 1 \in Guarded(key) =>
      history[key][i - 1].content = history[key][i - 1].base

NobodyComesBack ==
  \A run, other \in Runs :
    TaskOf[run] = TaskOf[other] => ~(status[run] = "interrupted" /\ status[other] = "running")

(* A write makes stale what another run was shown, and that run is still     *)
(* there to build on it.                                                     *)
NobodyIsOvertaken ==
  [][Published =>
       \A run \in Runs \ {Named(Arg(1)).run}, key \in DOMAIN Named(Arg(1)).write :
         IsRunning(run) => shown[run][key] # Named(Arg(1)).write[key].base]_allVars

=============================================================================
