---------------------------- MODULE MCRefinement ----------------------------
(***************************************************************************)
(* The write taken apart, with its prophecy, in small worlds.              *)
(***************************************************************************)
EXTENDS MCProtocol, Refinement

CONSTANT
  MaxHistory    \* elements of a key's history, the first one included

ShortHistories == \A key \in Keys : Len(history'[key]) <= MaxHistory

(* Nobody writes the base back in place where it was displaced, see the head *)
(* of Refinement.tla.                                                        *)
BaseStaysAway ==
  event'.action = "OutsideWrite" =>
    \A i \in Standing(event'.args[1]) : event'.args[3] # Base(i, event'.args[1])

-----------------------------------------------------------------------------
(* Other places for the point of a write, none of which does.                *)

(* Ours is not there until it is settled. *)
UntilSettled(key) ==
  LET open == {i \in OpenAt(key) : Exchanged(i, key)}
  IN  IF open = {} THEN files[key].content
      ELSE LET i == Min(open)
           IN  IF ShowsOurs(i, key) \/ (intents[i].judged /\ files[key].content = Content(i, key))
               THEN staged[i][key].content ELSE files[key].content

HappensAtSettle(key) ==
  event'.action = "Settle" /\ event'.args[2] = key /\ intents[First(key)].id \notin answered

(* Each exchange is the point of its write. *)
AlwaysCommits(key) ==
  IF Standing(key) = {} /\ Standing(key)' # {} THEN {"commit"}
  ELSE IF Standing(key)' = {} THEN {"none"} ELSE {prophecy[key]}

(* It is, as long as what came out is the base. *)
ByWhatCameOut(key) ==
  IF Standing(key)' = {} THEN {"none"}
  ELSE IF staged'[StandingOne(key)'][key].content = intents'[StandingOne(key)'].write[key].base
  THEN {"commit"} ELSE {"refuse"}

(* What then was not is taken out of the history again. *)
RememberTakingBack ==
  history' = [key \in Keys |->
    LET h == history[key]  now == Visible'[key]
    IN  CASE HappensAt(key) ->
               Append(h, [content |-> Content(First(key), key), base |-> Base(First(key), key)])
          [] now = R!Last(h).content -> h
          [] IsOutside(event'.action) -> Append(h, [content |-> now, base |-> R!Outside])
          [] OTHER -> SubSeq(h, 1, Len(h) - 1)]

(* A register to which is only appended. *)
PureAppend ==
  [][\E key \in Keys, content \in Contents : R!Write(key, content) \/ R!OutsideWrite(key, content)]_history

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

No2(a, b) == FALSE

(* A history that looks away from what is written outside. *)
LooksAway ==
  history' = [key \in Keys |->
    IF HappensAt(key)
    THEN Append(history[key], [content |-> Content(First(key), key), base |-> Base(First(key), key)])
    ELSE history[key]]

(* ... and one that takes what is written through Leasehold for that. *)
AllIsOutside ==
  history' = [key \in Keys |->
    IF Visible'[key] = R!Last(history[key]).content THEN history[key]
    ELSE Append(history[key], [content |-> Visible'[key], base |-> R!Outside])]

=============================================================================
