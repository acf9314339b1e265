------------------------------ MODULE RunnerWorld ---------------------------
(***************************************************************************)
(* The small worlds that the models of the life of tasks look at.          *)
(***************************************************************************)
EXTENDS Runner

(* A concern is looked at alone by switching the steps of another one off.   *)
Never == FALSE

(* Some of them: commands that begin and end, and change nothing.            *)
CommandsBegin == \E task \in Tasks : ExecStep(task) \/ ExitStep(task)

-----------------------------------------------------------------------------
(* Permissions.                                                              *)

Allowed(scope)  == [background |-> TRUE, allowWrites |-> TRUE, scope |-> scope]
Reads           == [background |-> TRUE, allowWrites |-> FALSE, scope |-> {"x"}]
InFront(scope)  == [background |-> FALSE, allowWrites |-> FALSE, scope |-> scope]

(* Each kind, wide and narrow where that makes a difference. *)
AllKinds     == {Allowed({"x"}), Allowed({"x", "y"}), Reads, InFront({"x"})}
Writers      == {Allowed({"x"})}
WideWriters  == {Allowed({"x"}), Allowed({"x", "y"})}
Readers      == {Reads}
FrontWriters == {InFront({"x"}), Allowed({"x"})}
FrontOnly    == {InFront({"x"})}
NoApproval   == {Reads, InFront({"x"})}

-----------------------------------------------------------------------------
(* Trees.  Ids are interchangeable: they are given in order.                 *)

Order == <<"a", "b", "c">>
InOrder ==
  event'.action = "Spawn" =>
    \A i \in DOMAIN Order :
      Order[i] = event'.args[2] => \A j \in 1..(i - 1) : Order[j] \in Tasks => status[Order[j]] # "unknown"

(* Each but the first is a child of the one before it, or of the first. *)
InChain ==
  event'.action = "Spawn" =>
    event'.args[1] = CASE event'.args[2] = "a" -> NoParent
                       [] event'.args[2] = "b" -> "a"
                       [] OTHER                -> "b"
FrontBelow == event'.action = "Spawn" => (event'.args[3].background <=> event'.args[2] = "a")
(* A command of a task that may write nothing has no lease that the core     *)
(* could refuse to give back.                                                *)
ExecsSomething == event'.action = "Exec" => permission[event'.args[1]].scope # {}
OneRoot == event'.action = "Spawn" => (event'.args[1] = NoParent <=> event'.args[2] = "a")

=============================================================================
