--------------------------- MODULE MCPreservation ---------------------------
(***************************************************************************)
(* The write taken apart, with ghosts of what is owed to whom, in small    *)
(* worlds: what must hold, and, with one rule switched off, what must fall.*)
(***************************************************************************)
EXTENDS MCProtocol, Preservation

(* What an outside program writes is nowhere else at that key, and in no     *)
(* intent there: bytes that are lost are then seen to be lost.               *)
TheirOwn ==
  \/ event'.action \notin {"OutsideRename", "OutsideWrite"}
  \/ LET key == event'.args[1]  content == event'.args[Len(event'.args)]
     IN  \/ content = Absent
         \/ /\ content \notin Somewhere(key) \cup owed[key]
            /\ \A i \in DOMAIN intents :
                 key \in DOMAIN intents[i].write => content \notin {Base(i, key), Content(i, key)}

-----------------------------------------------------------------------------
(* What a model that must fail puts in the place of a rule.                  *)

No2(a, b)  == FALSE

(* A rename: what was there is gone. *)
PlainRename(i, key) ==
  /\ files'    = [files EXCEPT ![key] = staged[i][key]]
  /\ staged'   = [staged EXCEPT ![i][key] = [content |-> Base(i, key), origin |-> Nobodys, use |-> "closed"]]
  /\ unsynced' = [unsynced EXCEPT ![key] = TRUE]

(* First the hash, then the probe. *)
HashAtProbe(h, key) ==
  /\ IsNext(h, key, {"probe"})
  /\ LET i == First(key) IN IF IsBase(i, key) THEN GoOn(i, "hash", key) ELSE GoOn(i, "turn", "")
  /\ UNCHANGED <<counter, intents, observation, files, staged, unsynced, kept>>

ProbeAtHash(h, key) ==
  /\ IsNext(h, key, {"hash"})
  /\ LET i == First(key) IN IF SeesWriter(i, key) THEN GoOn(i, "turn", "") ELSE Checked(i, key)
  /\ UNCHANGED <<counter, intents, observation, files, staged, unsynced, kept>>

(* What came out is kept aside and never goes back. *)
NeverBack(i, key) ==
  IF HoldsTheirs(i, key) THEN GoOn(i, "aside", key) ELSE GoOn(i, "refuse", "")

UndoneAside(i) == {key \in DOMAIN intents[i].write : HoldsTheirs(i, key)}

(* A turn-back that gives up after the first file of several. *)
FirstFileOnly(i) == IF \E key \in DOMAIN intents[i].write : ~Exchanged(i, key) THEN {} ELSE DOMAIN intents[i].write

(* Of several files the late check looks at one. *)
GraceOfOne(key)      == staged[OldestAt(key)][key].use # "found"
NobodyWritesOne(key) == ~IsBeingWritten(staged[OldestAt(key)][key])
FirstDiffers(i, key) ==
  LET differing == {k \in DOMAIN intents[i].write :
                      staged[i][k] # NoFile /\ staged[i][k].content # Expected(i, k)}
  IN  key \in differing /\ ~("d/x" \in differing /\ key # "d/x")

(* Of several files the directory of one is synced. *)
SyncedFirst(i) == [key \in Keys |-> unsynced[key] /\ key # "d/x"]

(* No mark of a turn-back. *)
NotTurned(i) == FALSE

(* No mark: what was found clean is judged again by the next one. *)
SyncUnmarked(h, key) ==
  /\ IsNext(h, key, {"sync"})
  /\ unsynced' = Synced(First(key))
  /\ GoOn(First(key), "settle", "")
  /\ UNCHANGED <<counter, intents, observation, files, staged, kept>>

(* Staged files may go as soon as the row says so. *)
IsTold(key) == intents[OldestAt(key)].row # "open"

(* Of several the newest. *)
Newest(key) == CHOOSE i \in OpenAt(key) : \A j \in OpenAt(key) : j <= i

(* A crash that leaves the gates shut. *)
StayInGates(dead) == UNCHANGED fileVars

-----------------------------------------------------------------------------
(* What must be reachable, each as a property that must fail.                *)

NothingIsPublished == published = {}
NothingIsRefused   == refused = {}
NothingGoesBack    == [][~Stepped("TurnBack")]_allVars
NothingIsKeptAside == [][~Stepped("KeepAside")]_allVars
NothingIsKeptLate  == [][Stepped("LateCheck") => kept' = kept]_allVars

(* A batch of which one file was exchanged already. *)
NoBatchGoesBack ==
  [][Stepped("TurnBack") => Cardinality(DOMAIN Intent.write) = 1]_allVars

NoBatchIsPublished ==
  [][Stepped("Settle") => Cardinality(DOMAIN Intent.write) = 1]_allVars

NothingIsMoved ==
  [][Stepped("Settle") =>
       ~\E from, to \in DOMAIN Intent.write :
          /\ Intent.write[from].content = Absent /\ Intent.write[to].base = Absent
          /\ Intent.write[from].base = Intent.write[to].content]_allVars

NothingIsCreated == [][Stepped("Settle") => \A key \in DOMAIN Intent.write : Intent.write[key].base # Absent]_allVars
NothingIsDeleted == [][Stepped("Settle") => \A key \in DOMAIN Intent.write : Intent.write[key].content # Absent]_allVars

(* An intent that another host settles than the one its run was in. *)
NobodySettlesForAnother ==
  [][Stepped("Settle") => Intent.run \in Runs /\ host[Intent.run] = At(1)]_allVars

(* A write that was told once is found again after the row was lost. *)
NothingIsFoundAgain == [][Stepped("Settle") => Intent.id \notin published]_allVars

=============================================================================
