-------------------------------- MODULE Effects ------------------------------
(***************************************************************************)
(* What tasks do to files: by writes that they decide, and by commands,    *)
(* whose processes write what they like.  Leases and writes are those of   *)
(* Leasehold, in one step each, with the guards that this specification    *)
(* adds.                                                                   *)
(*                                                                         *)
(* What was decided goes through, or is refused, whatever becomes of the   *)
(* task and of its lease: anyone settles it.  Until then nobody is given   *)
(* the file, and nobody writes it.                                         *)
(*                                                                         *)
(* A command has a lease of all that its task may write as long as a       *)
(* process of it lives, and until what it changed was looked at: nobody    *)
(* can say what it will change, and what others changed meanwhile would be *)
(* taken for its own.                                                      *)
(***************************************************************************)
EXTENDS Spawning

NoOtherHolds(task, keys) ==                                  \* LeaseHeld
  \A other \in Tasks \ {task} : held[other] \cap keys = {}

(* Who is given a key builds on what is there, and an open write may still   *)
(* change that.  What the task holds already gives it nothing new.           *)
StandsOpen(task, keys) ==                                    \* Unsettled
  \E other \in Tasks : writing[other] \cap (keys \ held[task]) # {}

IsSettled(key) == \A task \in Tasks : key \notin writing[task] \* Unsettled

Holds(task, key)   == key \in held[task]                     \* LeaseLost
IsHolder(task)     == held[task] # {}                        \* NotHeld
IsWriting(task, key) == key \in writing[task]                \* NothingToSettle
HasExited(task)    == work[task] = "exited"                  \* NotExited

(* A command is told to have done well only if it changed nothing but what   *)
(* it had a lease of, and what its task may write: that can have been        *)
(* narrowed since.                                                           *)
MayTell(task, how) ==                                        \* OutsideLease
  how = "success" => changed[task] \subseteq held[task] \cap permission[task].scope

-----------------------------------------------------------------------------
(* Writes.                                                                   *)

Acquire(task, key) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ NoOtherHolds(task, {key})
  /\ ~StandsOpen(task, {key})
  /\ held' = [held EXCEPT ![task] = @ \cup {key}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, writing, work, changed, record, result>>

(* A lease is no permission: that is asked for again with each write. *)
Write(task, key) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ Holds(task, key)
  /\ IsSettled(key)
  /\ writing' = [writing EXCEPT ![task] = @ \cup {key}]
  /\ Recorded(task, {key})
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, work, changed, result>>

(* It is published or refused, by whoever comes to it. *)
Written(h, task, key) ==
  /\ IsOpen(h)
  /\ IsWriting(task, key)
  /\ writing' = [writing EXCEPT ![task] = @ \ {key}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, work, changed, record, result>>

GivesUp(task) ==
  /\ held' = [held EXCEPT ![task] = {}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, writing, work, changed, record, result>>

(* That changes nothing but the time of expiry, which is not modelled.  Who   *)
(* may not write any more does not keep others away either: what it cannot   *)
(* renew runs out.                                                           *)
Renew(task, key) ==
  /\ IsRunning(task)
  /\ Holds(task, key)
  /\ IsApproved(task)
  /\ WritesWithin(task, {key})
  /\ UNCHANGED <<hosts, treeVars, mayVars, effectVars, result>>

(* All that it has.  The core lets go of each by itself, of that of a command *)
(* when it is over.                                                          *)
Release(task) ==
  /\ IsRunning(task)
  /\ IsHolder(task)
  /\ LeavesNoProcess(task)
  /\ GivesUp(task)

(* At any moment, unless a process would go on without it. *)
Expire(task) ==
  /\ IsHolder(task)
  /\ LeavesNoProcess(task)
  /\ GivesUp(task)

-----------------------------------------------------------------------------
(* Commands.                                                                 *)

Exec(task) ==
  /\ IsRunning(task)
  /\ MayWrite(task)
  /\ IsApproved(task)
  /\ HasNoCommand(task)
  /\ NoOtherHolds(task, permission[task].scope)
  /\ ~StandsOpen(task, permission[task].scope)
  /\ work' = [work EXCEPT ![task] = "command"]
  /\ held' = [held EXCEPT ![task] = @ \cup permission[task].scope]
  /\ UNCHANGED <<hosts, treeVars, mayVars, writing, changed, record, result>>

(* A process of the command is gone, the last one. *)
Exit(task) ==
  /\ HasProcess(task)
  /\ work' = [work EXCEPT ![task] = "exited"]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, writing, changed, record, result>>

(* What was there before is compared with what is there now. *)
Tell(task, how) ==
  /\ HasExited(task)
  /\ IsThere(task)
  /\ MayTell(task, how)
  /\ work'    = [work EXCEPT ![task] = Nothing]
  /\ changed' = [changed EXCEPT ![task] = {}]
  /\ Recorded(task, Found(task))
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, writing, result>>

(* Environment.  A process may change any file, whatever it has a lease of. *)
Change(task, key) ==
  /\ HasProcess(task)
  /\ changed' = [changed EXCEPT ![task] = @ \cup {key}]
  /\ UNCHANGED <<hosts, treeVars, mayVars, held, writing, work, record, result>>

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

AcquireVerdict(task, key) ==
  CASE ~IsRunning(task)            -> "TaskNotRunning"
    [] ~MayWrite(task)             -> "WriteNotAllowed"
    [] ~IsApproved(task)           -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key})  -> "OutOfScope"
    [] ~NoOtherHolds(task, {key})  -> "LeaseHeld"
    [] StandsOpen(task, {key})     -> "Unsettled"
    [] OTHER                       -> "ok"

WriteVerdict(task, key) ==
  CASE ~IsRunning(task)            -> "TaskNotRunning"
    [] ~MayWrite(task)             -> "WriteNotAllowed"
    [] ~IsApproved(task)           -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key})  -> "OutOfScope"
    [] ~Holds(task, key)           -> "LeaseLost"
    [] ~IsSettled(key)             -> "Unsettled"
    [] OTHER                       -> "ok"

WrittenVerdict(h, task, key) ==
  CASE ~IsOpen(h)                  -> "HostNotOpen"
    [] ~IsWriting(task, key)       -> "NothingToSettle"
    [] OTHER                       -> "ok"

RenewVerdict(task, key) ==
  CASE ~IsRunning(task)            -> "TaskNotRunning"
    [] ~Holds(task, key)           -> "LeaseLost"
    [] ~IsApproved(task)           -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key})  -> "OutOfScope"
    [] OTHER                       -> "ok"

ReleaseVerdict(task) ==
  CASE ~IsRunning(task)            -> "TaskNotRunning"
    [] ~IsHolder(task)             -> "NotHeld"
    [] ~LeavesNoProcess(task)      -> "StillWorking"
    [] OTHER                       -> "ok"

ExpireVerdict(task) ==
  CASE ~IsHolder(task)             -> "NotHeld"
    [] ~LeavesNoProcess(task)      -> "StillWorking"
    [] OTHER                       -> "ok"

ExecVerdict(task) ==
  CASE ~IsRunning(task)                            -> "TaskNotRunning"
    [] ~MayWrite(task)                             -> "WriteNotAllowed"
    [] ~IsApproved(task)                           -> "ApprovalRevoked"
    [] ~HasNoCommand(task)                         -> "StillWorking"
    [] ~NoOtherHolds(task, permission[task].scope) -> "LeaseHeld"
    [] StandsOpen(task, permission[task].scope)    -> "Unsettled"
    [] OTHER                                       -> "ok"

ExitVerdict(task) == IF ~HasProcess(task) THEN "NoProcess" ELSE "ok"

TellVerdict(task, how) ==
  CASE ~HasExited(task)            -> "NotExited"
    [] ~IsThere(task)              -> "TaskNotRunning"
    [] ~MayTell(task, how)         -> "OutsideLease"
    [] OTHER                       -> "ok"

=============================================================================
