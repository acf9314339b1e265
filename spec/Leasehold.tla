------------------------------ MODULE Leasehold -----------------------------
(***************************************************************************)
(* The protocol: tasks, leases and writes together.  The modules below     *)
(* this one each constrain their own variables; here is said which of      *)
(* their steps happen together (a run that ends leaves no lease, no place  *)
(* and no observation behind, in one step), and that all others leave the  *)
(* rest alone.                                                             *)
(*                                                                         *)
(* Every step is one entry of the journal, written with the state in one   *)
(* transaction.  The spec keeps the last entry only: it names the step and *)
(* its parameters, which is all that the ghosts of Witness.tla and the     *)
(* replay of the transitions need.  No guard reads it, so models hide it   *)
(* behind a VIEW.                                                          *)
(*                                                                         *)
(* Does not model: what the modules below exclude, and refusals: a refused *)
(* request changes nothing (RefusedChangesNothing), so it is no step.      *)
(* What it is told is the verdict, see Verdicts.                           *)
(*                                                                         *)
(* Implemented by src/protocol/step.ts.                                    *)
(***************************************************************************)
EXTENDS AtomicPublish

VARIABLE
  event         \* the journal's last entry: [action |-> its name, args |-> its parameters]

protocolVars == <<hosts, status, host, profile, lease, queue, counter, disk, observation>>
vars         == <<protocolVars, event>>

(* A step's entry, for a step that changes all variables of the protocol, or *)
(* those of one concern only.                                                *)
Journal(action, args)     == event' = [action |-> action, args |-> args]
TaskStep(action, args)    == Journal(action, args) /\ UNCHANGED <<leaseVars, publishVars>>
LeaseStep(action, args)   == Journal(action, args) /\ UNCHANGED <<taskVars, publishVars>>
PublishStep(action, args) == Journal(action, args) /\ UNCHANGED <<taskVars, leaseVars>>

TypeOK == TasksTypeOK /\ LeasesTypeOK /\ PublishTypeOK

Init ==
  /\ TasksInit /\ LeasesInit /\ PublishInit
  /\ event = [action |-> "Init", args |-> <<>>]

-----------------------------------------------------------------------------
(* The steps, each with its entry and with all that happens in it.           *)

HostOpenStep(h)  == HostOpen(h)  /\ TaskStep("HostOpen", <<h>>)
HostCrashStep(h) == HostCrash(h) /\ TaskStep("HostCrash", <<h>>)
StartStep(run, h) == Start(run, h) /\ TaskStep("Start", <<run, h>>)

(* A run that is over, by its own end or by its reaper, leaves nothing. *)
EndStep(run) == End(run) /\ ReleaseAll({run}) /\ Forget({run}) /\ Journal("End", <<run>>)
ReapStep(h)  == Reap(h) /\ ReleaseAll(RunsIn(h)) /\ Forget(RunsIn(h)) /\ Journal("Reap", <<h>>)

AcquireStep(run, resource)  == Acquire(run, resource)  /\ LeaseStep("Acquire", <<run, resource>>)
EnqueueStep(run, resource)  == Enqueue(run, resource)  /\ LeaseStep("Enqueue", <<run, resource>>)
WithdrawStep(run, resource) == Withdraw(run, resource) /\ LeaseStep("Withdraw", <<run, resource>>)
RenewStep(run, resource)    == Renew(run, resource)    /\ LeaseStep("Renew", <<run, resource>>)
GrantStep(run, resource)    == Grant(run, resource)    /\ LeaseStep("Grant", <<run, resource>>)
ExpireStep(resource)        == Expire(resource)        /\ LeaseStep("Expire", <<resource>>)
ReleaseStep(run, resource, handle) ==
  Release(run, resource, handle) /\ LeaseStep("Release", <<run, resource, handle>>)

ObserveStep(run, key) == Observe(run, key) /\ PublishStep("Observe", <<run, key>>)
DecideStep(run, key, base, content) ==
  Decide(run, key, base, content) /\ PublishStep("Decide", <<run, key, base, content>>)
OutsideWriteStep(key, content) ==
  OutsideWrite(key, content) /\ PublishStep("OutsideWrite", <<key, content>>)

-----------------------------------------------------------------------------

HostSteps == \E h \in Hosts : HostOpenStep(h) \/ HostCrashStep(h) \/ ReapStep(h)

RunSteps == \E run \in Runs : EndStep(run) \/ \E h \in Hosts : StartStep(run, h)

LeaseSteps ==
  \E resource \in Resources :
    \/ ExpireStep(resource)
    \/ \E run \in Runs :
         \/ AcquireStep(run, resource)
         \/ EnqueueStep(run, resource)
         \/ WithdrawStep(run, resource)
         \/ RenewStep(run, resource)
         \/ GrantStep(run, resource)
         \/ \E handle \in Issued : ReleaseStep(run, resource, handle)

PublishSteps ==
  \E key \in Keys :
    \/ \E content \in Contents : OutsideWriteStep(key, content)
    \/ \E run \in Runs :
         \/ ObserveStep(run, key)
         \/ \E base, content \in Contents : DecideStep(run, key, base, content)

Next == HostSteps \/ RunSteps \/ LeaseSteps \/ PublishSteps

Spec == Init /\ [][Next]_vars

(* Fair are the steps that the system owes, and nothing that hosts and tasks *)
(* do of their own will.  That Expire is among them is an assumption, made   *)
(* for liveness alone: no lease is held for ever.  A holder that renews as   *)
(* long as it works is the caller's to stop.                                 *)
Fairness ==
  /\ \A run \in Runs, resource \in Resources : WF_vars(GrantStep(run, resource))
  /\ \A resource \in Resources : WF_vars(ExpireStep(resource))
  /\ \A h \in Hosts : WF_vars(ReapStep(h))

FairSpec == Spec /\ Fairness

(* What a run holds, and what it has seen, changes by its own requests only, *)
(* expiry apart, as long as it runs: whatever others do, recovery included.  *)
NothingTakenFromTheLiving ==
  [][\A run \in Runs :
       status'[run] = "running" /\ event'.args[1] # run =>
         /\ observation'[run] = observation[run]
         /\ \A resource \in Resources :
              lease[resource].holder = run /\ lease'[resource] # lease[resource] =>
                event'.action = "Expire" /\ event'.args[1] = resource]_vars

-----------------------------------------------------------------------------
(* What each request is told, in one value: replay asks the core for every   *)
(* one of them in every state.  Steps that only the environment takes have   *)
(* a verdict where the core can be asked for them wrongly.                   *)

Verdicts ==
  [HostOpen  |-> [a \in Hosts |-> HostOpenVerdict(a)],
   HostCrash |-> [a \in Hosts |-> HostCrashVerdict(a)],
   Reap      |-> [a \in Hosts |-> ReapVerdict(a)],
   Start     |-> [a \in Runs \X Hosts |-> StartVerdict(a[1], a[2])],
   End       |-> [a \in Runs |-> EndVerdict(a)],
   Acquire   |-> [a \in Runs \X Resources |-> AcquireVerdict(a[1], a[2])],
   Enqueue   |-> [a \in Runs \X Resources |-> EnqueueVerdict(a[1], a[2])],
   Withdraw  |-> [a \in Runs \X Resources |-> WithdrawVerdict(a[1], a[2])],
   Renew     |-> [a \in Runs \X Resources |-> RenewVerdict(a[1], a[2])],
   Release   |-> [a \in Runs \X Resources \X Issued |-> ReleaseVerdict(a[1], a[2], a[3])],
   Grant     |-> [a \in Runs \X Resources |-> GrantVerdict(a[1], a[2])],
   Expire    |-> [a \in Resources |-> ExpireVerdict(a)],
   Observe   |-> [a \in Runs \X Keys |-> ObserveVerdict(a[1], a[2])],
   Decide    |-> [a \in Runs \X Keys \X Contents \X Contents |-> DecideVerdict(a[1], a[2], a[3])]]

(* The guards stand twice, as conjuncts of an action and in its verdict, and *)
(* neither may say more than the other.  Asked is the whole step: what it is *)
(* joined with must not forbid it either.                                    *)
VerdictAgrees ==
  /\ \A h \in Hosts :
       /\ (HostOpenVerdict(h) = "ok")  <=> ENABLED HostOpenStep(h)
       /\ (HostCrashVerdict(h) = "ok") <=> ENABLED HostCrashStep(h)
       /\ (ReapVerdict(h) = "ok")      <=> ENABLED ReapStep(h)
       /\ \A run \in Runs : (StartVerdict(run, h) = "ok") <=> ENABLED StartStep(run, h)
  /\ \A run \in Runs : (EndVerdict(run) = "ok") <=> ENABLED EndStep(run)
  /\ \A run \in Runs, resource \in Resources :
       /\ (AcquireVerdict(run, resource) = "ok")  <=> ENABLED AcquireStep(run, resource)
       /\ (EnqueueVerdict(run, resource) = "ok")  <=> ENABLED EnqueueStep(run, resource)
       /\ (WithdrawVerdict(run, resource) = "ok") <=> ENABLED WithdrawStep(run, resource)
       /\ (RenewVerdict(run, resource) = "ok")    <=> ENABLED RenewStep(run, resource)
       /\ (GrantVerdict(run, resource) = "ok")    <=> ENABLED GrantStep(run, resource)
       /\ \A handle \in Issued :
            (ReleaseVerdict(run, resource, handle) = "ok") <=> ENABLED ReleaseStep(run, resource, handle)
  /\ \A resource \in Resources : (ExpireVerdict(resource) = "ok") <=> ENABLED ExpireStep(resource)
  /\ \A run \in Runs, key \in Keys :
       /\ (ObserveVerdict(run, key) = "ok") <=> ENABLED ObserveStep(run, key)
       /\ \A base, content \in Contents :
            (DecideVerdict(run, key, base) = "ok") <=> ENABLED DecideStep(run, key, base, content)

=============================================================================
