------------------------------ MODULE StoreWorld ----------------------------
(***************************************************************************)
(* The small worlds that the models of the store look at.                  *)
(***************************************************************************)
EXTENDS Store

CONSTANTS
  MaxRows,      \* nonces drawn in a behaviour
  MaxInodes,    \* files made
  MaxBoots      \* losses of power

(* Bounds are constraints on steps: they change no verdict. *)
FewRows   == drawn' <= MaxRows
FewInodes == Len(logs') <= MaxInodes
FewBoots  == boot' <= MaxBoots

(* A concern is looked at alone by switching the steps of another one off. *)
Never == FALSE

=============================================================================
