------------------------------ MODULE Register ------------------------------
(***************************************************************************)
(* What a client may observe, and all that it may observe: each key is a   *)
(* register with one linear history of contents.                           *)
(*                                                                         *)
(* A guarded write appends atomically, and only if its base is the last    *)
(* element.  A program outside Leasehold appends whatever it likes: nobody *)
(* can stop it, so nobody may assume that it does not.  The protocol       *)
(* refines this module (Refinement in Witness.tla); leases, tokens, hosts  *)
(* and crashes are nowhere in it, since none of them may ever show in what *)
(* a file contains.                                                        *)
(*                                                                         *)
(* What outside programs wrote last, and nobody built on, may be set aside *)
(* (kept and reported), and an earlier content is back: a save that lands  *)
(* in the moment in which a write is turned back ends so.  What a guarded  *)
(* write put there never is.                                               *)
(*                                                                         *)
(* Does not model: writes of several keys as one.                          *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Keys,         \* the identities of files
  Contents,     \* what a file may contain; equal contents have equal hashes
  Absent        \* the content of a file that does not exist

ASSUME AbsentIsAContent == Absent \in Contents

VARIABLE
  history       \* [Keys -> non-empty Seq(Element)], oldest element first

(* The base of an element that no guarded write put there. *)
Outside == "outside"

ASSUME OutsideIsNoContent == Outside \notin Contents

Element == [content : Contents, base : Contents \cup {Outside}]

RegisterTypeOK ==
  /\ DOMAIN history = Keys
  /\ \A key \in Keys : history[key] # <<>> /\ history[key] \in Seq(Element)

Last(sequence) == sequence[Len(sequence)]

-----------------------------------------------------------------------------

Init ==
  \E first \in [Keys -> Contents] :
    history = [key \in Keys |-> <<[content |-> first[key], base |-> Outside]>>]

(* Creating a file is a write whose base is Absent, deleting one is a write *)
(* of Absent.                                                               *)
Write(key, content) ==
  LET base == Last(history[key]).content
  IN  history' = [history EXCEPT ![key] = Append(@, [content |-> content, base |-> base])]

OutsideWrite(key, content) ==
  history' = [history EXCEPT ![key] = Append(@, [content |-> content, base |-> Outside])]

(* What comes back is what was there before, or what an outside program      *)
(* wrote meanwhile where nobody saw it.                                      *)
SetAside(key) ==
  \E n \in 1..(Len(history[key]) - 1) :
    /\ \A m \in (n + 1)..Len(history[key]) : history[key][m].base = Outside
    /\ LET left == SubSeq(history[key], 1, n)
       IN  \/ history' = [history EXCEPT ![key] = left]
           \/ \E content \in Contents :
                history' = [history EXCEPT ![key] = Append(left, [content |-> content, base |-> Outside])]

Next ==
  \E key \in Keys :
    \/ SetAside(key)
    \/ \E content \in Contents : Write(key, content) \/ OutsideWrite(key, content)

Spec == Init /\ [][Next]_history

=============================================================================
