------------------------------- MODULE Witness ------------------------------
(***************************************************************************)
(* Ghosts that properties need, and the properties that need them.  This   *)
(* module reads the protocol and is read by nobody: it only watches.       *)
(*                                                                         *)
(* A property is never stated with the guard that is to ensure it, but     *)
(* with the variables themselves or with a ghost: a model that switches    *)
(* the guard off must be able to make it fall.                             *)
(*                                                                         *)
(* It watches the protocol with a write that is atomic: what it says of    *)
(* that is true of the write taken apart, which refines it (Refinement).   *)
(***************************************************************************)
EXTENDS AtomicPublish

VARIABLES
  newest,       \* [Keys -> [token, run]], the newest grant that covers a key; token: <<generation, number>>
  granted,      \* the handles given out and not yet given back or taken away
  shown,        \* [Runs -> [Keys -> Contents \cup {Unseen}]], what a run was shown last, or wrote
  history       \* [Keys -> Seq], what the key contained; base is what the writer had read

ghostVars == <<newest, granted, shown, history>>
allVars   == <<vars, ghostVars>>

R == INSTANCE Register WITH history <- history

-----------------------------------------------------------------------------
(* How the ghosts follow the protocol.                                       *)

Took      == event'.action \in {"Acquire", "Grant"}
Decided   == event'.action = "Decide"
Published == event'.action = "Publish"
Settled   == event'.action = "Acknowledge"
Lost      == event'.action = "PowerLoss"
Arg(i) == event'.args[i]

(* The intent that a step at a key is about. *)
Named(key) == intents[First(key)]

(* A re-entrant acquisition grants nothing new. *)
Granted(resource) ==
  lease'[resource].holder # Nobody /\ lease'[resource].token # lease[resource].token

WatchNewest ==
  newest' = [key \in Keys |->
    IF Took /\ key \in Covers[Arg(2)] /\ Granted(Arg(2))
    THEN [token |-> <<generation, lease'[Arg(2)].token>>, run |-> Arg(1)]
    ELSE newest[key]]

(* Who is entitled by what it was given, whatever the table of leases says. *)
WatchGranted ==
  granted' =
    IF Took THEN granted \cup {[run |-> Arg(1), resource |-> Arg(2), handle |-> counter']}
    ELSE IF Lost THEN {}
    ELSE {g \in granted :
            /\ status'[g.run] = "running"
            /\ event'.action = "Release" =>
                 g # [run |-> Arg(1), resource |-> Arg(2), handle |-> Arg(3)]
            /\ event'.action = "Expire"  => g.resource # Arg(1)}

(* Only what it was told itself, whatever the protocol remembers of it. *)
WatchShown ==
  shown' = [run \in Runs |->
    CASE status'[run] # "running" \/ Lost           -> NothingSeen
      [] event'.action = "Observe" /\ Arg(1) = run -> [shown[run] EXCEPT ![Arg(2)] = disk[Arg(2)]]
      [] Settled /\ Named(Arg(1)).run = run        ->
           [key \in Keys |->
             IF key \in DOMAIN Named(Arg(1)).write THEN Named(Arg(1)).write[key].content ELSE shown[run][key]]
      [] OTHER                                      -> shown[run]]

WatchHistory ==
  history' =
    CASE Published ->
           [key \in Keys |->
             IF key \in DOMAIN Named(Arg(1)).write THEN Append(history[key], Named(Arg(1)).write[key])
             ELSE history[key]]
      [] event'.action = "OutsideWrite" ->
           [history EXCEPT ![Arg(1)] = Append(@, [content |-> Arg(2), base |-> R!Outside])]
      [] OTHER -> history

WitnessInit ==
  /\ Init
  /\ newest  = [key \in Keys |-> [token |-> <<0, 0>>, run |-> Nobody]]
  /\ granted = {}
  /\ shown   = [run \in Runs |-> NothingSeen]
  /\ history = [key \in Keys |-> <<[content |-> disk[key], base |-> R!Outside]>>]

WitnessNext == Next /\ WatchNewest /\ WatchGranted /\ WatchShown /\ WatchHistory

WitnessSpec == WitnessInit /\ [][WitnessNext]_allVars

(* All but the journal's last entry. *)
WitnessView == <<protocolVars, ghostVars>>

-----------------------------------------------------------------------------
(* Leases.                                                                   *)

IsNewer(token, other) == token[1] > other[1] \/ (token[1] = other[1] /\ token[2] > other[2])

(* Tokens of successive grants on a key strictly grow, whatever the store    *)
(* forgot in between.                                                        *)
TokensGrow ==
  [][\A resource \in Resources :
       Granted(resource) =>
         \A key \in Covers[resource] : IsNewer(<<generation, lease'[resource].token>>, newest[key].token)]_allVars

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

NamedPlace == [run |-> Arg(1), resource |-> Arg(2)]

Leave == event'.action \in {"Grant", "Withdraw"}

(* A place goes by being granted or withdrawn, or with its run, and by      *)
(* nothing else; who stays, stays before those who come.                    *)
PlacesStay ==
  [][LET stay == SelectSeq(queue, LAMBDA place : Waits(queue', place))
     IN  /\ stay = SubSeq(queue', 1, Len(stay))
         /\ \A i \in DOMAIN queue :
              \/ Waits(queue', queue[i])
              \/ status'[queue[i].run] # "running"
              \/ Lost
              \/ Leave /\ NamedPlace = queue[i]]_allVars

(* Who is granted or withdraws was in the queue, and is there no more. *)
LeaveMeansGone ==
  [][Leave => Waits(queue, NamedPlace) /\ ~Waits(queue', NamedPlace)]_allVars

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
              \/ event'.action = "Grant" /\ \E j \in 1..(i - 1) : queue[j] = NamedPlace]_allVars

-----------------------------------------------------------------------------
(* Writes.                                                                   *)

(* Who decides a write is there. *)
OnlyTheLivingWrite ==
  [][Decided => status[Arg(1)] = "running" /\ hosts[host[Arg(1)]] = "open"]_allVars

(* Nobody builds on what it was not shown. *)
BaseWasShown ==
  [][Decided => \A key \in DOMAIN Arg(2) : shown[Arg(1)][key] = Arg(2)[key].base]_allVars

(* A run without a lease that covers the key decides no write of it. *)
FencedOut ==
  [][Decided =>
       \A key \in DOMAIN Arg(2) :
         \E resource \in Resources :
           key \in Covers[resource] /\ lease[resource].holder = Arg(1)]_allVars

(* Where in a key's history a write belongs: at the last element that is    *)
(* its base.                                                                *)
BuiltOn(key, i) ==
  LET at == {j \in 1..(i - 1) : history[key][j].content = history[key][i].base}
  IN  IF at = {} THEN 0 ELSE CHOOSE j \in at : \A k \in at : k <= j

Guarded(key) == {i \in DOMAIN history[key] : history[key][i].base # R!Outside}

(* No two committed writes have the same base. *)
NoDoubleWrite ==
  \A key \in Keys : \A i, j \in Guarded(key) : BuiltOn(key, i) = BuiltOn(key, j) => i = j

(* When a write becomes visible, no newer token was granted to another task: *)
(* what was decided before is published or refused before that.             *)
NoNewerToken ==
  [][Published =>
       \A key \in DOMAIN Named(Arg(1)).write :
         newest[key].run # Nobody => TaskOf[newest[key].run] = TaskOf[Named(Arg(1)).run]]_allVars

(* All keys of a write change, or none. *)
AllOrNothing ==
  [][Published => \A key \in DOMAIN Named(Arg(1)).write : disk'[key] = Named(Arg(1)).write[key].content]_allVars

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
  [][Decided => ~MayNotWrite(Arg(1))]_allVars

ReadOnlyNeverHolds ==
  \A resource \in Resources : lease[resource].holder # Nobody => ~MayNotWrite(lease[resource].holder)

ReadOnlyNeverWaits ==
  \A i \in DOMAIN queue : ~MayNotWrite(queue[i].run)

(* Every write that is decided is in its writer's scope. *)
ScopeRespected ==
  [][Decided => DOMAIN Arg(2) \subseteq profile[TaskOf[Arg(1)]].writes]_allVars

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
