------------------------- MODULE MCInductivePublish -------------------------
(***************************************************************************)
(* An inductive invariant of the write taken apart: one file, one intent,  *)
(* from every type-correct state that satisfies it, reachable or not, one  *)
(* step leads to another one that does.  See MCInductive.tla.              *)
(*                                                                         *)
(* Does not vary: tasks, leases, what was observed, and what was kept      *)
(* aside, none of which a step in a gate reads.  Nothing is decided: a new *)
(* intent, with its file staged and nobody in its gate, is among the       *)
(* initial states.                                                         *)
(***************************************************************************)
EXTENDS MCProtocol

(* One step beyond is checked, and not followed. *)
InBounds == Len(intents) <= 1 /\ generation <= MaxGeneration

(* Only one id is looked at. *)
DecidesFirst == event'.action = "Decide" => generation = 0 /\ counter = 1

X  == "d/x"
Id == <<0, 2>>

(* The intent, its file and its gate; asked for only if there is one. *)
I == intents[1]
S == staged[1][X]
P == files[X]
G == gates[1]
Ours(file) == file.origin = Id

-----------------------------------------------------------------------------
(* The invariant, conjunct by conjunct.                                      *)

(* A file has one inode, and an absent one is nobody's. *)
FilesAreFiles ==
  /\ P.content = Absent => P = NoFile
  /\ intents = <<>> => ~Ours(P)
  /\ intents # <<>> =>
       /\ S.content = Absent => S = NoFile
       /\ ~(Ours(P) /\ Ours(S))
       /\ Content(1, X) = Absent => ~Ours(P) /\ ~Ours(S)
       /\ Base(1, X) = Absent => Ours(S) \/ S = NoFile \/ I.turned
       /\ Ours(P) => (Base(1, X) = Absent) = (S = NoFile)

OfItsKey == {"exchange", "probe", "hash", "back", "aside"}

GatesAreGates ==
  G # NoGate =>
    /\ hosts[G.host] = "open" /\ I.row = "open"
    /\ G.key = (IF G.at \in OfItsKey THEN X ELSE "")
    /\ G.checked = (IF G.at \in {"sync", "settle"} /\ ~(G.at = "settle" /\ I.judged) THEN {X} ELSE G.checked)

StagesAreReached ==
  G # NoGate =>
    CASE G.at = "exchange"           -> ~Exchanged(1, X) /\ IsOfThisGeneration(1) /\ ~I.turned /\ G.checked = {}
      [] G.at \in {"probe", "hash"}  -> Exchanged(1, X) /\ IsOfThisGeneration(1) /\ ~I.turned /\ G.checked = {}
      [] G.at = "sync"               -> Exchanged(1, X) /\ ~I.turned /\ G.checked = {X}
      [] G.at = "back"               -> I.turned /\ Exchanged(1, X) /\ (Base(1, X) = Absent) = (S = NoFile)
      [] G.at = "aside"              -> HoldsTheirs(1, X) /\ ~Ours(P)
      [] G.at = "refuse"             -> ~ShowsOurs(1, X) /\ ~HoldsTheirs(1, X)
      [] G.at = "judge"              -> G.checked = {}
      [] OTHER                       -> TRUE

(* What was found clean is found so for good. *)
MarksAreRight ==
  /\ I.judged => Exchanged(1, X) \/ I.row = "published" \/ Content(1, X) = Absent
  /\ I.judged => ~I.turned /\ ~Ours(P) /\ ~Ours(S) /\ I.row # "refused"
  /\ I.row = "published" => I.judged
  /\ I.durable => I.row # "open"
  /\ I.judged /\ G # NoGate => G.at \in {"judge", "settle"}
  /\ (G # NoGate /\ G.at = "settle") => I.judged

(* What is refused is not there. *)
RefusedIsGone == I.row = "refused" => ~Ours(P)

(* What outside programs do is synced, and so is what came before it. *)
OnlyOpenIsUnsynced ==
  unsynced[X] =>
    /\ intents # <<>>
    /\ I.row = "open" /\ ~I.judged
    /\ IF Base(1, X) = Absent \/ Content(1, X) = Absent THEN (P = NoFile) # (S = NoFile)
       ELSE P # NoFile /\ S # NoFile
    /\ Base(1, X) = Absent /\ S = NoFile => Ours(P)

(* Of one id, in one step beyond the bounds there may be another. *)
IsLookedAt == intents = <<>> \/ (Len(intents) = 1 /\ I.id = Id)

Inductive ==
  /\ TypeOK
  /\ IsLookedAt =>
       /\ FilesAreFiles
       /\ OnlyOpenIsUnsynced
       /\ intents # <<>> => GatesAreGates /\ StagesAreReached /\ MarksAreRight /\ RefusedIsGone

(* What it is for: a settled write shows what it says. *)
RefusedIsNotVisible ==
  [][event'.action = "Refuse" => ~Ours(P)]_vars

-----------------------------------------------------------------------------

Origins  == {Nobodys, Id}
AllFiles == {NoFile} \cup [content : Contents \ {Absent}, origin : Origins, use : {"closed", "found", "open"}]
AllGates == {NoGate} \cup [host : Hosts, at : Stages, key : {"", X}, checked : SUBSET {X}]

AllIntents ==
  [id : {Id}, run : Runs, write : Writes, judged : BOOLEAN, turned : BOOLEAN,
   row : {"open", "published", "refused"}, durable : BOOLEAN]

InductiveInit ==
  /\ AllRunning
  /\ HeldByB
  /\ generation  \in 0..MaxGeneration
  /\ counter     = 1
  /\ observation = [run \in Runs |-> NothingSeen]
  /\ kept        = [key \in Keys |-> {}]
  /\ \E file \in AllFiles : files = [key \in Keys |-> file]
  /\ \/ intents = <<>> /\ staged = <<>> /\ gates = <<>>
     \/ /\ \E intent \in AllIntents : intents = <<intent>>
        /\ \E file \in AllFiles : staged = <<[key \in {X} |-> file]>>
        /\ FilesAreFiles /\ RefusedIsGone
        /\ \E gate \in AllGates : gates = <<gate>>
        /\ GatesAreGates /\ StagesAreReached /\ MarksAreRight
  /\ \E flag \in BOOLEAN : unsynced = [key \in Keys |-> flag]
  /\ event = [action |-> "Init", args |-> <<>>]
  /\ Inductive

InductiveSpec == InductiveInit /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

GiveUpEarly(i, key) == GoOn(i, "refuse", "")
Anything == TRUE
OneStep  == TRUE

=============================================================================
