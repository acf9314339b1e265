-------------------------------- MODULE Runner ------------------------------
(***************************************************************************)
(* All steps in the life of tasks, what they are told, and which of them   *)
(* the system owes.                                                        *)
(***************************************************************************)
EXTENDS Resuming

Step(action, args) == event' = [action |-> action, args |-> args]

SpawnStep(by, task, asked, h) == Spawn(by, task, asked, h) /\ Step("Spawn", <<by, task, asked, h>>)
ApproveStep(task)             == Approve(task)             /\ Step("Approve", <<task>>)
DenyStep(task)                == Deny(task)                /\ Step("Deny", <<task>>)
RevokeStep(task)              == Revoke(task)              /\ Step("Revoke", <<task>>)
NarrowStep(task, scope)       == Narrow(task, scope)       /\ Step("Narrow", <<task, scope>>)
ScheduleStep(task)            == Schedule(task)            /\ Step("Schedule", <<task>>)
AskStep(task)                 == Ask(task)                 /\ Step("Ask", <<task>>)
AnswerStep(task)              == Answer(task)              /\ Step("Answer", <<task>>)
AwaitStep(task)               == Await(task)               /\ Step("Await", <<task>>)
JoinStep(task)                == Join(task)                /\ Step("Join", <<task>>)
AcquireStep(task, key)        == Acquire(task, key)        /\ Step("Acquire", <<task, key>>)
WriteStep(task, key)          == Write(task, key)          /\ Step("Write", <<task, key>>)
WrittenStep(h, task, key)     == Written(h, task, key)     /\ Step("Written", <<h, task, key>>)
RenewStep(task, key)          == Renew(task, key)          /\ Step("Renew", <<task, key>>)
ReleaseStep(task)             == Release(task)             /\ Step("Release", <<task>>)
ExpireStep(task)              == Expire(task)              /\ Step("Expire", <<task>>)
ExecStep(task)                == Exec(task)                /\ Step("Exec", <<task>>)
ExitStep(task)                == Exit(task)                /\ Step("Exit", <<task>>)
TellStep(task, how)           == Tell(task, how)           /\ Step("Tell", <<task, how>>)
ChangeStep(task, key)         == Change(task, key)         /\ Step("Change", <<task, key>>)
CompleteStep(task)            == Complete(task)            /\ Step("Complete", <<task>>)
FailStep(task)                == Fail(task)                /\ Step("Fail", <<task>>)
CancelStep(task)              == Cancel(task)              /\ Step("Cancel", <<task>>)
TimeOutStep(task)             == TimeOut(task)             /\ Step("TimeOut", <<task>>)
FinishStep(task)              == Finish(task)              /\ Step("Finish", <<task>>)
DeliverStep(task)             == Deliver(task)             /\ Step("Deliver", <<task>>)
TakeStep(task)                == Take(task)                /\ Step("Take", <<task>>)
HostOpenStep(h)               == HostOpen(h)               /\ Step("HostOpen", <<h>>)
HostCrashStep(h)              == HostCrash(h)              /\ Step("HostCrash", <<h>>)
ReapStep(h)                   == Reap(h)                   /\ Step("Reap", <<h>>)
EndStep(task)                 == End(task)                 /\ Step("End", <<task>>)
ResumeStep(task, h)           == Resume(task, h)           /\ Step("Resume", <<task, h>>)
DeleteStep(task)              == Delete(task)              /\ Step("Delete", <<task>>)

-----------------------------------------------------------------------------
(* The steps by what they are about, so that a model can do without some.    *)

Parents == Tasks \cup {NoParent}
Scopes  == SUBSET Keys
Hows    == {"success", "failure"}

SpawnSteps ==
  \E by \in Parents, task \in Tasks, asked \in Permissions, h \in Hosts : SpawnStep(by, task, asked, h)

DecisionSteps == \E task \in Tasks : ApproveStep(task) \/ DenyStep(task)
RevokeSteps   == \E task \in Tasks : RevokeStep(task)
NarrowSteps   == \E task \in Tasks, scope \in Scopes : NarrowStep(task, scope)

ScheduleSteps == \E task \in Tasks : ScheduleStep(task)
QuestionSteps == \E task \in Tasks : AskStep(task) \/ AnswerStep(task)
JoinSteps     == \E task \in Tasks : AwaitStep(task) \/ JoinStep(task)

LeaseSteps ==
  \E task \in Tasks :
    \/ ReleaseStep(task) \/ ExpireStep(task)
    \/ \E key \in Keys : AcquireStep(task, key) \/ RenewStep(task, key)

WriteSteps ==
  \E task \in Tasks, key \in Keys : WriteStep(task, key) \/ \E h \in Hosts : WrittenStep(h, task, key)

CommandSteps ==
  \E task \in Tasks :
    \/ ExecStep(task) \/ ExitStep(task)
    \/ \E how \in Hows : TellStep(task, how)
    \/ \E key \in Keys : ChangeStep(task, key)

CompleteSteps == \E task \in Tasks : CompleteStep(task)
FailSteps     == \E task \in Tasks : FailStep(task) \/ TimeOutStep(task)
CancelSteps   == \E task \in Tasks : CancelStep(task)
FinishSteps   == \E task \in Tasks : FinishStep(task)
ResultSteps   == \E task \in Tasks : DeliverStep(task) \/ TakeStep(task)
CrashSteps    == \E h \in Hosts : HostCrashStep(h) \/ ReapStep(h) \/ HostOpenStep(h)
EndSteps      == \E task \in Tasks : EndStep(task)
ResumeSteps   == \E task \in Tasks, h \in Hosts : ResumeStep(task, h)
DeleteSteps   == \E task \in Tasks : DeleteStep(task)

Next ==
  \/ SpawnSteps \/ DecisionSteps \/ RevokeSteps \/ NarrowSteps
  \/ ScheduleSteps \/ QuestionSteps \/ JoinSteps
  \/ LeaseSteps \/ WriteSteps \/ CommandSteps
  \/ CompleteSteps \/ FailSteps \/ CancelSteps \/ FinishSteps \/ ResultSteps
  \/ CrashSteps \/ EndSteps \/ ResumeSteps \/ DeleteSteps

Spec == Init /\ [][Next]_vars

(* What the system owes: a free slot is given, a wait that is over ends, a   *)
(* process that was told to end does, what was decided is settled, what is   *)
(* stopped is finished, results are told.  A task goes on in one of these    *)
(* ways at a time, so it is enough that one of them is taken.                *)
OwedTo(task) ==
  \/ ScheduleStep(task)
  \/ JoinStep(task)
  \/ \E h \in Hosts, key \in Keys : WrittenStep(h, task, key)
  \/ work[task] = "killed" /\ ExitStep(task)
  \/ FinishStep(task)
  \/ DeliverStep(task)

SystemIsFair == \A task \in Tasks : WF_vars(OwedTo(task))

(* What is assumed of tasks that behave, for liveness alone: one that runs   *)
(* takes what it is told, waits for its children if it has to, and is done   *)
(* at last.                                                                  *)
AwaitIfNeeded(task) == ~(ChildrenAreOver(task) /\ ResultsAreHere(task)) /\ AwaitStep(task)

DoneBy(task) == AwaitIfNeeded(task) \/ TakeStep(task) \/ CompleteStep(task)

FairSpec == Spec /\ SystemIsFair /\ \A task \in Tasks : WF_vars(DoneBy(task))

(* Others may do what they like, or nothing.  Who has to approve something   *)
(* does, or denies it, and who was asked answers, or a policy does in their  *)
(* place when the time for it is over.  And so is the time of each task that *)
(* runs again and again: it stands still meanwhile, and never goes back.     *)
IsDecidedInTime(task)  == WF_vars(ApproveStep(task) \/ DenyStep(task))
IsAnsweredInTime(task) == WF_vars(AnswerStep(task))
TimesOut(task)         == SF_vars(TimeOutStep(task))

TimelySpec ==
  /\ Spec /\ SystemIsFair
  /\ \A task \in Tasks :
       IsDecidedInTime(task) /\ IsAnsweredInTime(task) /\ TimesOut(task) /\ WF_vars(ExitStep(task))

(* Less: tasks go on for ever unless somebody stops them, but the dead are   *)
(* reaped.                                                                   *)
SystemSpec == Spec /\ SystemIsFair /\ \A h \in Hosts : WF_vars(ReapStep(h))

(* Of leases alone: each is renewed in time as long as that is allowed, and  *)
(* may stand for ever; if not it runs out.                                   *)
RunsOut(task) == \E key \in held[task] : RenewVerdict(task, key) # "ok"

LeaseSpec == Spec /\ \A task \in Tasks : WF_vars(RunsOut(task) /\ ExpireStep(task))

-----------------------------------------------------------------------------
(* What each request is told, in one value; Change is the environment's.     *)

Verdicts ==
  [Spawn     |-> [a \in Parents \X Tasks \X Permissions \X Hosts |-> SpawnVerdict(a[1], a[2], a[3], a[4])],
   Approve   |-> [a \in Tasks |-> ApproveVerdict(a)],
   Deny      |-> [a \in Tasks |-> DenyVerdict(a)],
   Revoke    |-> [a \in Tasks |-> RevokeVerdict(a)],
   Narrow    |-> [a \in Tasks \X Scopes |-> NarrowVerdict(a[1], a[2])],
   Schedule  |-> [a \in Tasks |-> ScheduleVerdict(a)],
   Ask       |-> [a \in Tasks |-> AskVerdict(a)],
   Answer    |-> [a \in Tasks |-> AnswerVerdict(a)],
   Await     |-> [a \in Tasks |-> AwaitVerdict(a)],
   Join      |-> [a \in Tasks |-> JoinVerdict(a)],
   Acquire   |-> [a \in Tasks \X Keys |-> AcquireVerdict(a[1], a[2])],
   Write     |-> [a \in Tasks \X Keys |-> WriteVerdict(a[1], a[2])],
   Written   |-> [a \in Hosts \X Tasks \X Keys |-> WrittenVerdict(a[1], a[2], a[3])],
   Renew     |-> [a \in Tasks \X Keys |-> RenewVerdict(a[1], a[2])],
   Release   |-> [a \in Tasks |-> ReleaseVerdict(a)],
   Expire    |-> [a \in Tasks |-> ExpireVerdict(a)],
   Exec      |-> [a \in Tasks |-> ExecVerdict(a)],
   Exit      |-> [a \in Tasks |-> ExitVerdict(a)],
   Tell      |-> [a \in Tasks \X Hows |-> TellVerdict(a[1], a[2])],
   Complete  |-> [a \in Tasks |-> CompleteVerdict(a)],
   Fail      |-> [a \in Tasks |-> FailVerdict(a)],
   Cancel    |-> [a \in Tasks |-> CancelVerdict(a)],
   TimeOut   |-> [a \in Tasks |-> TimeOutVerdict(a)],
   Finish    |-> [a \in Tasks |-> FinishVerdict(a)],
   Deliver   |-> [a \in Tasks |-> DeliverVerdict(a)],
   Take      |-> [a \in Tasks |-> TakeVerdict(a)],
   HostOpen  |-> [a \in Hosts |-> HostOpenVerdict(a)],
   HostCrash |-> [a \in Hosts |-> HostCrashVerdict(a)],
   Reap      |-> [a \in Hosts |-> ReapVerdict(a)],
   End       |-> [a \in Tasks |-> EndVerdict(a)],
   Resume    |-> [a \in Tasks \X Hosts |-> ResumeVerdict(a[1], a[2])],
   Delete    |-> [a \in Tasks |-> DeleteVerdict(a)]]

VerdictAgrees ==
  /\ \A h \in Hosts :
       /\ (HostOpenVerdict(h) = "ok")  <=> ENABLED HostOpenStep(h)
       /\ (HostCrashVerdict(h) = "ok") <=> ENABLED HostCrashStep(h)
       /\ (ReapVerdict(h) = "ok")      <=> ENABLED ReapStep(h)
  /\ \A task \in Tasks :
       /\ (ApproveVerdict(task) = "ok")  <=> ENABLED ApproveStep(task)
       /\ (DenyVerdict(task) = "ok")     <=> ENABLED DenyStep(task)
       /\ (RevokeVerdict(task) = "ok")   <=> ENABLED RevokeStep(task)
       /\ (ScheduleVerdict(task) = "ok") <=> ENABLED ScheduleStep(task)
       /\ (AskVerdict(task) = "ok")      <=> ENABLED AskStep(task)
       /\ (AnswerVerdict(task) = "ok")   <=> ENABLED AnswerStep(task)
       /\ (AwaitVerdict(task) = "ok")    <=> ENABLED AwaitStep(task)
       /\ (JoinVerdict(task) = "ok")     <=> ENABLED JoinStep(task)
       /\ (ReleaseVerdict(task) = "ok")  <=> ENABLED ReleaseStep(task)
       /\ (ExpireVerdict(task) = "ok")   <=> ENABLED ExpireStep(task)
       /\ (ExecVerdict(task) = "ok")     <=> ENABLED ExecStep(task)
       /\ (ExitVerdict(task) = "ok")     <=> ENABLED ExitStep(task)
       /\ (CompleteVerdict(task) = "ok") <=> ENABLED CompleteStep(task)
       /\ (FailVerdict(task) = "ok")     <=> ENABLED FailStep(task)
       /\ (CancelVerdict(task) = "ok")   <=> ENABLED CancelStep(task)
       /\ (TimeOutVerdict(task) = "ok")  <=> ENABLED TimeOutStep(task)
       /\ (FinishVerdict(task) = "ok")   <=> ENABLED FinishStep(task)
       /\ (DeliverVerdict(task) = "ok")  <=> ENABLED DeliverStep(task)
       /\ (TakeVerdict(task) = "ok")     <=> ENABLED TakeStep(task)
       /\ (EndVerdict(task) = "ok")      <=> ENABLED EndStep(task)
       /\ (DeleteVerdict(task) = "ok")   <=> ENABLED DeleteStep(task)
       /\ \A h \in Hosts : (ResumeVerdict(task, h) = "ok") <=> ENABLED ResumeStep(task, h)
       /\ \A scope \in Scopes : (NarrowVerdict(task, scope) = "ok") <=> ENABLED NarrowStep(task, scope)
       /\ \A how \in Hows : (TellVerdict(task, how) = "ok") <=> ENABLED TellStep(task, how)
       /\ \A key \in Keys :
            /\ (AcquireVerdict(task, key) = "ok") <=> ENABLED AcquireStep(task, key)
            /\ (RenewVerdict(task, key) = "ok")   <=> ENABLED RenewStep(task, key)
            /\ (WriteVerdict(task, key) = "ok")   <=> ENABLED WriteStep(task, key)
            /\ \A h \in Hosts : (WrittenVerdict(h, task, key) = "ok") <=> ENABLED WrittenStep(h, task, key)
       /\ \A by \in Parents, asked \in Permissions, h \in Hosts :
            (SpawnVerdict(by, task, asked, h) = "ok") <=> ENABLED SpawnStep(by, task, asked, h)

-----------------------------------------------------------------------------
(* Liveness.                                                                 *)

(* Nobody waits for ever, neither for a slot nor for what it asked for. *)
EveryTaskEnds == \A task \in Tasks : IsLive(task) ~> ~IsLive(task)

(* What is stopped stops, also without its host. *)
EveryStopFinishes == \A task \in Tasks : IsStopping(task) ~> ~IsStopping(task)

(* What was decided is published or refused, also without its task. *)
EveryWriteSettles == \A task \in Tasks, key \in Keys : IsWriting(task, key) ~> ~IsWriting(task, key)

HasNoUse(task) == IF parent[task] = NoParent THEN TRUE ELSE ~IsActive(parent[task])

(* A result reaches its parent, as long as there is one that could use it.   *)
EveryResultTaken ==
  \A task \in Tasks : result[task] = "kept" ~> result[task] = "taken" \/ HasNoUse(task)

(* Nobody keeps from others what it may not write any more. *)
ForbiddenIsGivenUp ==
  \A task \in Tasks, key \in Keys :
    Holds(task, key) /\ ~(IsApproved(task) /\ WritesWithin(task, {key})) ~> ~Holds(task, key)

(* What is revoked comes to an end. *)
RevokedCommandsEnd == \A task \in Tasks : ~IsApproved(task) ~> ~HasProcess(task)

=============================================================================
