-------------------------------- MODULE Runner ------------------------------
(***************************************************************************)
(* All steps in the life of tasks, what they are told, and which of them   *)
(* the system owes.                                                        *)
(***************************************************************************)
EXTENDS Lifecycle

Step(action, args) == event' = [action |-> action, args |-> args]

SpawnStep(by, task, asked) == Spawn(by, task, asked) /\ Step("Spawn", <<by, task, asked>>)
ApproveStep(task)          == Approve(task)          /\ Step("Approve", <<task>>)
RefuseStep(task)           == Refuse(task)           /\ Step("Refuse", <<task>>)
RevokeStep(task)           == Revoke(task)           /\ Step("Revoke", <<task>>)
NarrowStep(task, scope)    == Narrow(task, scope)    /\ Step("Narrow", <<task, scope>>)
StartStep(task, h)         == Start(task, h)         /\ Step("Start", <<task, h>>)
AskStep(task)              == Ask(task)              /\ Step("Ask", <<task>>)
AnswerStep(task)           == Answer(task)           /\ Step("Answer", <<task>>)
AwaitStep(task)            == Await(task)            /\ Step("Await", <<task>>)
JoinStep(task)             == Join(task)             /\ Step("Join", <<task>>)
AcquireStep(task, key)     == Acquire(task, key)     /\ Step("Acquire", <<task, key>>)
EnqueueStep(task, key)     == Enqueue(task, key)     /\ Step("Enqueue", <<task, key>>)
GrantStep(task)            == Grant(task)            /\ Step("Grant", <<task>>)
WriteStep(task, key)       == Write(task, key)       /\ Step("Write", <<task, key>>)
WrittenStep(task)          == Written(task)          /\ Step("Written", <<task>>)
ReleaseStep(task)          == Release(task)          /\ Step("Release", <<task>>)
ExpireStep(task)           == Expire(task)           /\ Step("Expire", <<task>>)
ExecStep(task)             == Exec(task)             /\ Step("Exec", <<task>>)
ExitStep(task)             == Exit(task)             /\ Step("Exit", <<task>>)
TellStep(task, how)        == Tell(task, how)        /\ Step("Tell", <<task, how>>)
ChangeStep(task, key)      == Change(task, key)      /\ Step("Change", <<task, key>>)
CompleteStep(task)         == Complete(task)         /\ Step("Complete", <<task>>)
FailStep(task)             == Fail(task)             /\ Step("Fail", <<task>>)
CancelStep(task)           == Cancel(task)           /\ Step("Cancel", <<task>>)
TimeOutStep(task)          == TimeOut(task)          /\ Step("TimeOut", <<task>>)
SettleStep(task)           == Settle(task)           /\ Step("Settle", <<task>>)
DeliverStep(task)          == Deliver(task)          /\ Step("Deliver", <<task>>)
TakeStep(task)             == Take(task)             /\ Step("Take", <<task>>)
HostOpenStep(h)            == HostOpen(h)            /\ Step("HostOpen", <<h>>)
HostCrashStep(h)           == HostCrash(h)           /\ Step("HostCrash", <<h>>)
ReapStep(h)                == Reap(h)                /\ Step("Reap", <<h>>)
ResumeStep(task)           == Resume(task)           /\ Step("Resume", <<task>>)
DeleteStep(task)           == Delete(task)           /\ Step("Delete", <<task>>)

-----------------------------------------------------------------------------
(* The steps by what they are about, so that a model can do without some.    *)

Parents == Tasks \cup {NoParent}
Scopes  == SUBSET Keys
Hows    == {"success", "failure"}

SpawnSteps ==
  \E by \in Parents, task \in Tasks, asked \in Permissions : SpawnStep(by, task, asked)

DecisionSteps == \E task \in Tasks : ApproveStep(task) \/ RefuseStep(task)
RevokeSteps   == \E task \in Tasks : RevokeStep(task)
NarrowSteps   == \E task \in Tasks, scope \in Scopes : NarrowStep(task, scope)

StartSteps   == \E task \in Tasks, h \in Hosts : StartStep(task, h)
QuestionSteps == \E task \in Tasks : AskStep(task) \/ AnswerStep(task)
JoinSteps    == \E task \in Tasks : AwaitStep(task) \/ JoinStep(task)

LeaseSteps ==
  \E task \in Tasks :
    \/ ReleaseStep(task) \/ ExpireStep(task)
    \/ \E key \in Keys : AcquireStep(task, key)

QueueSteps == \E task \in Tasks : GrantStep(task) \/ \E key \in Keys : EnqueueStep(task, key)

WriteSteps == \E task \in Tasks : WrittenStep(task) \/ \E key \in Keys : WriteStep(task, key)

CommandSteps ==
  \E task \in Tasks :
    \/ ExecStep(task) \/ ExitStep(task)
    \/ \E how \in Hows : TellStep(task, how)
    \/ \E key \in Keys : ChangeStep(task, key)

CompleteSteps == \E task \in Tasks : CompleteStep(task)
FailSteps     == \E task \in Tasks : FailStep(task) \/ TimeOutStep(task)
CancelSteps   == \E task \in Tasks : CancelStep(task)
SettleSteps   == \E task \in Tasks : SettleStep(task)
ResultSteps   == \E task \in Tasks : DeliverStep(task) \/ TakeStep(task)
CrashSteps    == \E h \in Hosts : HostCrashStep(h) \/ ReapStep(h) \/ HostOpenStep(h)
ResumeSteps   == \E task \in Tasks : ResumeStep(task)
DeleteSteps   == \E task \in Tasks : DeleteStep(task)

Next ==
  \/ SpawnSteps \/ DecisionSteps \/ RevokeSteps \/ NarrowSteps
  \/ StartSteps \/ QuestionSteps \/ JoinSteps
  \/ LeaseSteps \/ QueueSteps \/ WriteSteps \/ CommandSteps
  \/ CompleteSteps \/ FailSteps \/ CancelSteps \/ SettleSteps \/ ResultSteps
  \/ CrashSteps \/ ResumeSteps \/ DeleteSteps

Spec == Init /\ [][Next]_vars

(* What the system owes: a free slot is given, a wait that is over ends, a   *)
(* process that was told to end does, what is stopped is settled, results    *)
(* are told.  A task goes on in one of these ways at a time, so it is        *)
(* enough that one of them is taken.                                         *)
OwedTo(task) ==
  \/ \E h \in Hosts : StartStep(task, h)
  \/ JoinStep(task)
  \/ GrantStep(task)
  \/ WrittenStep(task)
  \/ work[task] = "killed" /\ ExitStep(task)
  \/ SettleStep(task)
  \/ DeliverStep(task)

SystemIsFair == \A task \in Tasks : WF_vars(OwedTo(task))

(* What is assumed of tasks that behave, for liveness alone: one that runs   *)
(* takes what it is told, waits for its children if it has to, and is done   *)
(* at last.                                                                  *)
AwaitIfNeeded(task) == ~(ChildrenAreOver(task) /\ ResultsAreHere(task)) /\ AwaitStep(task)

DoneBy(task) == AwaitIfNeeded(task) \/ TakeStep(task) \/ CompleteStep(task)

FairSpec == Spec /\ SystemIsFair /\ \A task \in Tasks : WF_vars(DoneBy(task))

(* Others may do what they like, or nothing.  Who has to approve something   *)
(* does, or refuses, or a policy does in its place when the time for it is   *)
(* over; and so is the time of each task one day.                            *)
IsDecidedInTime(task) == WF_vars(ApproveStep(task) \/ RefuseStep(task))
TimesOut(task)        == WF_vars(TimeOutStep(task))

TimelySpec ==
  Spec /\ SystemIsFair /\ \A task \in Tasks : IsDecidedInTime(task) /\ TimesOut(task) /\ WF_vars(ExitStep(task))

(* Less: tasks go on for ever unless somebody stops them, but the dead are   *)
(* reaped.                                                                   *)
SystemSpec == Spec /\ SystemIsFair /\ \A h \in Hosts : WF_vars(ReapStep(h))

-----------------------------------------------------------------------------
(* Verdicts: the first guard that fails, as the name of a conflict.          *)

SpawnVerdict(by, task, asked) ==
  CASE ~IsUnknown(task)        -> "TaskExists"
    [] ~MaySpawn(by)           -> "TaskNotRunning"
    [] ~WithinDepth(by)        -> "TooDeep"
    [] ~ModeWithin(by, asked)  -> "WriteNotAllowed"
    [] ~ScopeWithin(by, asked) -> "ScopeTooWide"
    [] OTHER                   -> "ok"

ApproveVerdict(task) == IF ~IsPending(task) THEN "NotPending" ELSE "ok"
RefuseVerdict(task)  == IF ~IsPending(task) THEN "NotPending" ELSE "ok"
RevokeVerdict(task)  == IF ~IsGranted(task) THEN "NotGranted" ELSE "ok"

NarrowVerdict(task, scope) == IF ~IsLive(task) THEN "TaskNotLive" ELSE "ok"

StartVerdict(task, h) ==
  CASE ~IsOpen(h)       -> "HostNotOpen"
    [] ~IsDecided(task) -> "ApprovalRequired"
    [] ~IsQueued(task)  -> "TaskNotQueued"
    [] ~IsHere(task, h) -> "OtherHost"
    [] ~HasSlot(task)   -> "LimitReached"
    [] OTHER            -> "ok"

AskVerdict(task) ==
  CASE ~IsRunning(task)    -> "TaskNotRunning"
    [] ~HoldsNothing(task) -> "HoldsLease"
    [] OTHER               -> "ok"

AnswerVerdict(task) == IF ~WaitsForAnswer(task) THEN "NotWaiting" ELSE "ok"

AwaitVerdict(task) ==
  CASE ~IsRunning(task)    -> "TaskNotRunning"
    [] ~HoldsNothing(task) -> "HoldsLease"
    [] OTHER               -> "ok"

JoinVerdict(task) ==
  CASE ~WaitsForChildren(task) -> "NotWaiting"
    [] ~IsThere(task)          -> "TaskNotRunning"
    [] ~ChildrenAreOver(task)  -> "ChildrenLive"
    [] ~ResultsAreHere(task)   -> "ResultsWaiting"
    [] OTHER                   -> "ok"

AcquireVerdict(task, key) ==
  CASE ~IsRunning(task)            -> "TaskNotRunning"
    [] ~MayWrite(task)             -> "WriteNotAllowed"
    [] ~IsApproved(task)           -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key})  -> "OutOfScope"
    [] ~NoOtherHolds(task, {key})  -> "LeaseHeld"
    [] OTHER                       -> "ok"

EnqueueVerdict(task, key) ==
  CASE ~IsRunning(task)           -> "TaskNotRunning"
    [] ~MayWrite(task)            -> "WriteNotAllowed"
    [] ~IsApproved(task)          -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key}) -> "OutOfScope"
    [] ~IsIdle(task)              -> "StillWorking"
    [] OTHER                      -> "ok"

GrantVerdict(task) ==
  CASE ~WaitsForLease(task)               -> "NotWaiting"
    [] ~IsThere(task)                     -> "TaskNotRunning"
    [] ~NoOtherHolds(task, {waits[task]}) -> "LeaseHeld"
    [] OTHER                              -> "ok"

WriteVerdict(task, key) ==
  CASE ~IsRunning(task)           -> "TaskNotRunning"
    [] ~MayWrite(task)            -> "WriteNotAllowed"
    [] ~IsApproved(task)          -> "ApprovalRevoked"
    [] ~WritesWithin(task, {key}) -> "OutOfScope"
    [] ~Holds(task, key)          -> "LeaseLost"
    [] ~IsIdle(task)              -> "StillWorking"
    [] OTHER                      -> "ok"

WrittenVerdict(task) ==
  CASE ~IsWriting(task) -> "NotNext"
    [] ~IsThere(task)   -> "TaskNotRunning"
    [] OTHER            -> "ok"

ReleaseVerdict(task) ==
  CASE ~IsHolder(task) -> "NotHeld"
    [] ~IsThere(task)  -> "TaskNotRunning"
    [] ~IsIdle(task)   -> "StillWorking"
    [] OTHER           -> "ok"

ExpireVerdict(task) ==
  CASE ~IsHolder(task) -> "NotHeld"
    [] ~IsIdle(task)   -> "StillWorking"
    [] OTHER           -> "ok"

ExecVerdict(task) ==
  CASE ~IsRunning(task)                             -> "TaskNotRunning"
    [] ~MayWrite(task)                              -> "WriteNotAllowed"
    [] ~IsApproved(task)                            -> "ApprovalRevoked"
    [] ~IsIdle(task)                                -> "StillWorking"
    [] ~NoOtherHolds(task, permission[task].scope)  -> "LeaseHeld"
    [] OTHER                                        -> "ok"

ExitVerdict(task) == IF ~HasProcess(task) THEN "NoProcess" ELSE "ok"

TellVerdict(task, how) ==
  CASE ~HasExited(task)    -> "NotExited"
    [] ~IsThere(task)      -> "TaskNotRunning"
    [] ~MayTell(task, how) -> "OutsideChange"
    [] OTHER               -> "ok"

CompleteVerdict(task) ==
  CASE ~IsRunning(task)       -> "TaskNotRunning"
    [] ~IsIdle(task)          -> "StillWorking"
    [] ~ChildrenAreOver(task) -> "ChildrenLive"
    [] ~ResultsAreTaken(task) -> "ResultsWaiting"
    [] OTHER                  -> "ok"

FailVerdict(task)    == IF ~IsRunning(task) THEN "TaskNotRunning" ELSE "ok"
CancelVerdict(task)  == IF ~IsActive(task) THEN "AlreadyEnded" ELSE "ok"
TimeOutVerdict(task) == IF ~IsStarted(task) THEN "TaskNotRunning" ELSE "ok"

SettleVerdict(task) ==
  CASE ~IsStopping(task)    -> "NotStopping"
    [] ~IsServed(task)      -> "HostNotOpen"
    [] ~HasStopped(task)    -> "StillWorking"
    [] ~LeavesNoChild(task) -> "ChildrenLive"
    [] OTHER                -> "ok"

DeliverVerdict(task) ==
  CASE ~IsKept(task)        -> "NothingToTell"
    [] ~ParentIsThere(task) -> "TaskNotRunning"
    [] OTHER                -> "ok"

TakeVerdict(task) ==
  CASE ~IsTold(task)          -> "NothingToTell"
    [] ~ParentIsRunning(task) -> "TaskNotRunning"
    [] OTHER                  -> "ok"

HostOpenVerdict(h)  == IF ~IsClosed(h) THEN "HostInUse" ELSE "ok"
HostCrashVerdict(h) == IF ~IsOpen(h) THEN "HostNotOpen" ELSE "ok"
ReapVerdict(h)      == IF ~IsCrashed(h) THEN "HostNotCrashed" ELSE "ok"

ResumeVerdict(task) ==
  CASE ~IsInterrupted(task) -> "NotInterrupted"
    [] ~ParentRemains(task) -> "ParentEnded"
    [] OTHER                -> "ok"

DeleteVerdict(task) ==
  CASE ~IsOver(task)          -> "NotEnded"
    [] ~ChildrenAreOver(task) -> "ChildrenLive"
    [] ~IsDelivered(task)     -> "ResultsWaiting"
    [] OTHER                  -> "ok"

(* What each request is told, in one value; Change is the environment's.     *)
Verdicts ==
  [Spawn     |-> [a \in Parents \X Tasks \X Permissions |-> SpawnVerdict(a[1], a[2], a[3])],
   Approve   |-> [a \in Tasks |-> ApproveVerdict(a)],
   Refuse    |-> [a \in Tasks |-> RefuseVerdict(a)],
   Revoke    |-> [a \in Tasks |-> RevokeVerdict(a)],
   Narrow    |-> [a \in Tasks \X Scopes |-> NarrowVerdict(a[1], a[2])],
   Start     |-> [a \in Tasks \X Hosts |-> StartVerdict(a[1], a[2])],
   Ask       |-> [a \in Tasks |-> AskVerdict(a)],
   Answer    |-> [a \in Tasks |-> AnswerVerdict(a)],
   Await     |-> [a \in Tasks |-> AwaitVerdict(a)],
   Join      |-> [a \in Tasks |-> JoinVerdict(a)],
   Acquire   |-> [a \in Tasks \X Keys |-> AcquireVerdict(a[1], a[2])],
   Enqueue   |-> [a \in Tasks \X Keys |-> EnqueueVerdict(a[1], a[2])],
   Grant     |-> [a \in Tasks |-> GrantVerdict(a)],
   Write     |-> [a \in Tasks \X Keys |-> WriteVerdict(a[1], a[2])],
   Written   |-> [a \in Tasks |-> WrittenVerdict(a)],
   Release   |-> [a \in Tasks |-> ReleaseVerdict(a)],
   Expire    |-> [a \in Tasks |-> ExpireVerdict(a)],
   Exec      |-> [a \in Tasks |-> ExecVerdict(a)],
   Exit      |-> [a \in Tasks |-> ExitVerdict(a)],
   Tell      |-> [a \in Tasks \X Hows |-> TellVerdict(a[1], a[2])],
   Complete  |-> [a \in Tasks |-> CompleteVerdict(a)],
   Fail      |-> [a \in Tasks |-> FailVerdict(a)],
   Cancel    |-> [a \in Tasks |-> CancelVerdict(a)],
   TimeOut   |-> [a \in Tasks |-> TimeOutVerdict(a)],
   Settle    |-> [a \in Tasks |-> SettleVerdict(a)],
   Deliver   |-> [a \in Tasks |-> DeliverVerdict(a)],
   Take      |-> [a \in Tasks |-> TakeVerdict(a)],
   HostOpen  |-> [a \in Hosts |-> HostOpenVerdict(a)],
   HostCrash |-> [a \in Hosts |-> HostCrashVerdict(a)],
   Reap      |-> [a \in Hosts |-> ReapVerdict(a)],
   Resume    |-> [a \in Tasks |-> ResumeVerdict(a)],
   Delete    |-> [a \in Tasks |-> DeleteVerdict(a)]]

VerdictAgrees ==
  /\ \A h \in Hosts :
       /\ (HostOpenVerdict(h) = "ok")  <=> ENABLED HostOpenStep(h)
       /\ (HostCrashVerdict(h) = "ok") <=> ENABLED HostCrashStep(h)
       /\ (ReapVerdict(h) = "ok")      <=> ENABLED ReapStep(h)
  /\ \A task \in Tasks :
       /\ (ApproveVerdict(task) = "ok")  <=> ENABLED ApproveStep(task)
       /\ (RefuseVerdict(task) = "ok")   <=> ENABLED RefuseStep(task)
       /\ (RevokeVerdict(task) = "ok")   <=> ENABLED RevokeStep(task)
       /\ (AskVerdict(task) = "ok")      <=> ENABLED AskStep(task)
       /\ (AnswerVerdict(task) = "ok")   <=> ENABLED AnswerStep(task)
       /\ (AwaitVerdict(task) = "ok")    <=> ENABLED AwaitStep(task)
       /\ (JoinVerdict(task) = "ok")     <=> ENABLED JoinStep(task)
       /\ (GrantVerdict(task) = "ok")    <=> ENABLED GrantStep(task)
       /\ (WrittenVerdict(task) = "ok")  <=> ENABLED WrittenStep(task)
       /\ (ReleaseVerdict(task) = "ok")  <=> ENABLED ReleaseStep(task)
       /\ (ExpireVerdict(task) = "ok")   <=> ENABLED ExpireStep(task)
       /\ (ExecVerdict(task) = "ok")     <=> ENABLED ExecStep(task)
       /\ (ExitVerdict(task) = "ok")     <=> ENABLED ExitStep(task)
       /\ (CompleteVerdict(task) = "ok") <=> ENABLED CompleteStep(task)
       /\ (FailVerdict(task) = "ok")     <=> ENABLED FailStep(task)
       /\ (CancelVerdict(task) = "ok")   <=> ENABLED CancelStep(task)
       /\ (TimeOutVerdict(task) = "ok")  <=> ENABLED TimeOutStep(task)
       /\ (SettleVerdict(task) = "ok")   <=> ENABLED SettleStep(task)
       /\ (DeliverVerdict(task) = "ok")  <=> ENABLED DeliverStep(task)
       /\ (TakeVerdict(task) = "ok")     <=> ENABLED TakeStep(task)
       /\ (ResumeVerdict(task) = "ok")   <=> ENABLED ResumeStep(task)
       /\ (DeleteVerdict(task) = "ok")   <=> ENABLED DeleteStep(task)
       /\ \A h \in Hosts : (StartVerdict(task, h) = "ok") <=> ENABLED StartStep(task, h)
       /\ \A scope \in Scopes : (NarrowVerdict(task, scope) = "ok") <=> ENABLED NarrowStep(task, scope)
       /\ \A how \in Hows : (TellVerdict(task, how) = "ok") <=> ENABLED TellStep(task, how)
       /\ \A key \in Keys :
            /\ (AcquireVerdict(task, key) = "ok") <=> ENABLED AcquireStep(task, key)
            /\ (EnqueueVerdict(task, key) = "ok") <=> ENABLED EnqueueStep(task, key)
            /\ (WriteVerdict(task, key) = "ok")   <=> ENABLED WriteStep(task, key)
       /\ \A by \in Parents, asked \in Permissions :
            (SpawnVerdict(by, task, asked) = "ok") <=> ENABLED SpawnStep(by, task, asked)

-----------------------------------------------------------------------------
(* Liveness.                                                                 *)

(* Nobody waits for ever, neither for a slot nor for what it asked for. *)
EveryTaskEnds == \A task \in Tasks : IsLive(task) ~> ~IsLive(task)

(* What is stopped stops, also without its host. *)
EveryStopSettles == \A task \in Tasks : IsStopping(task) ~> ~IsStopping(task)

HasNoUse(task) == IF parent[task] = NoParent THEN TRUE ELSE ~IsActive(parent[task])

(* A result reaches its parent, as long as there is one that could use it.   *)
EveryResultTaken ==
  \A task \in Tasks : result[task] = "kept" ~> result[task] = "taken" \/ HasNoUse(task)

(* What is revoked comes to an end. *)
RevokedCommandsEnd == \A task \in Tasks : ~IsApproved(task) ~> ~HasProcess(task)

=============================================================================
