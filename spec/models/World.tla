-------------------------------- MODULE World -------------------------------
(***************************************************************************)
(* The small worlds that the models look at.  A configuration file picks   *)
(* one value for each constant; why a world is large enough to show what a *)
(* model is about is said beside it.                                       *)
(***************************************************************************)
EXTENDS Coordination

CONSTANTS
  MaxCounter,   \* acquisitions and decisions in a generation
  MaxGeneration \* how often a store begins anew

(* Bounds are constraints on steps.  They cut behaviours short and leave     *)
(* what is enabled alone, so no verdict depends on them: a request that is   *)
(* cut is still "ok", and is counted.                                        *)
FewNumbers     == counter' <= MaxCounter
FewGenerations == generation' <= MaxGeneration

(* A concern is looked at alone by switching the steps of another one off.   *)
Never     == FALSE
Never1(a) == FALSE
Never2(a, b) == FALSE

-----------------------------------------------------------------------------
(* Runs and hosts.  Task a is the one that is resumed: a2 follows a1.        *)

OneTask    == [run \in {"b1"} |-> "b"]
TwoTasks   == [run \in {"a1", "b1"} |-> IF run = "a1" THEN "a" ELSE "b"]
OneResumed == [run \in {"a1", "a2", "b1"} |-> IF run = "b1" THEN "b" ELSE "a"]

(* What is about writes alone begins with all runs running, a in the first   *)
(* host and the others in the second if there are two.                       *)
SecondHost == IF "i" \in Hosts THEN "i" ELSE "h"

AllRunning ==
  /\ hosts   = [h \in Hosts |-> "open"]
  /\ status  = [run \in Runs |-> "running"]
  /\ host    = [run \in Runs |-> IF TaskOf[run] = "a" THEN "h" ELSE SecondHost]
  /\ profile \in Profiles

(* ... and, where leases are not looked at, with one on everything that a run *)
(* took before.                                                              *)
HeldBy(run) ==
  /\ lease = [resource \in Resources |->
               IF \A other \in Resources : Covers[other] \subseteq Covers[resource]
               THEN [holder |-> run, token |-> 1, handles |-> {1}] ELSE NoLease]
  /\ queue = <<>>

HeldByA == HeldBy("a1")
HeldByB == HeldBy("b1")

NumberedOne ==
  /\ generation  = 0
  /\ counter     = 1
  /\ intents     = <<>>
  /\ observation = [run \in Runs |-> NothingSeen]

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
Three == {Absent, "A", "B", "C"}

-----------------------------------------------------------------------------
(* Writes.                                                                   *)

NoWrite   == {}
Changes   == {change \in Change : change.base # change.content}
OneByOne  == UNION {[{key} -> Changes] : key \in Keys}

(* Both files of a directory as one: created, deleted, one moved to the      *)
(* other's place.                                                            *)
BothAtOnce == [{"d/x", "d/y"} -> Changes]
OneOrBoth  == OneByOne \cup BothAtOnce

(* Few, where there are many states already: a file is changed; it is made,  *)
(* and then moved.                                                           *)
Update == {[key \in {"d/x"} |-> [base |-> "A", content |-> "B"]]}
UpdateAndMake ==
  {[key \in {"d/x", "d/y"} |->
     IF key = "d/x" THEN [base |-> "A", content |-> "B"] ELSE [base |-> Absent, content |-> "A"]]}
Move ==
  {[key \in {"d/x", "d/y"} |->
     IF key = "d/x" THEN [base |-> "A", content |-> Absent] ELSE [base |-> Absent, content |-> "A"]]}
MakeThenMove == {[key \in {"d/x"} |-> [base |-> Absent, content |-> "A"]]} \cup Move

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
