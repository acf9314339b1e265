------------------------------ MODULE MCProtocol ----------------------------
(***************************************************************************)
(* The protocol without ghosts, in small worlds: what replay drives the    *)
(* core through, and where liveness is checked.                            *)
(***************************************************************************)
EXTENDS World, Leasehold

(* Of a key one file at a time is open for writing by an outside program:    *)
(* what two of them do to each other is not ours.                            *)
FilesInUse(key) ==
  Cardinality({place \in Places : IsPlace(key, place) /\ FileAt(key, place).use # "closed"})

OneWriter == \A key \in Keys : FilesInUse(key)' <= 1

(* Outside programs keep out of the staging directory: what one of them      *)
(* writes into a staged file between the look at it and the exchange becomes *)
(* visible, and nothing can prevent that.                                    *)
StagingIsOurs ==
  event'.action = "OutsideOpen" /\ event'.args[2] # 0 =>
    FileAt(event'.args[1], event'.args[2]).use = "found"

(* Of all files of a write at a time. *)
OneWriterAtAll ==
  Cardinality({<<key, place>> \in Keys \X Places : IsPlace(key, place) /\ FileAt(key, place).use # "closed"})' <= 1

(* Outside programs replace files before anything is decided, and then write *)
(* in place only, or not at all.                                             *)
EarlyRenames == event'.action = "OutsideRename" => intents = <<>>
LateWriters  == event'.action \in {"OutsideLookUp", "OutsideOpen"} => intents # <<>>
FirstRename  == event'.action = "OutsideRename" => intents = <<>> /\ event'.args = <<"d/x", "A">>
RenamesOfX   == event'.action = "OutsideRename" => event'.args[1] = "d/x"

(* Where the queue is not looked at. *)
NobodyWaits == queue' = <<>>

(* Writes need no lease where leases are not looked at. *)
Yes2(a, b) == TRUE

(* Liveness needs behaviours without end: acquisitions are all given the     *)
(* same number.  Tokens mean nothing then, and a lease has one handle only:  *)
(* it is free after one release, which for liveness is no help that expiry   *)
(* would not give.                                                           *)
SameNumber == 1

(* The next write waits until nothing is left of the one before: who decides *)
(* does so of its own will, and is owed nothing.                             *)
OneIntent == Len(intents') <= 1

(* One host is there for good. *)
OneMayCrash == CrashStep("i")

-----------------------------------------------------------------------------
(* Switched off for models that must fail.                                   *)

Overtaking(a, b, c) == FALSE

(* Numbers are given out twice. *)
OneNumber == 1

StaysQueued(place)  == queue

(* Recovery by what the disk contains, and not by whose inode it is. *)
LooksExchanged(i, key) == files[key].content = Content(i, key)

(* Which files were found clean is forgotten, so each may be judged again. *)
AllPending(i) == DOMAIN intents[i].write

(* A turn-back that was in vain is tried again. *)
TryAgain(i, key) == GoOn(i, "turn", "")

(* Nobody settles what another one has decided. *)
OwnOnly(h, key) == EnterGate(h, key) /\ host[intents[First(key)].run] = h /\ IntentStep("EnterGate", <<h, key>>)

Yes(a) == TRUE

(* Whoever comes does any step at any time. *)
Anytime(h, key, at) == IsUnsettled(key)

(* Intents that were settled count as open. *)
AnyAt(key) == {i \in DOMAIN intents : key \in DOMAIN intents[i].write}

(* A verdict that lacks one guard. *)
AcquireVerdictWithoutScope(run, resource) ==
  CASE ~IsRunning(run)                          -> "TaskNotRunning"
    [] ~MayWrite(run)                           -> "WriteNotAllowed"
    [] ~WaitsNot(run, resource)                 -> "AlreadyQueued"
    [] ~NoOtherHolds(run, resource)             -> "LeaseHeld"
    [] Overtakes(run, resource, DOMAIN queue)   -> "LeaseHeld"
    [] StandsOpen(run, resource)                -> "Unsettled"
    [] OTHER                                    -> "ok"

(* A verdict that refuses nothing. *)
Allowed0          == "ok"
Allowed(a)        == "ok"
Allowed2(a, b)    == "ok"
Allowed3(a, b, c) == "ok"

=============================================================================
