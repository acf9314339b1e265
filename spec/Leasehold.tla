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
(* request changes nothing, so it is no step.  What it is told is the      *)
(* verdict, see Verdicts.                                                  *)
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
(* Steps of hosts and runs.                                                  *)

(* Whoever reaps a host leaves nothing of its runs. *)
ReapStep(h) == Reap(h) /\ ReleaseAll(RunsIn(h)) /\ Forget(RunsIn(h)) /\ Journal("Reap", <<h>>)

HostSteps ==
  \E h \in Hosts :
    \/ HostOpen(h)  /\ TaskStep("HostOpen", <<h>>)
    \/ HostCrash(h) /\ TaskStep("HostCrash", <<h>>)
    \/ ReapStep(h)

RunSteps ==
  \E run \in Runs :
    \/ \E h \in Hosts : Start(run, h) /\ TaskStep("Start", <<run, h>>)
    \/ End(run) /\ ReleaseAll({run}) /\ Forget({run}) /\ Journal("End", <<run>>)

(* Steps of leases.                                                          *)

LeaseSteps ==
  \E resource \in Resources :
    \/ \E run \in Runs :
         \/ Acquire(run, resource)  /\ LeaseStep("Acquire", <<run, resource>>)
         \/ Enqueue(run, resource)  /\ LeaseStep("Enqueue", <<run, resource>>)
         \/ Withdraw(run, resource) /\ LeaseStep("Withdraw", <<run, resource>>)
         \/ Renew(run, resource)    /\ LeaseStep("Renew", <<run, resource>>)
         \/ Grant(run, resource)    /\ LeaseStep("Grant", <<run, resource>>)
         \/ \E handle \in Issued :
              /\ Release(run, resource, handle)
              /\ LeaseStep("Release", <<run, resource, handle>>)
    \/ Expire(resource) /\ LeaseStep("Expire", <<resource>>)

(* Steps of writes.                                                          *)

PublishSteps ==
  \E key \in Keys :
    \/ \E run \in Runs :
         \/ Observe(run, key) /\ PublishStep("Observe", <<run, key>>)
         \/ \E base, content \in Contents :
              /\ Decide(run, key, base, content)
              /\ PublishStep("Decide", <<run, key, base, content>>)
    \/ \E content \in Contents :
         OutsideWrite(key, content) /\ PublishStep("OutsideWrite", <<key, content>>)

Next == HostSteps \/ RunSteps \/ LeaseSteps \/ PublishSteps

Spec == Init /\ [][Next]_vars

(* Fair are the steps that the system owes.  Expire is among them only here: *)
(* a lease that is not renewed runs out, and nobody renews for ever.  What   *)
(* hosts and tasks do of their own will is never fair.                       *)
Fairness ==
  /\ \A run \in Runs, resource \in Resources :
       WF_vars(Grant(run, resource) /\ LeaseStep("Grant", <<run, resource>>))
  /\ \A resource \in Resources :
       WF_vars(Expire(resource) /\ LeaseStep("Expire", <<resource>>))
  /\ \A h \in Hosts : WF_vars(ReapStep(h))

FairSpec == Spec /\ Fairness

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
(* neither may say more than the other.                                      *)
VerdictAgrees ==
  /\ \A h \in Hosts :
       /\ (HostOpenVerdict(h) = "ok")  <=> ENABLED HostOpen(h)
       /\ (HostCrashVerdict(h) = "ok") <=> ENABLED HostCrash(h)
       /\ (ReapVerdict(h) = "ok")      <=> ENABLED Reap(h)
       /\ \A run \in Runs : (StartVerdict(run, h) = "ok") <=> ENABLED Start(run, h)
  /\ \A run \in Runs : (EndVerdict(run) = "ok") <=> ENABLED End(run)
  /\ \A run \in Runs, resource \in Resources :
       /\ (AcquireVerdict(run, resource) = "ok")  <=> ENABLED Acquire(run, resource)
       /\ (EnqueueVerdict(run, resource) = "ok")  <=> ENABLED Enqueue(run, resource)
       /\ (WithdrawVerdict(run, resource) = "ok") <=> ENABLED Withdraw(run, resource)
       /\ (RenewVerdict(run, resource) = "ok")    <=> ENABLED Renew(run, resource)
       /\ (GrantVerdict(run, resource) = "ok")    <=> ENABLED Grant(run, resource)
       /\ \A handle \in Issued :
            (ReleaseVerdict(run, resource, handle) = "ok") <=> ENABLED Release(run, resource, handle)
  /\ \A resource \in Resources : (ExpireVerdict(resource) = "ok") <=> ENABLED Expire(resource)
  /\ \A run \in Runs, key \in Keys :
       /\ (ObserveVerdict(run, key) = "ok") <=> ENABLED Observe(run, key)
       /\ \A base, content \in Contents :
            (DecideVerdict(run, key, base) = "ok") <=> ENABLED Decide(run, key, base, content)

=============================================================================
