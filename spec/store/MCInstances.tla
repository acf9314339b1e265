----------------------------- MODULE MCInstances ----------------------------
(***************************************************************************)
(* The store without ghosts, in small worlds: what replay drives the core  *)
(* through, and where liveness is checked.                                 *)
(***************************************************************************)
EXTENDS StoreWorld

(* Liveness needs behaviours without end: a transaction writes no row, and   *)
(* who died does not come back.                                              *)
WritesNothing(h) ==
  /\ logs'  = [logs EXCEPT ![held[h].store] = seen[h]]
  /\ UNCHANGED <<at, drawn, boot, root, seen, locks>>

EntersOnce == \E h \in Hosts, place \in Places : phase[h] = "closed" /\ EnterStep(h, place)

-----------------------------------------------------------------------------
(* Replay keeps whole graphs, so its worlds are smaller still.  The other    *)
(* one comes when h has opened the store; who died comes back when nobody    *)
(* else is there, or nobody whose store stands.                              *)
Comes(h) ==
  CASE phase[h] = "crashed" -> \A other \in Hosts \ {h} : IsOpen(other) => ~Stands(other)
    [] h = "i"              -> IsOpen("h")
    [] OTHER                -> TRUE
InOrder == event'.action = "Enter" => Comes(event'.args[1]) /\ drawn < MaxRows

(* A process dies where a row is lost, or was never told. *)
DiesInside == event'.action = "Crash" => phase[event'.args[1]] \in {"reading", "committed"}

(* Nobody begins anything while another one is in the middle of something. *)
IsIdle(h)  == phase[h] \in {"closed", "open", "crashed"}
OneAtWork  == event'.action \in {"Enter", "Begin"} => \A h \in Hosts : IsIdle(h)

(* Files change under an instance that has all of its store: while it waits, *)
(* or has the locks and has not read yet; while others wait, or are dead.    *)
Changes == {"Remove", "RemoveLock", "Restore", "Rewind", "Copy", "PowerLoss"}
ChangesUnder(h) ==
  event'.action \in Changes =>
    /\ phase[h] \in {"open", "locked"} /\ Stands(h)
    /\ \A other \in Hosts \ {h} : IsIdle(other) /\ (IsOpen(other) => Stands(other))
ChangesUnderH == ChangesUnder("h")
ChangesUnderI == ChangesUnder("i")

EachAtItsOwn == event'.action = "Enter" => event'.args \in {<<"h", "p">>, <<"i", "q">>}

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

(* Luck does not come to who tries. *)
TriesWeakly(h) == WF_vars(BeginStep(h))

(* A verdict that refuses nothing. *)
Allowed(a)     == "ok"
Allowed2(a, b) == "ok"

=============================================================================
