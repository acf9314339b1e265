------------------------------ MODULE MCProtocol ----------------------------
(***************************************************************************)
(* The protocol without ghosts, in small worlds: what replay drives the    *)
(* core through, and where liveness is checked.                            *)
(*                                                                         *)
(* The one bound is a constraint on steps.  It cuts behaviours short and   *)
(* leaves what is enabled alone, so no verdict depends on it: a request    *)
(* that is cut is still "ok", and is counted.                              *)
(***************************************************************************)
EXTENDS World

CONSTANT
  MaxCounter    \* acquisitions in a behaviour

FewAcquisitions == counter' <= MaxCounter

(* A concern is looked at alone by switching the steps of another one off.   *)
Never == FALSE

(* Liveness needs behaviours without end: acquisitions are all given the     *)
(* same number.  Tokens mean nothing then, and a lease has one handle only:  *)
(* it is free after one release, which for liveness is no help that expiry   *)
(* would not give.                                                           *)
SameNumber == 1

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

Overtaking(a, b, c) == FALSE
StaysQueued(place)  == queue

(* A verdict that refuses nothing. *)
Allowed(a)        == "ok"
Allowed2(a, b)    == "ok"
Allowed3(a, b, c) == "ok"

=============================================================================
