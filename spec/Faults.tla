------------------------------- MODULE Faults -------------------------------
(***************************************************************************)
(* What may be lost, and what comes back.  A process may be gone before    *)
(* any step; one that is paused is a step not taken.                       *)
(*                                                                         *)
(* Power loss takes all processes with it, outside ones too; rows that had *)
(* not reached the disk; and, file by file, exchanges that had not.  Rows  *)
(* are lost from the newest one on; here any of them may be, which is      *)
(* more.  What inodes contain is not lost: staged files are synced before  *)
(* they change places, and one that never did stays where it is after a    *)
(* power loss, whatever it contains then: it is of an older generation.    *)
(*                                                                         *)
(* A store that is lost, replaced by an older copy, or made anew has       *)
(* forgotten rows that were durable, and nothing on the disk has changed.  *)
(*                                                                         *)
(* Both begin a new generation.  Then the staged files say what there is   *)
(* to settle, oldest first: a write that was judged is published, and told *)
(* again; any other is refused, and what it shows turned back.             *)
(*                                                                         *)
(* Does not model: the loss of staged files; an exchange of which power    *)
(* loss keeps one half, as file systems without a journal do.              *)
(*                                                                         *)
(* Implemented by src/protocol/faults.ts.                                  *)
(***************************************************************************)
EXTENDS Outside

(* Keys whose last exchange may be undone, and intents whose row may be lost *)
(* with the power, or with the store.                                        *)
Undoings    == SUBSET {key \in Keys : unsynced[key]}
RowLosses   == SUBSET {intents[i].id : i \in {j \in DOMAIN intents : intents[j].row # "open" /\ ~intents[j].durable}}
StoreLosses == SUBSET {intents[i].id : i \in {j \in DOMAIN intents : intents[j].row # "open"}}

(* The newest intent at a key is the one that exchanged last: nobody else    *)
(* exchanges (OnlyTheNewestExchanges), and when one more is decided nothing  *)
(* of those before can be undone any more (UnsyncedIsOfTheNewest).           *)
NewestAt(key) ==
  CHOOSE i \in DOMAIN intents :
    /\ key \in DOMAIN intents[i].write
    /\ \A j \in DOMAIN intents : key \in DOMAIN intents[j].write => j <= i

Closed(file) == [file EXCEPT !.use = "closed"]

(* After the exchanges at these keys were undone, and all writers are gone. *)
FilesWithout(undone) ==
  [key \in Keys |-> Closed(IF key \in undone THEN staged[NewestAt(key)][key] ELSE files[key])]
StagedWithout(undone) ==
  [i \in DOMAIN intents |-> [key \in DOMAIN intents[i].write |->
    Closed(IF key \in undone /\ i = NewestAt(key) THEN files[key] ELSE staged[i][key])]]

PowerLoss(undone, lost) ==
  /\ NewGeneration(lost)
  /\ files'    = FilesWithout(undone)
  /\ staged'   = StagedWithout(undone)
  /\ gates'    = [i \in DOMAIN gates |-> NoGate]
  /\ unsynced' = [key \in Keys |-> FALSE]
  /\ UNCHANGED kept

StoreLost(lost) ==
  /\ NewGeneration(lost)
  /\ gates' = [i \in DOMAIN gates |-> NoGate]
  /\ UNCHANGED <<files, staged, unsynced, kept>>

-----------------------------------------------------------------------------
(* Properties.                                                               *)

UnsyncedIsOfTheNewest == \A key \in Keys : unsynced[key] => IsUnsettled(key) /\ NewestAt(key) \in OpenAt(key)

=============================================================================
