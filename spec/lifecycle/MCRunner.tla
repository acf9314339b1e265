------------------------------- MODULE MCRunner -----------------------------
(***************************************************************************)
(* The life of tasks without ghosts, in small worlds: where liveness is    *)
(* checked, and what the harness parses.                                   *)
(***************************************************************************)
EXTENDS RunnerWorld

-----------------------------------------------------------------------------
(* Three parents that run at a limit of three, each of which will have a     *)
(* child.                                                                    *)

Readers3 == {"a", "b", "c"}
ParentsRun ==
  /\ hosts      = [h \in Hosts |-> "open"]
  /\ status     = [task \in Tasks |-> IF task \in Readers3 THEN "running" ELSE "unknown"]
  /\ host       = [task \in Tasks |-> IF task \in Readers3 THEN "h" ELSE NoHost]
  /\ parent     = [task \in Tasks |-> NoParent]
  /\ permission = [task \in Tasks |-> IF task \in Readers3 THEN Reads ELSE NoPermission]
  /\ approval   = [task \in Tasks |-> "not needed"]
  /\ waits      = [task \in Tasks |-> Nothing]
  /\ ending     = [task \in Tasks |-> Nothing]
  /\ held       = [task \in Tasks |-> {}]
  /\ writing    = [task \in Tasks |-> {}]
  /\ work       = [task \in Tasks |-> Nothing]
  /\ changed    = [task \in Tasks |-> {}]
  /\ record     = [task \in Tasks |-> {}]
  /\ result     = [task \in Tasks |-> "none"]
  /\ event      = [action |-> "Init", args |-> <<>>]

(* a has d, b has e, c has f. *)
SpawnsOwn == \E pair \in {<<"a", "d">>, <<"b", "e">>, <<"c", "f">>} : SpawnStep(pair[1], pair[2], Reads, "h")

(* Nobody waits for children that it has not got. *)
JoinsIfNeeded == \E task \in Tasks : AwaitIfNeeded(task) \/ JoinStep(task)

(* Liveness is checked without a VIEW, so the last step must not tell states *)
(* apart that are the same.                                                  *)
SaysNothing(action, args) == UNCHANGED event

(* One task, and one below it if there are two. *)
SpawnsOne ==
  \E asked \in Permissions :
    SpawnStep(NoParent, "a", asked, "h") \/ ("b" \in Tasks /\ SpawnStep("a", "b", asked, "h"))

(* One host is there for good. *)
OneMayCrash == HostCrashStep("h") \/ ReapStep("h") \/ HostOpenStep("h")

-----------------------------------------------------------------------------
(* What a model that must fall puts in the place of a rule.                  *)

(* A task that waits keeps its slot. *)
IsAtWorkAsleep(task) == IsLive(task) /\ (status[task] \in {"running", "waiting"} \/ ~IsIdle(task))

(* Nobody tells a process to end. *)
NobodyKilled(tasks) == work

(* Who is stopped stops alone. *)
StoppedItself(task) == {other \in {task} : IsActive(other)}

(* All that the system owes but telling results. *)
OwedButResults(task) == ScheduleStep(task) \/ JoinStep(task) \/ FinishStep(task)

(* All but settling what was decided. *)
OwedButWrites(task) ==
  OwedButResults(task) \/ DeliverStep(task) \/ (work[task] = "killed" /\ ExitStep(task))

(* Who decided a write settles it, and nobody in its place. *)
WrittenByOwn(h, task, key) == host[task] = h /\ Written(h, task, key) /\ Step("Written", <<h, task, key>>)

(* A person is waited for, however long it takes; a task may take all the    *)
(* time that it wants.                                                       *)
WheneverItIs(task) == TRUE

(* Who holds a lease may keep it, whatever became of its approval, or of its  *)
(* scope.                                                                    *)
RenewBy(task, key, mayStill) ==
  IF IsRunning(task) /\ Holds(task, key) /\ mayStill THEN "ok" ELSE "LeaseLost"
RenewUnapproved(task, key) == RenewBy(task, key, WritesWithin(task, {key}))
RenewAnywhere(task, key)   == RenewBy(task, key, IsApproved(task))

(* A verdict that refuses nothing. *)
Allowed2(a, b)       == "ok"
Allowed4(a, b, c, d) == "ok"

=============================================================================
