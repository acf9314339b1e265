------------------------------- MODULE Witness ------------------------------
(***************************************************************************)
(* Ghosts that properties need, and the properties that need them.  This   *)
(* module reads the protocol and is read by nobody: it only watches.       *)
(*                                                                         *)
(* A property is never stated with the guard that is to ensure it, but     *)
(* with the variables themselves or with a ghost: a model that switches    *)
(* the guard off must be able to make it fall.                             *)
(***************************************************************************)
EXTENDS Leasehold

VARIABLES
  newest,       \* [Keys -> [token, run]], the newest grant that covers a key
  granted,      \* the handles given out and not yet given back or taken away
  shown,        \* [Runs -> [Keys -> Contents \cup {Unseen}]], what a run was shown last, or wrote
  history       \* [Keys -> Seq], what the key contained; base is what the writer had read

ghostVars == <<newest, granted, shown, history>>
allVars   == <<vars, ghostVars>>

R == INSTANCE Register WITH history <- history

-----------------------------------------------------------------------------
(* How the ghosts follow the protocol.                                       *)

Took  == event'.action \in {"Acquire", "Grant"}
Wrote == event'.action = "Decide"
Arg(i) == event'.args[i]

(* A re-entrant acquisition grants nothing new. *)
Granted(resource) ==
  lease'[resource].holder # Nobody /\ lease'[resource].token # lease[resource].token

WatchNewest ==
  newest' = [key \in Keys |->
    IF Took /\ key \in Covers[Arg(2)] /\ Granted(Arg(2))
    THEN [token |-> lease'[Arg(2)].token, run |-> Arg(1)]
    ELSE newest[key]]

(* Who is entitled by what it was given, whatever the table of leases says. *)
WatchGranted ==
  granted' =
    IF Took THEN granted \cup {[run |-> Arg(1), resource |-> Arg(2), handle |-> counter']}
    ELSE {g \in granted :
            /\ status'[g.run] = "running"
            /\ event'.action = "Release" =>
                 g # [run |-> Arg(1), resource |-> Arg(2), handle |-> Arg(3)]
            /\ event'.action = "Expire"  => g.resource # Arg(1)}

(* Only what it was told itself, whatever the protocol remembers of it. *)
WatchShown ==
  shown' = [run \in Runs |->
    CASE status'[run] # "running"                   -> NothingSeen
      [] event'.action = "Observe" /\ Arg(1) = run -> [shown[run] EXCEPT ![Arg(2)] = disk[Arg(2)]]
      [] Wrote /\ Arg(1) = run                     -> [shown[run] EXCEPT ![Arg(2)] = Arg(4)]
      [] OTHER                                      -> shown[run]]

WatchHistory ==
  history' =
    CASE Wrote ->
           [history EXCEPT ![Arg(2)] = Append(@, [content |-> Arg(4), base |-> Arg(3)])]
      [] event'.action = "OutsideWrite" ->
           [history EXCEPT ![Arg(1)] = Append(@, [content |-> Arg(2), base |-> R!Outside])]
      [] OTHER -> history

WitnessInit ==
  /\ Init
  /\ newest  = [key \in Keys |-> [token |-> 0, run |-> Nobody]]
  /\ granted = {}
  /\ shown   = [run \in Runs |-> NothingSeen]
  /\ history = [key \in Keys |-> <<[content |-> disk[key], base |-> R!Outside]>>]

WitnessNext == Next /\ WatchNewest /\ WatchGranted /\ WatchShown /\ WatchHistory

WitnessSpec == WitnessInit /\ [][WitnessNext]_allVars

(* All but the journal's last entry. *)
WitnessView == <<protocolVars, ghostVars>>

-----------------------------------------------------------------------------
(* Leases.                                                                   *)

(* Tokens of successive grants on a key strictly grow. *)
TokensGrow ==
  [][\A resource \in Resources :
       Granted(resource) => \A key \in Covers[resource] : lease'[resource].token > newest[key].token]_allVars

(* A lease stands exactly as long as one of its handles is out, and only    *)
(* who holds a handle can give it back.                                     *)
OnlyTheLastHandleReleases ==
  \A resource \in Resources :
    LET out == {g \in granted : g.resource = resource}
    IN  /\ lease[resource].handles = {g.handle : g \in out}
        /\ \A g \in out : g.run = lease[resource].holder

-----------------------------------------------------------------------------
(* The queue.                                                                *)

Waits(places, place) == \E i \in DOMAIN places : places[i] = place

Named == [run |-> Arg(1), resource |-> Arg(2)]

Leave == event'.action \in {"Grant", "Withdraw"}

(* A place goes by being granted or withdrawn, or with its run, and by      *)
(* nothing else; who stays, stays before those who come.                    *)
PlacesStay ==
  [][LET stay == SelectSeq(queue, LAMBDA place : Waits(queue', place))
     IN  /\ stay = SubSeq(queue', 1, Len(stay))
         /\ \A i \in DOMAIN queue :
              \/ Waits(queue', queue[i])
              \/ status'[queue[i].run] # "running"
              \/ Leave /\ Named = queue[i]]_allVars

(* Who is granted or withdraws was in the queue, and is there no more. *)
LeaveMeansGone ==
  [][Leave => Waits(queue, Named) /\ ~Waits(queue', Named)]_allVars

(* A lease is given only if nobody waits before its run for any of its      *)
(* keys.  What lies within a lease of the run is no gift.                   *)
FirstComeFirstServed ==
  [][\A resource \in Resources :
       Granted(resource) =>
         \/ \E outer \in Resources :
              lease[outer].holder = Arg(1) /\ Covers[resource] \subseteq Covers[outer]
         \/ \A i \in DOMAIN queue :
              \/ queue[i].run = Arg(1)
              \/ ~ShareKey(queue[i].resource, resource)
              \/ event'.action = "Grant" /\ \E j \in 1..(i - 1) : queue[j] = Named]_allVars

-----------------------------------------------------------------------------
(* Writes.                                                                   *)

(* Who writes is there. *)
OnlyTheLivingWrite ==
  [][Wrote => status[Arg(1)] = "running" /\ hosts[host[Arg(1)]] = "open"]_allVars

(* Nobody builds on what it was not shown. *)
BaseWasShown ==
  [][Wrote => shown[Arg(1)][Arg(2)] = Arg(3)]_allVars

(* A run without a lease that covers the key decides no write of it. *)
FencedOut ==
  [][Wrote =>
       \E resource \in Resources :
         Arg(2) \in Covers[resource] /\ lease[resource].holder = Arg(1)]_allVars

(* Where in a key's history a write belongs: at the last element that is    *)
(* its base.                                                                *)
BuiltOn(key, i) ==
  LET at == {j \in 1..(i - 1) : history[key][j].content = history[key][i].base}
  IN  IF at = {} THEN 0 ELSE CHOOSE j \in at : \A k \in at : k <= j

Guarded(key) == {i \in DOMAIN history[key] : history[key][i].base # R!Outside}

(* No two committed writes have the same base. *)
NoDoubleWrite ==
  \A key \in Keys : \A i, j \in Guarded(key) : BuiltOn(key, i) = BuiltOn(key, j) => i = j

(* When a write is committed, no newer token was granted to another task. *)
NoNewerToken ==
  [][Wrote /\ newest[Arg(2)].run # Nobody => TaskOf[newest[Arg(2)].run] = TaskOf[Arg(1)]]_allVars

(* Each committed write displaced exactly its base. *)
NoLostUpdate ==
  \A key \in Keys : \A i \in Guarded(key) : history[key][i].base = history[key][i - 1].content

(* What a run is shown is the last element of the key's history. *)
ObservedIsHistory ==
  [][event'.action = "Observe" =>
       observation'[Arg(1)][Arg(2)] = R!Last(history[Arg(2)]).content]_allVars

-----------------------------------------------------------------------------
(* Permissions.                                                              *)

MayNotWrite(run) == profile[TaskOf[run]].background /\ ~profile[TaskOf[run]].allowWrites

ReadOnlyNeverWrites ==
  [][Wrote => ~MayNotWrite(Arg(1))]_allVars

ReadOnlyNeverHolds ==
  \A resource \in Resources : lease[resource].holder # Nobody => ~MayNotWrite(lease[resource].holder)

ReadOnlyNeverWaits ==
  \A i \in DOMAIN queue : ~MayNotWrite(queue[i].run)

(* Every committed write was in its writer's scope. *)
ScopeRespected ==
  [][Wrote => Arg(2) \in profile[TaskOf[Arg(1)]].writes]_allVars

(* So are leases and places: none reaches beyond what its run may write. *)
LeasesWithinScope ==
  /\ \A resource \in Resources :
       lease[resource].holder # Nobody =>
         Covers[resource] \subseteq profile[TaskOf[lease[resource].holder]].writes
  /\ \A i \in DOMAIN queue :
       Covers[queue[i].resource] \subseteq profile[TaskOf[queue[i].run]].writes

(* Nothing outside the read side of its scope is shown to a run. *)
ReadsWithinScope ==
  \A run \in Runs, key \in Keys :
    observation[run][key] # Unseen => key \in profile[TaskOf[run]].reads

-----------------------------------------------------------------------------
(* Refinement.                                                               *)

(* Without this the mapping could hold of any history at all. *)
HistoryShowsDisk ==
  /\ R!RegisterTypeOK
  /\ \A key \in Keys : R!Last(history[key]).content = disk[key]

Refinement == R!Spec

=============================================================================
