----------------------------- MODULE MCProphecy ------------------------------
(***************************************************************************)
(* That the prophecy forbids nothing.  A behaviour in which every prophecy *)
(* turns out wrong would be left out of the refinement without a word, and *)
(* what it does would be proved of nobody.  So here the protocol goes on   *)
(* by itself, and with it all prophecies that were not wrong so far.       *)
(***************************************************************************)
EXTENDS MCRefinement

VARIABLE
  foretold      \* [Keys -> SUBSET {"none", "commit", "refuse"}], what may have been foretold

ProphecyView == <<protocolVars, foretold>>

ProphecySpec ==
  /\ RefinementInit
  /\ foretold = [key \in Keys |-> {"none"}]
  /\ [][/\ Next
        /\ foretold' = [key \in Keys |-> UNION {ForetoldFrom(one, key) : one \in foretold[key]}]
        /\ UNCHANGED refinementVars]_<<allVars, foretold>>

(* Whatever happens, somebody has foretold it. *)
SomeProphecyIsRight == \A key \in Keys : foretold[key] # {}

=============================================================================
