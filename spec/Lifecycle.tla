------------------------------ MODULE Lifecycle -----------------------------
(***************************************************************************)
(* The life of tasks: how they come, who lets them write, what they wait   *)
(* for, how they end, and what is left of them.  Here is what is kept of   *)
(* each; the modules below say what becomes of it, by concern, and Runner  *)
(* has all steps together.                                                 *)
(*                                                                         *)
(* A task in the foreground is what a person looks at.  One in the         *)
(* background writes only if it was asked for (allowWrites), and approved  *)
(* by somebody who was shown exactly what it may do.  A task may spawn     *)
(* others, which never may do more than it may itself.                     *)
(*                                                                         *)
(* A task is somewhere: it belongs to a host from Spawn, or Resume, until  *)
(* that run of it is over (End, Finish, Reap), also while it only waits    *)
(* for a person or a slot.  So whoever reaps a host finds all that was     *)
(* there.                                                                  *)
(*                                                                         *)
(* One core implements this specification and Leasehold.tla: one state,    *)
(* one step.  They are two, since what tasks wait for multiplies every     *)
(* state of a lease and says nothing about one.  They compose so:          *)
(*                                                                         *)
(* - A run there is a task here between Spawn or Resume and what ends it.  *)
(*   IsRunning says more here, that its status is "running"; of End it is  *)
(*   IsThere that Leasehold asks for.                                      *)
(* - Leasehold knows a task by a profile that stays as it is.  Here that   *)
(*   changes, but from the start of a run to its end it only shrinks       *)
(*   (PermissionOnlyNarrows); so a run does nothing that Leasehold does    *)
(*   not know of a run with the profile of its start.  MayWrite,           *)
(*   IsApproved and WritesWithin are asked with each request for a lease   *)
(*   and each decision, in one transaction with it; the last two again     *)
(*   when a lease that was waited for is granted, and when one is renewed. *)
(* - Leases and writes are one step each here (Acquire, Write, Written):   *)
(*   that a write displaces its base, how it becomes visible, and who is   *)
(*   served first, is said there.  Waiting for a lease is Leasehold's      *)
(*   alone: such a task is running here, and keeps its slot.  That keeps   *)
(*   nobody from going on: who holds the lease runs too, or was told to    *)
(*   end (NothingHeldWhileWaiting), so it needs no slot to get done.       *)
(* - A task with a process keeps its leases as long as that lives, and     *)
(*   until what it changed was looked at, whatever becomes of its host:    *)
(*   they do not expire, and Reap leaves them.  In Leasehold's terms such  *)
(*   a run is one in a host of its own, which crashed with the other and   *)
(*   is reaped when the task is finished.  Hosts are symmetric there, so   *)
(*   that is a behaviour of Leasehold.                                     *)
(*                                                                         *)
(* Ending is in two steps: Stop says what a task will have come to, Finish *)
(* that nothing of it is left.                                             *)
(*                                                                         *)
(* The state is the store's, each step a transaction: what Store.tla shows *)
(* is taken for granted.                                                   *)
(*                                                                         *)
(* Does not model: time (a timeout may come at any moment, and who has to  *)
(* decide something may, by a deadline, be a policy), what a task may      *)
(* read, which tools it may use, which hosts are able to run it, in which  *)
(* order those that are ready get a slot (the oldest first), more than one *)
(* command of a task at a time, what an item of its history says.          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Hosts,
  Tasks,
  Keys,         \* the identities of files
  Permissions,  \* the permissions to consider, a subset of Permission
  Depth,        \* how deep a tree of tasks may be
  Limit         \* how many tasks may be at work in the background

Permission == [background : BOOLEAN, allowWrites : BOOLEAN, scope : SUBSET Keys]

ASSUME PermissionsArePermissions == Permissions \subseteq Permission

NoHost   == "no host"
NoParent == "no parent"
Nothing  == "nothing"
NoPermission == [background |-> TRUE, allowWrites |-> FALSE, scope |-> {}]

ASSUME NamesAreNames == NoHost \notin Hosts /\ NoParent \notin Tasks

(* How a task ends, once and for all.  One that was interrupted may be       *)
(* resumed.                                                                  *)
Ends == {"completed", "failed", "cancelled", "timed out", "denied"}

(* Who is active is in a host; who is stopping may have lost it. *)
Active == {"pending", "queued", "waiting", "running"}
Live   == Active \cup {"stopping"}

VARIABLES
  hosts,        \* [Hosts -> {"closed", "open", "crashed"}]
  status,       \* [Tasks -> {"unknown", "interrupted", "deleted"} \cup Live \cup Ends]
  host,         \* [Tasks -> Hosts \cup {NoHost}], where it runs, or waits for its turn
  parent,       \* [Tasks -> Tasks \cup {NoParent}]
  permission,   \* [Tasks -> Permission]
  approval,     \* [Tasks -> {"not needed", "asked", "granted", "denied", "revoked"}]
  waits,        \* [Tasks -> {Nothing, "an answer", "its children"}], what it waits for
  ending,       \* [Tasks -> Ends \cup {"interrupted", Nothing}], what it will have come to
  held,         \* [Tasks -> SUBSET Keys], what it has leases of
  writing,      \* [Tasks -> SUBSET Keys], of its decided writes: neither published nor refused yet
  work,         \* [Tasks -> Works], what there is of a command
  changed,      \* [Tasks -> SUBSET Keys], what its processes changed, and its history lacks
  record,       \* [Tasks -> SUBSET Keys], what it wrote, as its history has it
  result,       \* [Tasks -> {"none", "kept", "told", "taken"}], how far it has come to the parent
  event         \* the last step: [action |-> its name, args |-> its parameters]

(* command: a process runs.  killed: it was told to end, and may not have    *)
(* done so.  exited: it is gone, and what it changed was not looked at.      *)
Works == {Nothing, "command", "killed", "exited"}

treeVars   == <<status, host, parent, waits, ending>>
mayVars    == <<permission, approval>>
effectVars == <<held, writing, work, changed, record>>
lifeVars   == <<hosts, treeVars, mayVars, effectVars, result>>
vars       == <<lifeVars, event>>

TypeOK ==
  /\ hosts      \in [Hosts -> {"closed", "open", "crashed"}]
  /\ status     \in [Tasks -> {"unknown", "interrupted", "deleted"} \cup Live \cup Ends]
  /\ host       \in [Tasks -> Hosts \cup {NoHost}]
  /\ parent     \in [Tasks -> Tasks \cup {NoParent}]
  /\ permission \in [Tasks -> Permission]
  /\ approval   \in [Tasks -> {"not needed", "asked", "granted", "denied", "revoked"}]
  /\ waits      \in [Tasks -> {Nothing, "an answer", "its children"}]
  /\ ending     \in [Tasks -> Ends \cup {"interrupted", Nothing}]
  /\ held       \in [Tasks -> SUBSET Keys]
  /\ writing    \in [Tasks -> SUBSET Keys]
  /\ work       \in [Tasks -> Works]
  /\ changed    \in [Tasks -> SUBSET Keys]
  /\ record     \in [Tasks -> SUBSET Keys]
  /\ result     \in [Tasks -> {"none", "kept", "told", "taken"}]
  /\ \A task \in Tasks :
       /\ status[task] \in Active => host[task] # NoHost
       /\ status[task] \notin Live => host[task] = NoHost
       /\ status[task] = "pending" => approval[task] = "asked"
       /\ status[task] = "waiting" <=> waits[task] # Nothing
       /\ status[task] = "stopping" <=> ending[task] # Nothing

Init ==
  /\ hosts      = [h \in Hosts |-> "open"]
  /\ status     = [task \in Tasks |-> "unknown"]
  /\ host       = [task \in Tasks |-> NoHost]
  /\ parent     = [task \in Tasks |-> NoParent]
  /\ permission = [task \in Tasks |-> NoPermission]
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

-----------------------------------------------------------------------------
(* The tree.                                                                 *)

(* A task and all above it. *)
RECURSIVE Chain(_)
Chain(task) == IF task = NoParent THEN {} ELSE {task} \cup Chain(parent[task])

(* A task and all below it. *)
Below(task) == {other \in Tasks : task \in Chain(other)}

Children(task) == {other \in Tasks : parent[other] = task}

-----------------------------------------------------------------------------
(* Guards of more than one concern.  The name of the conflict is beside it.  *)

IsOpen(h) == hosts[h] = "open"                               \* HostNotOpen

(* Its fibre is there, asleep or not. *)
IsThere(task) == host[task] # NoHost /\ hosts[host[task]] = "open" \* TaskNotRunning

(* The dead make no requests. *)
IsRunning(task) == status[task] = "running" /\ IsThere(task) \* TaskNotRunning

IsLive(task)     == status[task] \in Live                    \* TaskNotLive
IsActive(task)   == status[task] \in Active                  \* AlreadyEnded
IsStopping(task) == status[task] = "stopping"                \* NotStopping
IsPending(task)  == status[task] = "pending"                 \* NotPending

HasProcess(task)   == work[task] \in {"command", "killed"}   \* NoProcess
HasNoCommand(task) == work[task] = Nothing                   \* StillWorking

(* Who gives leases up has looked at what its processes changed. *)
LeavesNoProcess(task) == HasNoCommand(task)                  \* StillWorking

(* Nothing is under way that may still do well or fail. *)
IsIdle(task) == HasNoCommand(task) /\ writing[task] = {}     \* StillWorking

(* And theirs: a child that was interrupted is over for now, and those below *)
(* it go on.                                                                 *)
ChildrenAreOver(task) ==                                     \* ChildrenLive
  \A other \in Below(task) \ {task} : ~IsLive(other)

(* Who will not end as it is now: a parent that is stopping takes no result  *)
(* any more, unless it was interrupted, and is resumed.                      *)
MayGoOn(task)       == IsActive(task) \/ status[task] = "interrupted" \/ ending[task] = "interrupted"
ParentMayAsk(task)  == parent[task] # NoParent /\ MayGoOn(parent[task])

-----------------------------------------------------------------------------
(* Changes of more than one concern.                                         *)

Becomes(task, to) == status' = [status EXCEPT ![task] = to]

(* What else is to be told to end, the host does at once. *)
Killed(tasks) == [task \in Tasks |-> IF task \in tasks /\ work[task] = "command" THEN "killed" ELSE work[task]]

(* What a task wrote is in its history with the decision, and not when it    *)
(* ends.                                                                     *)
Recorded(task, keys) == record' = [record EXCEPT ![task] = @ \cup keys]

(* What leases a task has when nothing of it is left. *)
Kept(task) == {}

(* What the comparison of the files before a command and after it shows.     *)
Found(task) == changed[task]

(* A result that was told to a run that is over was told to nobody. *)
ToldAgain(gone) ==
  [task \in Tasks |-> IF parent[task] \in gone /\ result[task] = "told" THEN "kept" ELSE result[task]]

=============================================================================
