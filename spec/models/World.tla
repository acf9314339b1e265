-------------------------------- MODULE World -------------------------------
(***************************************************************************)
(* The small worlds that the models look at.  A configuration file picks   *)
(* one value for each constant; why a world is large enough to show what a *)
(* model is about is said beside it.                                       *)
(***************************************************************************)
EXTENDS Leasehold

-----------------------------------------------------------------------------
(* Runs and hosts.  Task a is the one that is resumed: a2 follows a1.        *)

OneTask    == [run \in {"b1"} |-> "b"]
TwoTasks   == [run \in {"a1", "b1"} |-> IF run = "a1" THEN "a" ELSE "b"]
OneResumed == [run \in {"a1", "a2", "b1"} |-> IF run = "b1" THEN "b" ELSE "a"]

-----------------------------------------------------------------------------
(* Files and subtrees.  In TreeOfTwo the subtree d overlaps both files, and  *)
(* the files do not overlap: enough for each kind of overlap.  TreeAndFile   *)
(* has all but two resources that do not overlap.                            *)

FileX == {"d/x"}
FilesXY == {"d/x", "d/y"}

OneFile   == [resource \in {"d/x"} |-> {"d/x"}]
TreeAndFile == [resource \in {"d", "d/x"} |-> IF resource = "d" THEN {"d/x", "d/y"} ELSE {resource}]
TreeOfTwo == [resource \in {"d", "d/x", "d/y"} |-> IF resource = "d" THEN {"d/x", "d/y"} ELSE {resource}]

-----------------------------------------------------------------------------
(* Contents.  Two that differ let a key go from A to B and back to A.        *)

One == {Absent, "A"}
Two == {Absent, "A", "B"}

-----------------------------------------------------------------------------
(* Profiles.                                                                 *)

Foreground == [background |-> FALSE, allowWrites |-> FALSE, reads |-> Keys, writes |-> Keys]
Writer     == [background |-> TRUE, allowWrites |-> TRUE, reads |-> Keys, writes |-> Keys]
ReadOnly   == [background |-> TRUE, allowWrites |-> FALSE, reads |-> Keys, writes |-> {"d/x"}]
OnlyX      == [background |-> TRUE, allowWrites |-> TRUE, reads |-> Keys, writes |-> {"d/x"}]
Confined   == [background |-> FALSE, allowWrites |-> FALSE, reads |-> Keys, writes |-> {"d/x"}]
SeesOnlyX  == [background |-> TRUE, allowWrites |-> TRUE, reads |-> {"d/x"}, writes |-> {"d/x"}]

(* All may do everything. *)
Unrestricted == {[task \in Tasks |-> Foreground]}

(* Task b is restricted in each way there is; task a never is, so that who   *)
(* confuses the two is found out.                                            *)
Restricted ==
  {[task \in Tasks |-> IF task = "b" THEN p ELSE Foreground] :
    p \in {Writer, ReadOnly, OnlyX, SeesOnlyX, Confined}}

=============================================================================
