---------------------------- MODULE Coordination ----------------------------
(***************************************************************************)
(* Tasks, leases and intents together: all of the protocol that does not   *)
(* touch a file.  The modules below this one each constrain their own      *)
(* variables; here is said which of their steps happen together (a run     *)
(* that ends leaves no lease, no place and no observation behind, in one   *)
(* step), and that all others leave the rest alone.                        *)
(*                                                                         *)
(* How a content becomes visible is said twice on top of this module: in   *)
(* one step (AtomicPublish), and as it really is (Publish and Leasehold).  *)
(*                                                                         *)
(* Every step is one entry of the journal, written with the state in one   *)
(* transaction.  The spec keeps the last entry only: it names the step and *)
(* its parameters, which is all that the ghosts of Witness.tla and the     *)
(* replay of the transitions need.  No guard reads it, so models hide it   *)
(* behind a VIEW.                                                          *)
(*                                                                         *)
(* Does not model: refusals.  A refused request changes nothing            *)
(* (RefusedChangesNothing), so it is no step.  What it is told is the      *)
(* verdict, see Verdicts in Leasehold.tla.                                 *)
(*                                                                         *)
(* Implemented by src/protocol/step.ts.                                    *)
(***************************************************************************)
EXTENDS Leases

VARIABLE
  event         \* the journal's last entry: [action |-> its name, args |-> its parameters]

coordinationVars == <<taskVars, leaseVars, intentVars>>

Journal(action, args) == event' = [action |-> action, args |-> args]

(* A step's entry, for a step that changes the variables of one concern only. *)
TaskStep(action, args)   == Journal(action, args) /\ UNCHANGED <<leaseVars, intentVars>>
LeaseStep(action, args)  == Journal(action, args) /\ UNCHANGED <<taskVars, intentVars>>
IntentStep(action, args) == Journal(action, args) /\ UNCHANGED <<taskVars, lease, queue, generation>>

CoordinationTypeOK == TasksTypeOK /\ IntentsTypeOK /\ LeasesTypeOK

CoordinationInit ==
  /\ TasksInit /\ IntentsInit /\ LeasesInit
  /\ event = [action |-> "Init", args |-> <<>>]

-----------------------------------------------------------------------------
(* The steps, each with its entry and with all that happens in it.           *)

HostOpenStep(h)   == HostOpen(h)   /\ TaskStep("HostOpen", <<h>>)
HostCrashStep(h)  == HostCrash(h)  /\ TaskStep("HostCrash", <<h>>)
StartStep(run, h) == Start(run, h) /\ TaskStep("Start", <<run, h>>)

(* A run that is over, by its own end or by its reaper, leaves nothing but  *)
(* what it decided.                                                         *)
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

(* A store that lost rows, or may have, begins anew: no lease, place or     *)
(* observation of before counts, no process of before may go on under it,   *)
(* and it counts from the start, in a generation of its own.  What tasks    *)
(* began and ended is durable by itself; what became of an intent need not  *)
(* be.                                                                      *)
NextGeneration == generation + 1

NewGeneration(lost) ==
  /\ generation'  = NextGeneration
  /\ counter'     = 0
  /\ hosts'       = [h \in Hosts |-> IF hosts[h] = "open" THEN "crashed" ELSE hosts[h]]
  /\ lease'       = [resource \in Resources |-> NoLease]
  /\ queue'       = <<>>
  /\ observation' = [run \in Runs |-> NothingSeen]
  /\ intents'     = Reopened(lost)
  /\ UNCHANGED <<status, host, profile>>

-----------------------------------------------------------------------------

HostSteps == \E h \in Hosts : HostOpenStep(h) \/ ReapStep(h)

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

(* What was seen before a store began anew counts for nothing in it. *)
NothingSeenBefore ==
  [][generation' # generation => observation' = [run \in Runs |-> NothingSeen]]_<<coordinationVars, event>>

(* What a run holds, and what it has seen, changes by its own requests only, *)
(* expiry and the settling of its own writes apart, as long as it runs:     *)
(* whatever others do, recovery included.                                   *)
NothingTakenFromTheLiving ==
  [][\A run \in Runs :
       /\ status'[run] = "running"
       /\ generation' = generation
       /\ event'.args = <<>> \/ event'.args[1] # run
       =>
         /\ \/ observation'[run] = observation[run]
            \/ event'.action \in {"Settle", "Acknowledge"} /\ \E i \in OpenAt(event'.args[Len(event'.args)]) : intents[i].run = run
         /\ \A resource \in Resources :
              lease[resource].holder = run /\ lease'[resource] # lease[resource] =>
                event'.action = "Expire" /\ event'.args[1] = resource]_<<coordinationVars, event>>

=============================================================================
