----------------------------- MODULE StoreWitness ---------------------------
(***************************************************************************)
(* Ghosts of the store, and what is promised of it.  This module reads     *)
(* Store and is read by nobody: it only watches.                           *)
(*                                                                         *)
(* A property is never stated with the guard that is to ensure it.         *)
(***************************************************************************)
EXTENDS Store

VARIABLES
  owed,         \* Seq: of each inode the nonces of the rows that must be in it
  given,        \* the tokens that somebody was told of, each with the nonce of its row
  ours          \* [Places -> inode], the store that was opened last there

ghostVars == <<owed, given, ours>>
allVars   == <<vars, ghostVars>>

-----------------------------------------------------------------------------
(* How the ghosts follow the store.                                          *)

Decided == event'.action \in {"Commit", "Reap"}
Arg(i)  == event'.args[i]

Drew  == drawn' # drawn
Actor == Arg(1)

(* Rows that go when a file is put back, or power is lost, are owed no more. *)
WatchOwed ==
  owed' = [i \in DOMAIN logs' |->
    LET before == IF i \in DOMAIN owed THEN owed[i] ELSE Nonces(logs'[i])
    IN  CASE event'.action \in {"Rewind", "PowerLoss"} -> before \cap Nonces(logs'[i])
          [] Drew /\ held'[Actor].store = i                  -> before \cup {drawn'}
          [] OTHER                                     -> before]

(* Who ends a transaction may tell of all that it read there. *)
WatchGiven ==
  given' =
    IF event'.action \in {"Open", "Finish"}
    THEN given \cup {<<Token(Prefix(seen'[Actor], i)), seen'[Actor][i].nonce>> : i \in DOMAIN seen'[Actor]}
    ELSE given

WatchOurs ==
  ours' = IF event'.action = "Open" THEN [ours EXCEPT ![root'[Actor]] = held'[Actor].store] ELSE ours

WitnessInit ==
  /\ Init
  /\ owed  = <<>>
  /\ given = {}
  /\ ours  = [place \in Places |-> None]

WitnessNext == Next /\ WatchOwed /\ WatchGiven /\ WatchOurs

WitnessSpec == WitnessInit /\ [][WitnessNext]_allVars

(* All but the last step. *)
WitnessView == <<storeVars, ghostVars>>

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* A row that was acknowledged is there as long as its store is not put back. *)
CommittedSurvives == \A i \in DOMAIN logs : owed[i] \subseteq Nonces(logs[i])

(* No token is given twice, whatever becomes of stores. *)
TokensAreUnique == \A one, other \in given : one[1] = other[1] => one = other

(* Nobody decides in a store that is not the workspace's. *)
OneStore == [][Decided => ours[root[Arg(1)]] = held[Arg(1)].store]_allVars

(* A decision is made on all that was decided before in its store. *)
DecidesOnAll == [][Decided => owed[held[Arg(1)].store] \subseteq Nonces(seen[Arg(1)])]_allVars

(* Of those who are in the same store one at a time is in a transaction. *)
OneAtATime ==
  \A h, other \in Hosts :
    HasRead(h) /\ HasRead(other) /\ held[h].store = held[other].store => h = other

(* Nobody who lives is declared dead. *)
OnlyTheDeadAreReaped == [][event'.action = "Reap" => phase[Arg(2)] = "crashed"]_allVars

(* Whether an instance is in the store that is at its place, and no row that *)
(* it knows, or that anybody was told of in its generation, is missing.      *)
IsIntact(h) ==
  /\ phase[h] \in {"open", "locked", "reading", "committed"}
  /\ at[root[h]].store = held[h].store
  /\ at[root[h]].lock = held[h].lock
  /\ Nonces(seen[h]) \subseteq Nonces(logs[held[h].store])
  /\ \A told \in given :
       told[1][1] = Token(seen[h])[1] => told[2] \in Nonces(logs[held[h].store])

(* A generation begins, and all who lived in the one before are dead to it,  *)
(* only where nobody lives in an intact store.                               *)
LivingKeepTheirGeneration ==
  [][event'.action = "Open" /\ Drew =>
       \A h \in Hosts : root[h] = root[Arg(1)] => ~IsIntact(h)]_allVars

(* An instance whose store went away has lost it for good. *)
LostIsLost ==
  [][\A h \in Hosts :
       /\ phase[h] \in {"open", "locked"} /\ ~IsIntact(h)
       /\ held'[h].store = held[h].store
       => phase'[h] # "reading"]_allVars

=============================================================================
