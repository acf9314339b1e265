----------------------------- MODULE Refinement -----------------------------
(***************************************************************************)
(* What a write is made of shows to nobody: the protocol with inodes,      *)
(* gates and crashes refines Register, and refines AtomicPublish.          *)
(*                                                                         *)
(* The point of a guarded write is the exchange that will be committed.    *)
(* Which one that is depends on what outside programs do afterwards: the   *)
(* same exchange is committed if what came out proves clean, and turned    *)
(* back if somebody turns out to have been writing it.  So the state at    *)
(* the exchange does not say whether the write has happened, and neither   *)
(* does any later moment do as its point: an outside program may write     *)
(* over ours in between, and that came after our write.                    *)
(*                                                                         *)
(* Hence a prophecy: at each exchange it says whether it will be           *)
(* committed, and behaviours in which it was wrong are not looked at.  Of  *)
(* both answers one is right, so no behaviour of the protocol is left out: *)
(* MCProphecy.tla follows all prophecies at once, and some always remains. *)
(*                                                                         *)
(* While an exchange stands that will be turned back, a key contains what  *)
(* came out of it and lies at the staged path.                             *)
(*                                                                         *)
(* Contents may repeat, but for one case: a program that had the displaced *)
(* file open writes there, in place, the very base again.  Then the write  *)
(* is committed, rightly, though what the exchange displaced was not its   *)
(* base; its point lies where the base came back, which no prophecy made   *)
(* at the exchange can tell.  Models exclude that (BaseStaysAway).         *)
(*                                                                         *)
(* Nothing in the protocol reads the variables of this module.             *)
(*                                                                         *)
(* Each key is a register of its own, also those of one write.  There is   *)
(* no single point for all of them: when the first file was exchanged, an  *)
(* outside program may write over it, and then another file, and there the *)
(* base again, before that one is exchanged.  The write would have to      *)
(* happen before the one and after the other.  That all of its keys change *)
(* or none is AllOrNothing, and those who read through the protocol see no *)
(* half of it: they are shown a key once its intent is settled.            *)
(***************************************************************************)
EXTENDS Leasehold

VARIABLES
  prophecy,     \* [Keys -> {"none", "commit", "refuse"}], of the exchange that stands there
  hidden,       \* [Keys -> BOOLEAN], going back displaced an outside save, not yet kept aside
  history,      \* [Keys -> Seq(Element)], the history of Register
  answered,     \* the ids of the intents whose writers were told
  atomicEvent   \* the last entry of AtomicPublish's journal

refinementVars == <<prophecy, hidden, history, answered, atomicEvent>>
allVars        == <<vars, refinementVars>>
RefinementView == <<protocolVars, prophecy, hidden, history, answered>>

R == INSTANCE Register WITH history <- history

-----------------------------------------------------------------------------
(* The exchange that stands at a key and is not decided.  A file that was    *)
(* kept aside left nothing to decide.                                        *)

Standing(key) ==
  {i \in OpenAt(key) :
     /\ ~intents[i].judged
     /\ Exchanged(i, key)
     /\ staged[i][key] # NoFile \/ Base(i, key) = Absent}

StandingOne(key) == CHOOSE i \in Standing(key) : TRUE

(* What the key contains, as a client may know it. *)
Contains(key) ==
  IF Standing(key) = {} THEN files[key].content
  ELSE LET i == StandingOne(key)
       IN  IF hidden[key] \/ (ShowsOurs(i, key) /\ prophecy[key] = "refuse")
           THEN staged[i][key].content
           ELSE files[key].content

Visible == [key \in Keys |-> Contains(key)]

(* What a prophecy may become in a step: made at the exchange, it has to be  *)
(* right when the exchange is decided.                                       *)
ForetoldFrom(foretold, key) ==
  LET stood  == Standing(key) # {}
      stands == Standing(key)' # {}
  IN  CASE ~stood /\ stands ->
             IF event'.action = "Exchange" /\ files[key].content = Base(First(key), key)
             THEN {"commit", "refuse"} ELSE {"refuse"}
        [] stood /\ ~stands ->
             IF foretold = (IF event'.action = "Sync" THEN "commit" ELSE "refuse") THEN {"none"} ELSE {}
        [] OTHER -> {foretold}

Foretold(key) == ForetoldFrom(prophecy[key], key)

Foretell == prophecy' \in {p \in [Keys -> {"none", "commit", "refuse"}] : \A key \in Keys : p[key] \in Foretold(key)}

(* Going back, the exchange may displace a save that came at the last moment: *)
(* it was visible, and is until it is kept aside or replaced.                *)
Hide ==
  hidden' = [key \in Keys |->
    CASE event'.action = "TurnBack" /\ event'.args[2] = key ->
           LET i == First(key) IN staged'[i][key] # NoFile /\ staged'[i][key].origin # intents[i].id
      [] event'.action \in {"OutsideRename", "KeepAside"} /\ key \in {event'.args[i] : i \in DOMAIN event'.args} -> FALSE
      [] event'.action = "PowerLoss" /\ key \in event'.args[1] -> FALSE
      [] OTHER -> hidden[key]]

IsOutside(action) == action \in {"OutsideRename", "OutsideWrite"}

(* Without the outside contents at the end that came after the last of these. *)
BackTo(h, content) ==
  LET trailing == {n \in 1..(Len(h) - 1) : \A m \in (n + 1)..Len(h) : h[m].base = R!Outside}
      there    == {n \in trailing : h[n].content = content}
  IN  IF there # {} THEN SubSeq(h, 1, CHOOSE n \in there : \A m \in there : m <= n)
      ELSE Append(SubSeq(h, 1, Min(trailing)), [content |-> content, base |-> R!Outside])

HappensAt(key) == prophecy[key] # "commit" /\ prophecy'[key] = "commit"

Remember ==
  history' = [key \in Keys |->
    LET h == history[key]  now == Visible'[key]
    IN  CASE HappensAt(key) ->
               Append(h, [content |-> Content(First(key), key), base |-> Base(First(key), key)])
          [] now = R!Last(h).content -> h
          [] IsOutside(event'.action) -> Append(h, [content |-> now, base |-> R!Outside])
          [] OTHER -> BackTo(h, now)]

Answer ==
  answered' =
    IF event'.action \in {"Settle", "Refuse"} THEN answered \cup {intents[First(event'.args[2])].id} ELSE answered

(* The step of AtomicPublish that a step is; all else does not show there. *)
AtomicStep ==
  LET changed == {key \in Keys : Visible'[key] # Visible[key]}
  IN  CASE \E key \in Keys : HappensAt(key) ->
             [action |-> "Publish", args |-> <<CHOOSE key \in Keys : HappensAt(key)>>]
        [] event'.action \in {"Settle", "Refuse"} ->
             IF intents[First(event'.args[2])].id \in answered THEN atomicEvent
             ELSE [action |-> IF event'.action = "Settle" THEN "Acknowledge" ELSE "Decline",
                   args   |-> <<event'.args[2]>>]
        [] event'.action \in {"PowerLoss", "StoreLost"} -> [action |-> "PowerLoss", args |-> <<>>]
        [] changed # {} ->
             LET key == CHOOSE key \in changed : TRUE
             IN  [action |-> "OutsideWrite", args |-> <<key, Visible'[key]>>]
        [] event'.action \in
             {"EnterGate", "Judge", "Exchange", "Probe", "Hash", "TurnBack", "KeepAside", "Sync", "Flush", "LateCheck",
              "OutsideRename", "OutsideLookUp", "OutsideOpen", "OutsideWrite", "OutsideClose"} -> atomicEvent
        [] OTHER -> event'

-----------------------------------------------------------------------------

RefinementInit ==
  /\ Init
  /\ prophecy = [key \in Keys |-> "none"]
  /\ hidden   = [key \in Keys |-> FALSE]
  /\ history  = [key \in Keys |-> <<[content |-> files[key].content, base |-> R!Outside]>>]
  /\ answered = {}
  /\ atomicEvent = event

RefinementNext ==
  /\ Next
  /\ Foretell
  /\ Hide
  /\ Remember
  /\ Answer
  /\ atomicEvent' = AtomicStep

RefinementSpec == RefinementInit /\ [][RefinementNext]_allVars

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* Without this the mapping could hold of any history at all. *)
Coupling ==
  /\ R!RegisterTypeOK
  /\ \A key \in Keys :
       /\ R!Last(history[key]).content = Contains(key)
       /\ IsSettled({key}) => Contains(key) = files[key].content

Refinement == R!Spec

(* A reader is never shown a content that is then refused. *)
ObservedIsHistory ==
  [][\A run \in Runs, key \in Keys :
       event'.action = "Observe" /\ event'.args = <<run, key>> =>
         observation'[run][key] = R!Last(history[key]).content]_allVars

(* Who is told that its write is published finds it in the history for good. *)
PublishedIsHistory ==
  [][\A key \in Keys :
       event'.action = "Settle" /\ event'.args[2] = key /\ intents[First(key)].id \notin answered =>
         \E n \in DOMAIN history'[key] :
           history'[key][n] = [content |-> Content(First(key), key), base |-> Base(First(key), key)]]_allVars

(* The same write with the file at the key, the intents as they look without *)
(* gates, and the journal without what is done in them.                      *)
Atomic == INSTANCE AtomicPublish WITH
  disk    <- Visible,
  intents <- LET unanswered == SelectSeq(intents, LAMBDA intent : intent.row = "open" /\ intent.id \notin answered)
             IN  [i \in DOMAIN unanswered |->
                   [unanswered[i] EXCEPT !.turned = FALSE, !.judged =
                     @ \/ \E key \in DOMAIN unanswered[i].write :
                            \E j \in Standing(key) : intents[j].id = unanswered[i].id /\ prophecy[key] = "commit"]],
  event   <- atomicEvent

AtomicRefinement == Atomic!Spec

=============================================================================
