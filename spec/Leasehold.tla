------------------------------ MODULE Leasehold -----------------------------
(***************************************************************************)
(* The protocol: all steps together, what they are told, and which of them *)
(* the system owes.                                                        *)
(*                                                                         *)
(* Implemented by src/protocol/step.ts.                                    *)
(***************************************************************************)
EXTENDS Faults

protocolVars == <<coordinationVars, fileVars>>
vars         == <<protocolVars, event>>

TypeOK == CoordinationTypeOK /\ PublishTypeOK

Init == CoordinationInit /\ PublishInit

-----------------------------------------------------------------------------

ObserveStep(run, key)   == Observe(run, key)   /\ IntentStep("Observe", <<run, key>>)
DecideStep(run, write)  == Decide(run, write)  /\ IntentStep("Decide", <<run, write>>)
EnterGateStep(h, key)   == EnterGate(h, key)   /\ IntentStep("EnterGate", <<h, key>>)
JudgeStep(h, key)       == Judge(h, key)       /\ IntentStep("Judge", <<h, key>>)
ExchangeStep(h, key)    == Exchange(h, key)    /\ IntentStep("Exchange", <<h, key>>)
ProbeStep(h, key)       == Probe(h, key)       /\ IntentStep("Probe", <<h, key>>)
HashStep(h, key)        == Hash(h, key)        /\ IntentStep("Hash", <<h, key>>)
TurnBackStep(h, key)    == TurnBack(h, key)    /\ IntentStep("TurnBack", <<h, key>>)
KeepAsideStep(h, key)   == KeepAside(h, key)   /\ IntentStep("KeepAside", <<h, key>>)
SyncStep(h, key)        == Sync(h, key)        /\ IntentStep("Sync", <<h, key>>)
SettleStep(h, key)      == Settle(h, key)      /\ IntentStep("Settle", <<h, key>>)
RefuseStep(h, key)      == Refuse(h, key)      /\ IntentStep("Refuse", <<h, key>>)
FlushStep               == Flush               /\ IntentStep("Flush", <<>>)
LateCheckStep(key)      == LateCheck(key)      /\ IntentStep("LateCheck", <<key>>)

(* The gates of a process go with it. *)
CrashStep(h) == HostCrashStep(h) /\ LeaveGates({h})

PowerLossStep(undone, lost) == PowerLoss(undone, lost) /\ Journal("PowerLoss", <<undone, lost>>)
StoreLostStep(lost)         == StoreLost(lost)         /\ Journal("StoreLost", <<lost>>)

OutsideRenameStep(key, content) == OutsideRename(key, content) /\ Journal("OutsideRename", <<key, content>>)
OutsideLookUpStep(key)          == OutsideLookUp(key)          /\ Journal("OutsideLookUp", <<key>>)
OutsideOpenStep(key, place)     == OutsideOpen(key, place)     /\ Journal("OutsideOpen", <<key, place>>)
OutsideWriteStep(key, place, content) ==
  OutsideWrite(key, place, content) /\ Journal("OutsideWrite", <<key, place, content>>)
OutsideCloseStep(key, place)    == OutsideClose(key, place)    /\ Journal("OutsideClose", <<key, place>>)

-----------------------------------------------------------------------------

(* A step that touches no file. *)
Alone(step) == step /\ UNCHANGED fileVars

CoordinationSteps == Alone(HostSteps \/ RunSteps \/ LeaseSteps)

CrashSteps == \E h \in Hosts : CrashStep(h)

RequestSteps ==
  \E run \in Runs :
    \/ \E key \in Keys : ObserveStep(run, key)
    \/ \E write \in Writes : DecideStep(run, write)

(* What whoever is in a gate does there. *)
GateStep(h, key) ==
  \/ JudgeStep(h, key) \/ ExchangeStep(h, key) \/ ProbeStep(h, key) \/ HashStep(h, key)
  \/ TurnBackStep(h, key) \/ KeepAsideStep(h, key)
  \/ SyncStep(h, key) \/ SettleStep(h, key) \/ RefuseStep(h, key)

SettleSteps ==
  \/ FlushStep
  \/ \E key \in Keys :
       \/ LateCheckStep(key)
       \/ \E h \in Hosts : EnterGateStep(h, key) \/ GateStep(h, key)

RenameSteps == \E key \in Keys, content \in Contents : OutsideRenameStep(key, content)

InPlaceSteps ==
  \E key \in Keys :
    \/ OutsideLookUpStep(key)
    \/ \E place \in Places :
         \/ OutsideOpenStep(key, place)
         \/ OutsideCloseStep(key, place)
         \/ \E content \in Contents : OutsideWriteStep(key, place, content)

LossSteps ==
  \/ \E undone \in Undoings, lost \in RowLosses : PowerLossStep(undone, lost)
  \/ \E lost \in StoreLosses : StoreLostStep(lost)

PublishSteps == RequestSteps \/ SettleSteps \/ RenameSteps \/ InPlaceSteps

Next == CoordinationSteps \/ CrashSteps \/ PublishSteps \/ LossSteps

Spec == Init /\ [][Next]_vars

(* Fair are the steps that the system owes, and nothing that hosts, tasks    *)
(* and outside programs do of their own will.  That Expire is among them is  *)
(* an assumption, made for liveness alone: no lease is held for ever.  A     *)
(* holder that renews as long as it works is the caller's to stop.  And who  *)
(* is in a gate goes on, or dies: a process that is stopped there for ever   *)
(* makes others wait (GateBusy).                                             *)
LeaseFairness ==
  /\ \A run \in Runs, resource \in Resources : WF_vars(Alone(GrantStep(run, resource)))
  /\ \A resource \in Resources : WF_vars(Alone(ExpireStep(resource)))
  /\ \A h \in Hosts : WF_vars(Alone(ReapStep(h)))

SettleFairness ==
  \A h \in Hosts, key \in Keys : WF_vars(EnterGateStep(h, key)) /\ WF_vars(GateStep(h, key))

(* The system owes both.  Each alone is enough for what it is about, and     *)
(* much less to check.                                                       *)
FairLeases  == Spec /\ LeaseFairness
FairSettles == Spec /\ SettleFairness

-----------------------------------------------------------------------------
(* Properties.                                                               *)

InGate == {"Judge", "Exchange", "Probe", "Hash", "TurnBack", "KeepAside", "Sync", "Settle", "Refuse"}

(* Whoever does something for an intent holds its gates. *)
OnlyInTheGate ==
  [][event'.action \in InGate =>
       \E i \in DOMAIN intents :
         /\ event'.args[2] \in DOMAIN intents[i].write
         /\ gates[i].host = event'.args[1]]_vars

(* What power loss may undo is the newest one's (Faults!NewestAt). *)
OnlyTheNewestExchanges ==
  [][event'.action \in {"Exchange", "TurnBack"} /\ files' # files =>
       First(event'.args[2]) = NewestAt(event'.args[2])]_vars

(* A process in a gate is not overtaken there, however long it sleeps. *)
GatesAreHeld ==
  [][\A i \in DOMAIN gates \cap DOMAIN gates' :
       gates[i] # NoGate /\ gates'[i] # NoGate => gates'[i].host = gates[i].host]_vars

(* What the store said of an intent it says for ever, as long as it knows. *)
RowsAreFinal ==
  [][generation' = generation =>
       \A i \in DOMAIN intents, j \in DOMAIN intents' :
         intents[i].id = intents'[j].id /\ intents[i].row # "open" => intents'[j].row = intents[i].row]_vars

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
   Decide    |-> [a \in Runs \X Writes |-> DecideVerdict(a[1], a[2])],
   EnterGate |-> [a \in Hosts \X Keys |-> EnterGateVerdict(a[1], a[2])],
   Judge     |-> [a \in Hosts \X Keys |-> JudgeVerdict(a[1], a[2])],
   Exchange  |-> [a \in Hosts \X Keys |-> ExchangeVerdict(a[1], a[2])],
   Probe     |-> [a \in Hosts \X Keys |-> ProbeVerdict(a[1], a[2])],
   Hash      |-> [a \in Hosts \X Keys |-> HashVerdict(a[1], a[2])],
   TurnBack  |-> [a \in Hosts \X Keys |-> TurnBackVerdict(a[1], a[2])],
   KeepAside |-> [a \in Hosts \X Keys |-> KeepAsideVerdict(a[1], a[2])],
   Sync      |-> [a \in Hosts \X Keys |-> SyncVerdict(a[1], a[2])],
   Settle    |-> [a \in Hosts \X Keys |-> SettleVerdict(a[1], a[2])],
   Refuse    |-> [a \in Hosts \X Keys |-> RefuseVerdict(a[1], a[2])],
   Flush     |-> FlushVerdict,
   LateCheck |-> [a \in Keys |-> LateCheckVerdict(a)]]

(* The guards stand twice, as conjuncts of an action and in its verdict, and *)
(* neither may say more than the other.  Asked is the whole step: what it is *)
(* joined with must not forbid it either.                                    *)
VerdictAgrees ==
  /\ \A h \in Hosts :
       /\ (HostOpenVerdict(h) = "ok")  <=> ENABLED HostOpenStep(h)
       /\ (HostCrashVerdict(h) = "ok") <=> ENABLED CrashStep(h)
       /\ (ReapVerdict(h) = "ok")      <=> ENABLED ReapStep(h)
       /\ \A run \in Runs : (StartVerdict(run, h) = "ok") <=> ENABLED StartStep(run, h)
       /\ \A key \in Keys :
            /\ (EnterGateVerdict(h, key) = "ok") <=> ENABLED EnterGateStep(h, key)
            /\ (JudgeVerdict(h, key) = "ok")     <=> ENABLED JudgeStep(h, key)
            /\ (ExchangeVerdict(h, key) = "ok")  <=> ENABLED ExchangeStep(h, key)
            /\ (ProbeVerdict(h, key) = "ok")     <=> ENABLED ProbeStep(h, key)
            /\ (HashVerdict(h, key) = "ok")      <=> ENABLED HashStep(h, key)
            /\ (TurnBackVerdict(h, key) = "ok")  <=> ENABLED TurnBackStep(h, key)
            /\ (KeepAsideVerdict(h, key) = "ok") <=> ENABLED KeepAsideStep(h, key)
            /\ (SyncVerdict(h, key) = "ok")      <=> ENABLED SyncStep(h, key)
            /\ (SettleVerdict(h, key) = "ok")    <=> ENABLED SettleStep(h, key)
            /\ (RefuseVerdict(h, key) = "ok")    <=> ENABLED RefuseStep(h, key)
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
  /\ \A run \in Runs, key \in Keys : (ObserveVerdict(run, key) = "ok") <=> ENABLED ObserveStep(run, key)
  /\ \A run \in Runs, write \in Writes : (DecideVerdict(run, write) = "ok") <=> ENABLED DecideStep(run, write)
  /\ \A key \in Keys : (LateCheckVerdict(key) = "ok") <=> ENABLED LateCheckStep(key)
  /\ (FlushVerdict = "ok") <=> ENABLED FlushStep

=============================================================================
