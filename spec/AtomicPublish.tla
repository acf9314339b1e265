---------------------------- MODULE AtomicPublish ---------------------------
(***************************************************************************)
(* The protocol with a write that becomes visible in one step.  Publish    *)
(* says what that step is made of, and Refinement that, whatever it is     *)
(* made of, nobody can tell the difference.  So compositions that would be *)
(* too large with inodes use this form: what holds here holds there.  That *)
(* is so of writes of one key; of several it would be too much to say, as  *)
(* the head of Refinement explains, and no model does.                     *)
(*                                                                         *)
(* Decision and publication are two steps here as well.  They cannot be    *)
(* one: the lease counts when the write is decided, the base when it       *)
(* becomes visible, and between the two a program outside Leasehold may    *)
(* write something else and the base again.                                *)
(*                                                                         *)
(* Why leases and base checks, both: a lease alone is overtaken while its  *)
(* holder sleeps; a base check alone lets a task that was told to stop go  *)
(* on.                                                                     *)
(*                                                                         *)
(* Does not model: staged files, gates, inodes, open writers, the loss of  *)
(* rows that told of what was published.                                   *)
(***************************************************************************)
EXTENDS Coordination

VARIABLE
  disk          \* [Keys -> Contents]

protocolVars == <<coordinationVars, disk>>
vars         == <<protocolVars, event>>

TypeOK == CoordinationTypeOK /\ disk \in [Keys -> Contents]

Init == CoordinationInit /\ disk = [key \in Keys |-> Absent]

-----------------------------------------------------------------------------

IsCurrent(write) == \A key \in DOMAIN write : disk[key] = write[key].base    \* StaleBase

(* What a run is shown: what is there now, never what it was shown before. *)
Shown(run, key) == disk[key]

Observe(run, key) ==
  /\ IsRunning(run)
  /\ ReadsWithin(run, {key})
  /\ IsSettled({key})
  /\ Saw(run, key, Shown(run, key))
  /\ UNCHANGED <<counter, intents>>

Decide(run, write) ==
  /\ IsRunning(run)
  /\ MayWrite(run)
  /\ WritesWithin(run, DOMAIN write)
  /\ HasObserved(run, write)
  /\ HoldsKeys(run, DOMAIN write)
  /\ IsSettled(DOMAIN write)
  /\ IsCurrent(write)
  /\ Record(run, write)
  /\ UNCHANGED observation

(* The point of the write: all of its keys, or none. *)
Publish(key) ==
  /\ IsUnsettled(key)
  /\ LET intent == intents[First(key)]
     IN  /\ ~intent.judged
         /\ intent.id[1] = generation
         /\ IsCurrent(intent.write)
         /\ disk' = [k \in Keys |-> IF k \in DOMAIN intent.write THEN intent.write[k].content ELSE disk[k]]
  /\ intents' = [intents EXCEPT ![First(key)].judged = TRUE]
  /\ UNCHANGED <<counter, observation>>

(* Its writer is told. *)
Acknowledge(key) ==
  /\ IsUnsettled(key)
  /\ intents[First(key)].judged
  /\ SawOwn(intents[First(key)])
  /\ intents' = Except(intents, First(key))
  /\ UNCHANGED counter

(* A write that was not published may be refused for whatever reason. *)
Decline(key) ==
  /\ IsUnsettled(key)
  /\ ~intents[First(key)].judged
  /\ intents' = Except(intents, First(key))
  /\ UNCHANGED <<counter, observation>>

(* Environment.  An outside content that is set aside is one more of these. *)
OutsideWrite(key, content) ==
  /\ disk[key] # content
  /\ disk' = [disk EXCEPT ![key] = content]

-----------------------------------------------------------------------------

ObserveStep(run, key)      == Observe(run, key)   /\ IntentStep("Observe", <<run, key>>)
DecideStep(run, write)     == Decide(run, write)  /\ IntentStep("Decide", <<run, write>>)
PublishStep(key)           == Publish(key)        /\ IntentStep("Publish", <<key>>)
AcknowledgeStep(key)       == Acknowledge(key)    /\ IntentStep("Acknowledge", <<key>>)
DeclineStep(key)           == Decline(key)        /\ IntentStep("Decline", <<key>>)
OutsideWriteStep(key, content) ==
  OutsideWrite(key, content) /\ Journal("OutsideWrite", <<key, content>>) /\ UNCHANGED coordinationVars
PowerLossStep == NewGeneration({}) /\ Journal("PowerLoss", <<>>)

CrashSteps == \E h \in Hosts : HostCrashStep(h)

ObserveSteps == \E run \in Runs, key \in Keys : ObserveStep(run, key)

WriteSteps ==
  \/ \E run \in Runs, write \in Writes : DecideStep(run, write)
  \/ \E key \in Keys : AcknowledgeStep(key) \/ DeclineStep(key)

PublishSteps ==
  \/ (ObserveSteps \/ WriteSteps) /\ UNCHANGED disk
  \/ \E key \in Keys : PublishStep(key) \/ \E content \in Contents : OutsideWriteStep(key, content)

Next ==
  \/ (HostSteps \/ CrashSteps \/ RunSteps \/ LeaseSteps \/ PowerLossStep) /\ UNCHANGED disk
  \/ PublishSteps

Spec == Init /\ [][Next]_vars

=============================================================================
