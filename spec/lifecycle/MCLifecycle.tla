----------------------------- MODULE MCLifecycle ----------------------------
(***************************************************************************)
(* The life of tasks in small worlds: what must hold, and, with one rule   *)
(* switched off or done wrong, what must fall.                             *)
(***************************************************************************)
EXTENDS RunnerWorld, RunnerWitness

-----------------------------------------------------------------------------
(* What a model that must fail puts in the place of a rule.                  *)

Yes(a)     == TRUE
Yes2(a, b) == TRUE
No(a)      == FALSE
No2(a, b)  == FALSE

(* What was asked for the lease is not asked for again with the write.       *)
WriteBy(task, key, mayStill) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ mayStill
  /\ Holds(task, key)
  /\ IsSettled(key)
  /\ writing' = [writing EXCEPT ![task] = @ \cup {key}]
  /\ Recorded(task, {key})
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, work, changed, result>>

WriteUnapproved(task, key) == WriteBy(task, key, WritesWithin(task, {key}))
WriteAnywhere(task, key)   == WriteBy(task, key, IsApproved(task))

(* The approval of the task alone, whatever became of those above it. *)
IsApprovedItself(task) == NeedsApproval(permission[task]) => IsGranted(task)

(* Taken away from the task alone. *)
NarrowItself(task, scope) ==
  /\ IsLive(task)
  /\ permission' = [permission EXCEPT ![task].scope = Narrowed(@, scope)]
  /\ UNCHANGED <<hosts, treeVars, approval, effectVars, result>>

(* The last one who says what a scope is, is right. *)
Replaced(scope, to) == to

(* A list that is there and empty is read as if it were not there. *)
RestoredWithoutEmpty(asked) == [asked EXCEPT !.scope = IF @ = {} THEN Keys ELSE @]

(* A mode that was not written down is the one in the foreground. *)
RestoredInFront(asked) == [asked EXCEPT !.background = FALSE]

(* As said in memory, for the end of the task. *)
NotRecorded(task, keys) == UNCHANGED record
NothingFound(task)      == {}

(* A lease is lost at any moment, whatever goes on under it. *)
ExpireAlways(task) ==
  /\ IsHolder(task)
  /\ GivesUp(task)

(* That a command had a lease of what it changed is all that is asked for. *)
MayTellLeased(task, how) == how = "success" => changed[task] \subseteq held[task]

(* A result is done with when it is told. *)
DeliverOnce(task) ==
  /\ IsKept(task)
  /\ ParentIsThere(task)
  /\ result' = [result EXCEPT ![task] = "taken"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars>>

StaysTold(gone) == result

(* What the status says, whoever lives. *)
SaysRunning(task) == status[task] = "running"

(* A parent, alive or not. *)
HasParent(task) == parent[task] # NoParent

(* Whoever is above a parent that was interrupted is not asked for. *)
ParentAlone(task) == parent[task] # NoParent => ParentMayAsk(task)

(* Whoever is below a child that was interrupted is not asked for. *)
ChildrenAlone(task) == \A child \in Children(task) : ~IsLive(child)

(* The table of hosts is put in order, and nobody looks what ran there. *)
ReapHostOnly(h) ==
  /\ IsCrashed(h)
  /\ hosts' = [hosts EXCEPT ![h] = "closed"]
  /\ UNCHANGED <<treeVars, mayVars, effectVars, result>>

(* Only those that run are looked for, and not those that wait for something. *)
RanInAwake(h, task) == host[task] = h /\ status[task] = "running"

(* Whose process is gone, whether somebody looked at what it changed or not. *)
RemainsRunning(task) == HasProcess(task)

(* A task that runs is taken over by another host. *)
InterruptedOrRunning(task) == status[task] \in {"interrupted", "running"}

(* Who is resumed goes on, whoever would have to say so. *)
GoesOnAtOnce(task) == "queued"

(* The run of a dead host is ended by whoever comes. *)
EndBy(task, left) ==
  /\ IsActive(task)
  /\ LeavesNoProcess(task)
  /\ Becomes(task, "interrupted")
  /\ host'    = [host EXCEPT ![task] = NoHost]
  /\ waits'   = [waits EXCEPT ![task] = Nothing]
  /\ held'    = [held EXCEPT ![task] = Kept(task)]
  /\ writing' = [writing EXCEPT ![task] = left]
  /\ result'  = ToldAgain({task})
  /\ UNCHANGED <<hosts, parent, ending, mayVars, work, changed, record>>

EndDead(task) == EndBy(task, writing[task])

(* What a run decided is forgotten with it. *)
EndForgetful(task) == IsThere(task) /\ EndBy(task, {})

(* A command begins while another one of the task runs. *)
ExecTwice(task) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ NoOtherHolds(task, permission[task].scope)
  /\ ~StandsOpen(task, permission[task].scope)
  /\ work' = [work EXCEPT ![task] = "command"]
  /\ held' = [held EXCEPT ![task] = @ \cup permission[task].scope]
  /\ UNCHANGED <<hosts, treeVars, mayVars, writing, changed, record, result>>

(* A slot is given to a task in a dead host. *)
ScheduleDead(task) ==
  /\ IsQueued(task)
  /\ HasSlot(task)
  /\ Becomes(task, "running")
  /\ UNCHANGED <<hosts, host, parent, waits, ending, mayVars, effectVars, result>>

(* Its processes are gone, and nobody asks for its writes. *)
NoProcessLeft(task) == ~HasProcess(task)

UnknownOrDeleted(task) == status[task] \in {"unknown", "deleted"}

(* Whoever said how it ended, its leases stay. *)
KeepsAll(task) == held[task]

-----------------------------------------------------------------------------
(* What must be reachable, each as an invariant that must fail.              *)

NobodyDeepWrites      == \A task \in Tasks : wrote[task] # {} => Cardinality(Chain(task)) < 3
NoParentCompletes     == \A task \in Tasks : Children(task) # {} => status[task] # "completed"
NothingIsToldAgain    == [][\A task \in Tasks : result[task] = "told" => result'[task] # "kept"]_allVars
NoOrphan              == \A task \in Tasks : host[task] = NoHost => held[task] = {}
NoDeadIsCancelled     == \A task \in Tasks : status[task] = "cancelled" => \A h \in Hosts : hosts[h] = "open"
NobodyHearsOfADenial  == ~\E task \in Tasks : status[task] = "denied" /\ result[task] = "taken"
NoOutsideChange       == \A task \in Tasks : record[task] \subseteq shown[task].scope
NobodyGoesOnRevoked   == \A task \in Tasks : status[task] = "completed" => consent[task] # "withdrawn"
NobodyPendingIsReaped == ~\E task \in Tasks : status[task] = "interrupted" /\ approval[task] = "asked"
NothingIsSettledLater == [][event'.action = "Written" => status[event'.args[2]] # "interrupted"]_allVars
NobodyGoesOnAlone     ==
  \A task \in Tasks : status[task] = "interrupted" => \A child \in Children(task) : status[child] # "running"

=============================================================================
