------------------------------- MODULE Spawning ------------------------------
(***************************************************************************)
(* Who comes, and who lets it write.  A task gets no more than the one     *)
(* that spawns it has; somebody approves what writes in the background,    *)
(* and may take that back, all of it or a part, at any moment.             *)
(***************************************************************************)
EXTENDS Lifecycle

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

IsGranted(task)  == approval[task] = "granted"               \* NotGranted

(* What is revoked for a task is revoked for all below it.  Who runs was     *)
(* approved, and all above it were when it came (AskedFirst): what is        *)
(* lacking was revoked, and the verdict need not tell that from what was     *)
(* never granted.                                                            *)
IsApproved(task) ==                                          \* ApprovalRevoked
  \A above \in Chain(task) : NeedsApproval(permission[above]) => IsGranted(above)

WritesWithin(task, keys) == keys \subseteq permission[task].scope \* OutOfScope

-----------------------------------------------------------------------------

Narrowed(scope, to) == scope \cap to

Spawn(by, task, asked, h) ==
  /\ IsOpen(h)
  /\ IsUnknown(task)
  /\ MaySpawn(by)
  /\ WithinDepth(by)
  /\ ModeWithin(by, asked)
  /\ ScopeWithin(by, asked)
  /\ Becomes(task, IF NeedsApproval(asked) THEN "pending" ELSE "queued")
  /\ host'       = [host EXCEPT ![task] = h]
  /\ parent'     = [parent EXCEPT ![task] = by]
  /\ permission' = [permission EXCEPT ![task] = asked]
  /\ approval'   = [approval EXCEPT ![task] = IF NeedsApproval(asked) THEN "asked" ELSE "not needed"]
  /\ UNCHANGED <<hosts, waits, ending, effectVars, result>>

(* By whoever has to say so, or by a policy in its place; from any process.  *)
Approve(task) ==
  /\ IsPending(task)
  /\ Becomes(task, "queued")
  /\ approval' = [approval EXCEPT ![task] = "granted"]
  /\ UNCHANGED <<hosts, host, parent, waits, ending, permission, effectVars, result>>

Deny(task) ==
  /\ IsPending(task)
  /\ Becomes(task, "stopping")
  /\ ending'   = [ending EXCEPT ![task] = "denied"]
  /\ approval' = [approval EXCEPT ![task] = "denied"]
  /\ UNCHANGED <<hosts, host, parent, waits, permission, effectVars, result>>

(* A command was decided when it began: it is ended, and may change files    *)
(* until it is gone.                                                         *)
Revoke(task) ==
  /\ IsGranted(task)
  /\ approval' = [approval EXCEPT ![task] = "revoked"]
  /\ work'     = Killed(Below(task))
  /\ UNCHANGED <<hosts, treeVars, permission, held, writing, changed, record, result>>

(* Somebody takes away part of what a task may write, and all below it.      *)
(* What is left is in both, whatever was asked.                              *)
Narrow(task, scope) ==
  /\ IsLive(task)
  /\ permission' = [other \in Tasks |->
       IF other \in Below(task) THEN [permission[other] EXCEPT !.scope = Narrowed(@, scope)] ELSE permission[other]]
  /\ work' = Killed(Below(task))
  /\ UNCHANGED <<hosts, treeVars, approval, held, writing, changed, record, result>>

-----------------------------------------------------------------------------
(* Verdicts: the first guard that fails, as the name of a conflict.          *)

SpawnVerdict(by, task, asked, h) ==
  CASE ~IsOpen(h)              -> "HostNotOpen"
    [] ~IsUnknown(task)        -> "TaskExists"
    [] ~MaySpawn(by)           -> "TaskNotRunning"
    [] ~WithinDepth(by)        -> "TooDeep"
    [] ~ModeWithin(by, asked)  -> "WriteNotAllowed"
    [] ~ScopeWithin(by, asked) -> "ScopeTooWide"
    [] OTHER                   -> "ok"

ApproveVerdict(task) == IF ~IsPending(task) THEN "NotPending" ELSE "ok"
DenyVerdict(task)    == IF ~IsPending(task) THEN "NotPending" ELSE "ok"
RevokeVerdict(task)  == IF ~IsGranted(task) THEN "NotGranted" ELSE "ok"

NarrowVerdict(task, scope) == IF ~IsLive(task) THEN "TaskNotLive" ELSE "ok"

=============================================================================
