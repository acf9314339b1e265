------------------------------ MODULE Lifecycle -----------------------------
(***************************************************************************)
(* The life of tasks: how they come, who lets them write, what they wait   *)
(* for, how they end, and what is left of them.  A specification of its    *)
(* own, beside Leasehold.tla, to which it stands as follows.               *)
(*                                                                         *)
(* Leasehold knows a task by a profile that stays as it is.  Here is said  *)
(* how that comes about and changes: MayWrite, IsApproved and WritesWithin *)
(* are what each request for a lease and each decision asks, in one        *)
(* transaction with it.  From the start of a run to its end what they      *)
(* allow only shrinks (PermissionOnlyNarrows), so a run does nothing that  *)
(* Leasehold does not know of a run with the profile of its start.  Leases *)
(* and writes are in turn one step each here: that a write displaces its   *)
(* base, that a lease may be lost under its holder, and who is served      *)
(* first is said there.  A run there is running as long as the task has a  *)
(* host here.  Leasehold releases the leases of a run with the run, and    *)
(* lets any lease expire; those of a run with a process outlive both       *)
(* (Reap, Expire).                                                         *)
(*                                                                         *)
(* A task in the foreground is what a person looks at.  One in the         *)
(* background writes only if it was asked for (allowWrites), and approved  *)
(* by somebody who was shown exactly what it may do.  A task may spawn     *)
(* others, which never may do more than it may itself.                     *)
(*                                                                         *)
(* A task that has something under way (a write, a process) keeps its      *)
(* leases until that is over, whatever becomes of the task and of its      *)
(* host.  So ending is in two steps: Stop says what it will have come to,  *)
(* Settle that nothing of it is left.                                      *)
(*                                                                         *)
(* The state is the store's, each step a transaction: what Store.tla shows *)
(* is taken for granted.                                                   *)
(*                                                                         *)
(* Does not model: time (a timeout may come at any moment, and who has to  *)
(* decide something may, by a deadline, be a policy), what a task may      *)
(* read, which tools it may use, which hosts are able to run it, in which  *)
(* order those that are ready get a slot (the oldest first), a task that   *)
(* does several things at a time, what an item of its history says.        *)
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

(* What a task waits for, if it is no lease of a file. *)
ForNoFile == {Nothing, "an answer", "its children"}

ASSUME FilesAreNamedOtherwise == Keys \cap ForNoFile = {}

(* How a task ends, once and for all.  One that was interrupted may be       *)
(* resumed.                                                                  *)
Ends == {"completed", "failed", "cancelled", "timed out", "refused"}

Asleep == {"pending", "queued", "waiting"}
Live   == Asleep \cup {"running", "stopping"}

VARIABLES
  hosts,        \* [Hosts -> {"closed", "open", "crashed"}]
  status,       \* [Tasks -> {"unknown", "interrupted", "deleted"} \cup Live \cup Ends]
  host,         \* [Tasks -> Hosts \cup {NoHost}], where it runs
  parent,       \* [Tasks -> Tasks \cup {NoParent}]
  permission,   \* [Tasks -> Permission]
  approval,     \* [Tasks -> {"not needed", "asked", "granted", "refused", "revoked"}]
  waits,        \* [Tasks -> ForNoFile \cup Keys], what it waits for
  ending,       \* [Tasks -> Ends \cup {"interrupted", Nothing}], what it will have come to
  held,         \* [Tasks -> SUBSET Keys], what it has leases of
  work,         \* [Tasks -> Works], what it has under way
  changed,      \* [Tasks -> SUBSET Keys], what its processes changed, and its history lacks
  record,       \* [Tasks -> SUBSET Keys], what it wrote, as its history has it
  result,       \* [Tasks -> {"none", "kept", "told", "taken"}], how far it has come to the parent
  event         \* the last step: [action |-> its name, args |-> its parameters]

(* command: a process runs.  killed: it was told to end, and may not have    *)
(* done so.  exited: it is gone, and what it changed was not looked at.      *)
Works == {Nothing, "write", "command", "killed", "exited"}

treeVars   == <<status, host, parent, waits, ending>>
mayVars    == <<permission, approval>>
effectVars == <<held, work, changed, record>>
lifeVars   == <<hosts, treeVars, mayVars, effectVars, result>>
vars       == <<lifeVars, event>>

TypeOK ==
  /\ hosts      \in [Hosts -> {"closed", "open", "crashed"}]
  /\ status     \in [Tasks -> {"unknown", "interrupted", "deleted"} \cup Live \cup Ends]
  /\ host       \in [Tasks -> Hosts \cup {NoHost}]
  /\ parent     \in [Tasks -> Tasks \cup {NoParent}]
  /\ permission \in [Tasks -> Permission]
  /\ approval   \in [Tasks -> {"not needed", "asked", "granted", "refused", "revoked"}]
  /\ waits      \in [Tasks -> ForNoFile \cup Keys]
  /\ ending     \in [Tasks -> Ends \cup {"interrupted", Nothing}]
  /\ held       \in [Tasks -> SUBSET Keys]
  /\ work       \in [Tasks -> Works]
  /\ changed    \in [Tasks -> SUBSET Keys]
  /\ record     \in [Tasks -> SUBSET Keys]
  /\ result     \in [Tasks -> {"none", "kept", "told", "taken"}]
  /\ \A task \in Tasks :
       /\ status[task] = "running" => host[task] # NoHost
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

IsLive(task) == status[task] \in Live                        \* TaskNotLive

-----------------------------------------------------------------------------
(* Guards.  The name of the conflict is beside it.                           *)

IsClosed(h)  == hosts[h] = "closed"                          \* HostInUse
IsOpen(h)    == hosts[h] = "open"                            \* HostNotOpen
IsCrashed(h) == hosts[h] = "crashed"                         \* HostNotCrashed

(* Its fibre is there, asleep or not. *)
IsThere(task) == host[task] # NoHost /\ hosts[host[task]] = "open" \* TaskNotRunning

(* The dead make no requests. *)
IsRunning(task) == status[task] = "running" /\ IsThere(task) \* TaskNotRunning

(* An id is never given twice, not even that of a task that was deleted. *)
IsUnknown(task) == status[task] = "unknown"                  \* TaskExists

MaySpawn(by)    == by # NoParent => IsRunning(by)            \* TaskNotRunning
WithinDepth(by) == Cardinality(Chain(by)) < Depth            \* TooDeep

(* allowWrites says nothing about a task in the foreground. *)
Writes(asked)        == asked.background => asked.allowWrites
NeedsApproval(asked) == asked.background /\ asked.allowWrites

MayWrite(task) == Writes(permission[task])                   \* WriteNotAllowed

(* Nobody writes by a child what it may not write itself: a child in the     *)
(* foreground is no way out.                                                 *)
ModeWithin(by, asked) ==                                     \* WriteNotAllowed
  by # NoParent /\ Writes(asked) => MayWrite(by)

ScopeWithin(by, asked) ==                                    \* ScopeTooWide
  by # NoParent => asked.scope \subseteq permission[by].scope

IsPending(task)  == status[task] = "pending"                 \* NotPending
IsDecided(task)  == ~IsPending(task)                         \* ApprovalRequired
IsGranted(task)  == approval[task] = "granted"               \* NotGranted

(* What is revoked for a task is revoked for all below it. *)
IsApproved(task) ==                                          \* ApprovalRevoked
  \A above \in Chain(task) : NeedsApproval(permission[above]) => IsGranted(above)

WritesWithin(task, keys) == keys \subseteq permission[task].scope \* OutOfScope

NoOtherHolds(task, keys) ==                                  \* LeaseHeld
  \A other \in Tasks \ {task} : held[other] \cap keys = {}

Holds(task, key)   == key \in held[task]                     \* LeaseLost
IsHolder(task)     == held[task] # {}                        \* NotHeld
HoldsNothing(task) == held[task] = {}                        \* HoldsLease

IsQueued(task)  == status[task] = "queued"                   \* TaskNotQueued
IsHere(task, h) == host[task] \in {NoHost, h}                \* OtherHost

(* A task that waits is not at work, and gives its slot to others: else a    *)
(* few that wait for their children would keep these from ever starting.     *)
(* One that is stopped is at work as long as something of it runs.           *)
IsAtWork(task) == status[task] = "running" \/ work[task] # Nothing

HasSlot(task) ==                                             \* LimitReached
  permission[task].background =>
    Cardinality({other \in Tasks : permission[other].background /\ IsAtWork(other)}) < Limit

WaitsForAnswer(task)   == waits[task] = "an answer"          \* NotWaiting
WaitsForChildren(task) == waits[task] = "its children"       \* NotWaiting
WaitsForLease(task)    == waits[task] \in Keys               \* NotWaiting

IsIdle(task)     == work[task] = Nothing                     \* StillWorking
HasProcess(task) == work[task] \in {"command", "killed"}     \* NoProcess
HasExited(task)  == work[task] = "exited"                    \* NotExited
IsWriting(task)  == work[task] = "write"                     \* NotNext

(* A command is told to have done well only if it changed nothing but what   *)
(* it had a lease of.                                                        *)
MayTell(task, how) == how = "success" => changed[task] \subseteq held[task] \* OutsideChange

IsActive(task)   == IsLive(task) /\ status[task] # "stopping" \* AlreadyEnded
IsStarted(task)  == IsActive(task) /\ host[task] # NoHost    \* TaskNotRunning
IsStopping(task) == status[task] = "stopping"                \* NotStopping

(* Who died on the way is not settled before it is reaped. *)
IsServed(task) == host[task] # NoHost => IsThere(task)        \* HostNotOpen

HasStopped(task) == work[task] \in {Nothing, "exited"}       \* StillWorking

ChildrenAreOver(task) == \A child \in Children(task) : ~IsLive(child) \* ChildrenLive

(* A task that was interrupted may be resumed, and its children go on        *)
(* meanwhile, where they run elsewhere.                                      *)
LeavesNoChild(task) == ending[task] = "interrupted" \/ ChildrenAreOver(task) \* ChildrenLive

ResultsAreHere(task)  == \A child \in Children(task) : result[child] # "kept" \* ResultsWaiting
ResultsAreTaken(task) == \A child \in Children(task) : result[child] \notin {"kept", "told"} \* ResultsWaiting

IsKept(task) == result[task] = "kept"                        \* NothingToTell
IsTold(task) == result[task] = "told"                        \* NothingToTell
ParentIsThere(task)   == parent[task] # NoParent /\ IsThere(parent[task])   \* TaskNotRunning
ParentIsRunning(task) == parent[task] # NoParent /\ IsRunning(parent[task]) \* TaskNotRunning

IsInterrupted(task) == status[task] = "interrupted"          \* NotInterrupted

(* Who will not end as it is now: a parent that is stopping takes no result  *)
(* any more, unless it was interrupted, and is resumed.                      *)
MayGoOn(task)      == IsActive(task) \/ status[task] = "interrupted" \/ ending[task] = "interrupted"
ParentMayAsk(task) == parent[task] # NoParent /\ MayGoOn(parent[task])
ParentRemains(task) == parent[task] # NoParent => ParentMayAsk(task) \* ParentEnded

IsOver(task)       == status[task] \in Ends \cup {"interrupted"} \* NotEnded
IsDelivered(task)  == ParentMayAsk(task) => result[task] \notin {"kept", "told"} \* ResultsWaiting

-----------------------------------------------------------------------------
(* Changes.                                                                  *)

Becomes(task, to) == status' = [status EXCEPT ![task] = to]

(* What else is to be told to end, the host does at once. *)
Killed(tasks) == [task \in Tasks |-> IF task \in tasks /\ work[task] = "command" THEN "killed" ELSE work[task]]

(* What a task wrote is in its history with the decision, and not when it    *)
(* ends.                                                                     *)
Recorded(task, keys) == record' = [record EXCEPT ![task] = @ \cup keys]

Narrowed(scope, to) == scope \cap to

(* What leases a task has when nothing of it is left. *)
Kept(task) == {}

(* What the comparison of the files before a command and after it shows.     *)
Found(task) == changed[task]

(* Written down and read again.  How is not said here; that it comes to the  *)
(* same is the point.                                                        *)
Restored(asked) == asked

(* A result that was told to a run that died was told to nobody. *)
ToldAgain(gone) ==
  [task \in Tasks |-> IF parent[task] \in gone /\ result[task] = "told" THEN "kept" ELSE result[task]]

-----------------------------------------------------------------------------
(* Coming.                                                                   *)

Spawn(by, task, asked) ==
  /\ IsUnknown(task)
  /\ MaySpawn(by)
  /\ WithinDepth(by)
  /\ ModeWithin(by, asked)
  /\ ScopeWithin(by, asked)
  /\ Becomes(task, IF NeedsApproval(asked) THEN "pending" ELSE "queued")
  /\ parent'     = [parent EXCEPT ![task] = by]
  /\ permission' = [permission EXCEPT ![task] = asked]
  /\ approval'   = [approval EXCEPT ![task] = IF NeedsApproval(asked) THEN "asked" ELSE "not needed"]
  /\ UNCHANGED <<hosts, host, waits, ending, effectVars, result>>

(* By whoever has to say so, or by a policy in its place; from any process.  *)
Approve(task) ==
  /\ IsPending(task)
  /\ Becomes(task, "queued")
  /\ approval' = [approval EXCEPT ![task] = "granted"]
  /\ UNCHANGED <<hosts, host, parent, waits, ending, permission, effectVars, result>>

Refuse(task) ==
  /\ IsPending(task)
  /\ Becomes(task, "stopping")
  /\ ending'   = [ending EXCEPT ![task] = "refused"]
  /\ approval' = [approval EXCEPT ![task] = "refused"]
  /\ UNCHANGED <<hosts, host, parent, waits, permission, effectVars, result>>

(* A command was decided when it began: it is ended, and may change files    *)
(* until it is gone.                                                         *)
Revoke(task) ==
  /\ IsGranted(task)
  /\ approval' = [approval EXCEPT ![task] = "revoked"]
  /\ work'     = Killed(Below(task))
  /\ UNCHANGED <<hosts, treeVars, permission, held, changed, record, result>>

(* Somebody takes away part of what a task may write, and all below it.      *)
(* What is left is in both, whatever was asked.                              *)
Narrow(task, scope) ==
  /\ IsLive(task)
  /\ permission' = [other \in Tasks |->
       IF other \in Below(task) THEN [permission[other] EXCEPT !.scope = Narrowed(@, scope)] ELSE permission[other]]
  /\ work' = Killed(Below(task))
  /\ UNCHANGED <<hosts, treeVars, approval, held, changed, record, result>>

(* A slot is free: a task starts, or goes on where it waited. *)
Start(task, h) ==
  /\ IsOpen(h)
  /\ IsDecided(task)
  /\ IsQueued(task)
  /\ IsHere(task, h)
  /\ HasSlot(task)
  /\ Becomes(task, "running")
  /\ host' = [host EXCEPT ![task] = h]
  /\ UNCHANGED <<hosts, parent, waits, ending, mayVars, effectVars, result>>

-----------------------------------------------------------------------------
(* Waiting.  Nobody waits for a person, or for its children, and has a lease *)
(* meanwhile.                                                                *)

Waits(task, for) ==
  /\ Becomes(task, "waiting")
  /\ waits' = [waits EXCEPT ![task] = for]
  /\ UNCHANGED <<hosts, host, parent, ending, mayVars, effectVars, result>>

GoesOn(task) ==
  /\ Becomes(task, "queued")
  /\ waits' = [waits EXCEPT ![task] = Nothing]
  /\ UNCHANGED <<hosts, host, parent, ending, mayVars, result>>

Ask(task) ==
  /\ IsRunning(task)
  /\ HoldsNothing(task)
  /\ Waits(task, "an answer")

Answer(task) ==
  /\ WaitsForAnswer(task)
  /\ GoesOn(task)
  /\ UNCHANGED effectVars

Await(task) ==
  /\ IsRunning(task)
  /\ HoldsNothing(task)
  /\ Waits(task, "its children")

(* All children are over, and their results are there. *)
Join(task) ==
  /\ WaitsForChildren(task)
  /\ IsThere(task)
  /\ ChildrenAreOver(task)
  /\ ResultsAreHere(task)
  /\ GoesOn(task)
  /\ UNCHANGED effectVars

-----------------------------------------------------------------------------
(* Writing.  What the two specifications have in common: the requests of     *)
(* Leasehold, with the guards of this module.                                *)

Acquire(task, key) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ NoOtherHolds(task, {key})
  /\ held' = [held EXCEPT ![task] = @ \cup {key}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, work, changed, record, result>>

Enqueue(task, key) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ IsIdle(task)
  /\ Waits(task, key)

(* A lease is no permission: that is asked for again with each write. *)
Grant(task) ==
  /\ WaitsForLease(task)
  /\ IsThere(task)
  /\ NoOtherHolds(task, {waits[task]})
  /\ held' = [held EXCEPT ![task] = @ \cup {waits[task]}]
  /\ GoesOn(task)
  /\ UNCHANGED <<work, changed, record>>

(* What was decided goes through, whatever becomes of the task. *)
Write(task, key) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ Holds(task, key)
  /\ IsIdle(task)
  /\ work' = [work EXCEPT ![task] = "write"]
  /\ Recorded(task, {key})
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, changed, result>>

(* It is published or refused, and the call returns. *)
Written(task) ==
  /\ IsWriting(task)
  /\ IsThere(task)
  /\ work' = [work EXCEPT ![task] = Nothing]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, changed, record, result>>

Release(task) ==
  /\ IsHolder(task)
  /\ IsThere(task)
  /\ IsIdle(task)
  /\ held' = [held EXCEPT ![task] = {}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, work, changed, record, result>>

(* At any moment, unless there is something that would go on without it.     *)
(* (Leasehold lets the lease of a decided write expire, and makes others     *)
(* wait for the intent: to them that is the same.)                           *)
Expire(task) ==
  /\ IsHolder(task)
  /\ IsIdle(task)
  /\ held' = [held EXCEPT ![task] = {}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, work, changed, record, result>>

-----------------------------------------------------------------------------
(* Commands.  A command has a lease of all that its task may write as long   *)
(* as a process of it lives: nobody can say what it will change.             *)

Exec(task) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ IsIdle(task)
  /\ NoOtherHolds(task, permission[task].scope)
  /\ work' = [work EXCEPT ![task] = "command"]
  /\ held' = [held EXCEPT ![task] = @ \cup permission[task].scope]
  /\ UNCHANGED <<hosts, treeVars, mayVars, changed, record, result>>

(* A process of the command is gone, the last one. *)
Exit(task) ==
  /\ HasProcess(task)
  /\ work' = [work EXCEPT ![task] = "exited"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, changed, record, result>>

(* What was there before is compared with what is there now. *)
Tell(task, how) ==
  /\ HasExited(task)
  /\ IsThere(task)
  /\ MayTell(task, how)
  /\ work'    = [work EXCEPT ![task] = Nothing]
  /\ changed' = [changed EXCEPT ![task] = {}]
  /\ Recorded(task, Found(task))
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, result>>

(* Environment.  A process may change any file, whatever it has a lease of. *)
Change(task, key) ==
  /\ HasProcess(task)
  /\ changed' = [changed EXCEPT ![task] = @ \cup {key}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, work, record, result>>

-----------------------------------------------------------------------------
(* Ending.                                                                   *)

(* Who is stopped stops all below it. *)
Stopped(task) == {other \in Below(task) : IsActive(other)}

Stop(task, how) ==
  /\ status' = [other \in Tasks |-> IF other \in Stopped(task) THEN "stopping" ELSE status[other]]
  /\ ending' = [other \in Tasks |->
       CASE other = task            -> how
         [] other \in Stopped(task) -> "cancelled"
         [] OTHER                   -> ending[other]]
  /\ waits'  = [other \in Tasks |-> IF other \in Stopped(task) THEN Nothing ELSE waits[other]]
  /\ work'   = Killed(Stopped(task))
  /\ UNCHANGED <<hosts, host, parent, mayVars, held, changed, record, result>>

(* Nobody is done before it knows what its children came to. *)
Complete(task) ==
  /\ IsRunning(task)
  /\ IsIdle(task)
  /\ ChildrenAreOver(task)
  /\ ResultsAreTaken(task)
  /\ Stop(task, "completed")

Fail(task) ==
  /\ IsRunning(task)
  /\ Stop(task, "failed")

(* By anyone, from any process, and also while its host is dead. *)
Cancel(task) ==
  /\ IsActive(task)
  /\ Stop(task, "cancelled")

TimeOut(task) ==
  /\ IsStarted(task)
  /\ Stop(task, "timed out")

(* Nothing of it is left: no child, no process, no call, no lease. *)
Settle(task) ==
  /\ IsStopping(task)
  /\ IsServed(task)
  /\ HasStopped(task)
  /\ LeavesNoChild(task)
  /\ Becomes(task, ending[task])
  /\ ending'  = [ending EXCEPT ![task] = Nothing]
  /\ host'    = [host EXCEPT ![task] = NoHost]
  /\ held'    = [held EXCEPT ![task] = Kept(task)]
  /\ work'    = [work EXCEPT ![task] = Nothing]
  /\ changed' = [changed EXCEPT ![task] = {}]
  /\ Recorded(task, Found(task))
  /\ result'  = [result EXCEPT ![task] =
                  IF parent[task] # NoParent /\ ending[task] # "interrupted" THEN "kept" ELSE @]
  /\ UNCHANGED <<hosts, parent, waits, mayVars>>

-----------------------------------------------------------------------------
(* Results.  What a child came to is kept until its parent has written down  *)
(* that it knows: at least once, also by a parent that was resumed.          *)

Deliver(task) ==
  /\ IsKept(task)
  /\ ParentIsThere(task)
  /\ result' = [result EXCEPT ![task] = "told"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars>>

Take(task) ==
  /\ IsTold(task)
  /\ ParentIsRunning(task)
  /\ result' = [result EXCEPT ![task] = "taken"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars>>

-----------------------------------------------------------------------------
(* Crashes.                                                                  *)

HostOpen(h) ==
  /\ IsClosed(h)
  /\ hosts' = [hosts EXCEPT ![h] = "open"]
  /\ UNCHANGED <<treeVars, mayVars, effectVars, result>>

(* Environment. *)
HostCrash(h) ==
  /\ IsOpen(h)
  /\ hosts' = [hosts EXCEPT ![h] = "crashed"]
  /\ UNCHANGED <<treeVars, mayVars, effectVars, result>>

RanIn(h, task) == host[task] = h
TasksIn(h)     == {task \in Tasks : RanIn(h, task)}

(* Processes outlive their host: who has one keeps its leases, and is told   *)
(* to end.  What was decided of writes, anyone settles (Leasehold).          *)
Remains(task)   == HasProcess(task)
IsGone(h, task) == RanIn(h, task) /\ ~Remains(task)

Reap(h) ==
  /\ IsCrashed(h)
  /\ hosts'   = [hosts EXCEPT ![h] = "closed"]
  /\ status'  = [task \in Tasks |->
       CASE ~RanIn(h, task)                   -> status[task]
         [] Remains(task) \/ IsStopping(task) -> "stopping"
         [] OTHER                             -> "interrupted"]
  /\ ending'  = [task \in Tasks |->
       IF RanIn(h, task) /\ Remains(task) /\ ~IsStopping(task) THEN "interrupted" ELSE ending[task]]
  /\ host'    = [task \in Tasks |-> IF RanIn(h, task) THEN NoHost ELSE host[task]]
  /\ waits'   = [task \in Tasks |-> IF RanIn(h, task) THEN Nothing ELSE waits[task]]
  /\ held'    = [task \in Tasks |-> IF IsGone(h, task) THEN Kept(task) ELSE held[task]]
  /\ work'    = [task \in Tasks |->
       CASE IsGone(h, task) -> Nothing
         [] RanIn(h, task)  -> "killed"
         [] OTHER           -> work[task]]
  /\ record'  = [task \in Tasks |-> record[task] \cup (IF IsGone(h, task) THEN Found(task) ELSE {})]
  /\ changed' = [task \in Tasks |-> IF IsGone(h, task) THEN {} ELSE changed[task]]
  /\ result'  = ToldAgain(TasksIn(h))
  /\ UNCHANGED <<parent, mayVars>>

(* As another run, with what is written down of the task. *)
Resume(task) ==
  /\ IsInterrupted(task)
  /\ ParentRemains(task)
  /\ Becomes(task, "queued")
  /\ permission' = [permission EXCEPT ![task] = Restored(@)]
  /\ UNCHANGED <<hosts, host, parent, waits, ending, approval, effectVars, result>>

(* By retention, or by somebody; for good. *)
Delete(task) ==
  /\ IsOver(task)
  /\ ChildrenAreOver(task)
  /\ IsDelivered(task)
  /\ Becomes(task, "deleted")
  /\ record' = [record EXCEPT ![task] = {}]
  /\ UNCHANGED <<hosts, host, parent, waits, ending, mayVars, held, work, changed, result>>

=============================================================================
