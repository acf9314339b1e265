------------------------------- MODULE Publish ------------------------------
(***************************************************************************)
(* How a content becomes visible, as it really is: inodes that change      *)
(* places, programs that hold a file open and write in place (Outside      *)
(* says what those do), processes that die between any two steps.          *)
(*                                                                         *)
(* The new content lies in a staged file, which changes places with the    *)
(* file at the key.  What comes out is looked at: if it is not what the    *)
(* writer had read, or somebody is writing it, it goes back.  So an        *)
(* outside write of the last moment is caught and not overwritten.         *)
(*                                                                         *)
(*   Decide   the intent is recorded, its files staged                     *)
(*   Enter    somebody takes the gates of its keys                         *)
(*   Judge    where does each file stand, and what is next?                *)
(*   Exchange staged file, which is synced by then, and file change places *)
(*   Probe    does anybody have what came out open for writing?            *)
(*   Hash     is what came out the base?                                   *)
(*   TurnBack they change places again                                     *)
(*   KeepAside what came out and cannot go back is kept and reported       *)
(*   Sync     the mark "judged" and the directories reach the disk         *)
(*   Settle   the row says published: the writer is told                   *)
(*   Refuse   the row says refused                                         *)
(*   Flush    the store's rows reach the disk                              *)
(*   LateCheck what is left at the staged paths is looked at once more     *)
(*                                                                         *)
(* Anyone may do so for an intent: who decided it may be dead.  Whoever    *)
(* comes judges afresh, from the staged paths and two marks (judged,       *)
(* turned): nothing else is known of how far another got.                  *)
(*                                                                         *)
(* A deletion stages nothing, and what was staged for a creation leaves    *)
(* nothing behind: there the exchange is a rename that must not replace.   *)
(*                                                                         *)
(* Staging and deciding are one step: nothing reads a staged file that has *)
(* no row, and what a crash between the two leaves is swept like an intent *)
(* of an older generation.  The gates of a write are taken in one step:    *)
(* they are taken in the order of the keys, so nobody waits in a circle.   *)
(*                                                                         *)
(* Does not model: what a path means; metadata, hard links, mounts; a full *)
(* disk; staged files that somebody removes.                               *)
(*                                                                         *)
(* Implemented by src/protocol/publish.ts.                                 *)
(***************************************************************************)
EXTENDS Coordination

VARIABLES
  files,        \* [Keys -> File], what is at each key
  staged,       \* staged[i][key]: File, what is at the path where intent i staged
  gates,        \* gates[i]: Gate, who settles intent i, and how far it got
  unsynced,     \* [Keys -> BOOLEAN], the last exchange there may be lost with the power
  kept          \* [Keys -> SUBSET Contents], what was kept aside of each key

fileVars == <<files, staged, gates, unsynced, kept>>

(* Ids begin at 1, so nobody's is this. *)
Nobodys == <<0, 0>>

(* An inode.  origin: the intent that it was staged for, by which it is known *)
(* again; use: whether an outside program writes it in place.  "found": the  *)
(* program has looked it up, and does not count as its writer yet.           *)
File == [content : Contents, origin : Nat \X Nat, use : {"closed", "found", "open"}]

NoFile == [content |-> Absent, origin |-> Nobodys, use |-> "closed"]

FileOf(content, origin) ==
  IF content = Absent THEN NoFile ELSE [content |-> content, origin |-> origin, use |-> "closed"]

Stages == {"judge", "exchange", "probe", "hash", "sync", "settle", "turn", "back", "aside", "refuse"}

(* at: the step that comes next, of the file at key if it is one's of a file; *)
(* checked: the keys whose displaced file was found clean.                   *)
NoGate == [host |-> NoHost, at |-> "judge", key |-> "", checked |-> {}]

IsGate(gate, intent) ==
  /\ gate.host \in Hosts
  /\ gate.at \in Stages
  /\ gate.key \in DOMAIN intent.write \cup {""}
  /\ gate.checked \subseteq DOMAIN intent.write

PublishTypeOK ==
  /\ files \in [Keys -> File]
  /\ DOMAIN staged = DOMAIN intents /\ DOMAIN gates = DOMAIN intents
  /\ \A i \in DOMAIN intents :
       /\ staged[i] \in [DOMAIN intents[i].write -> File]
       /\ gates[i] = NoGate \/ IsGate(gates[i], intents[i])
  /\ unsynced \in [Keys -> BOOLEAN]
  /\ kept \in [Keys -> SUBSET Contents]

PublishInit ==
  /\ files    = [key \in Keys |-> NoFile]
  /\ staged   = <<>>
  /\ gates    = <<>>
  /\ unsynced = [key \in Keys |-> FALSE]
  /\ kept     = [key \in Keys |-> {}]

-----------------------------------------------------------------------------
(* What can be seen.  Judging by the content at the key would take a content *)
(* that came back for one that was never replaced: identity decides.         *)

Base(i, key)    == intents[i].write[key].base
Content(i, key) == intents[i].write[key].content

(* The staged path no longer holds what was staged there. *)
Exchanged(i, key) ==
  IF Content(i, key) = Absent THEN staged[i][key] # NoFile
  ELSE staged[i][key].origin # intents[i].id

(* Ours is at the key, still. *)
ShowsOurs(i, key) ==
  IF Content(i, key) = Absent THEN Exchanged(i, key) /\ files[key] = NoFile
  ELSE files[key].origin = intents[i].id

(* Something lies at the staged path that others made. *)
HoldsTheirs(i, key) == Exchanged(i, key) /\ staged[i][key] # NoFile

IsBeingWritten(file) == file.use = "open"

(* A staged file could be written by whoever looked into the staging          *)
(* directory, or had it open while it was visible.                           *)
IsIntact(i, key) ==
  /\ staged[i][key].content = Content(i, key)
  /\ ~IsBeingWritten(staged[i][key])

ShowsBase(i, key) ==
  /\ files[key].content = Base(i, key)
  /\ ~IsBeingWritten(files[key])

IsOfThisGeneration(i) == intents[i].id[1] = generation
IsTurned(i)           == intents[i].turned

MayExchange(i) ==
  \A key \in DOMAIN intents[i].write :
    ~Exchanged(i, key) => IsIntact(i, key) /\ ShowsBase(i, key)

(* A rename that must not replace fails if something is there, one that      *)
(* exchanges if nothing is.                                                  *)
CanExchange(i, key) == (files[key] = NoFile) <=> (Base(i, key) = Absent)
CanTurnBack(i, key) == (files[key] = NoFile) <=> (Content(i, key) = Absent)

-----------------------------------------------------------------------------
(* Guards.                                                                   *)

IsQuiet(key) == ~IsBeingWritten(files[key])                  \* BeingWritten

IsCurrent(write) ==                                          \* StaleBase
  \A key \in DOMAIN write : files[key].content = write[key].base

GateIsFree(key) == gates[First(key)] = NoGate                \* GateBusy

(* Older intents on any of its keys are settled before it. *)
IsOldest(key) ==                                             \* Unsettled
  \A other \in DOMAIN intents[First(key)].write : First(other) = First(key)

(* In the gate of a key, and this step is next. *)
IsNext(h, key, at) ==                                        \* NotNext
  /\ IsUnsettled(key)
  /\ gates[First(key)].host = h
  /\ gates[First(key)].at \in at
  /\ gates[First(key)].key \in {key, ""}

Undone(i) == {key \in DOMAIN intents[i].write : ShowsOurs(i, key) \/ HoldsTheirs(i, key)}
Pending(i) ==
  IF intents[i].judged THEN DOMAIN intents[i].write
  ELSE {key \in DOMAIN intents[i].write : ~Exchanged(i, key) \/ key \notin gates[i].checked}

(* The file at key is one that has to be judged. *)
AwaitsJudgement(key) ==                                      \* NotNext
  LET i == First(key)
      next == IF gates[i].at = "turn" THEN Undone(i) ELSE Pending(i)
  IN  key \in next \/ next = {}

IsLeft(key) ==                                               \* NothingLeft
  \E i \in DOMAIN intents : key \in DOMAIN intents[i].write

OldestAt(key) == Min({i \in DOMAIN intents : key \in DOMAIN intents[i].write})

IsDurable(key) == intents[OldestAt(key)].durable             \* NotDurable

(* Who looked a file up has opened it by then, or never will: an assumption  *)
(* on how long that takes, which no state shows.                             *)
GraceIsOver(key) ==                                          \* GraceNotOver
  \A k \in DOMAIN staged[OldestAt(key)] : staged[OldestAt(key)][k].use # "found"

NobodyWrites(key) ==                                         \* BeingWritten
  \A k \in DOMAIN staged[OldestAt(key)] : ~IsBeingWritten(staged[OldestAt(key)][k])

-----------------------------------------------------------------------------
(* Requests.                                                                 *)

(* What a run is shown: what is there now, never what it was shown before. *)
Shown(run, key) == files[key].content

Observe(run, key) ==
  /\ IsRunning(run)
  /\ ReadsWithin(run, {key})
  /\ IsSettled({key})
  /\ IsQuiet(key)
  /\ Saw(run, key, Shown(run, key))
  /\ UNCHANGED <<counter, intents, fileVars>>

Decide(run, write) ==
  /\ IsRunning(run)
  /\ MayWrite(run)
  /\ WritesWithin(run, DOMAIN write)
  /\ HasObserved(run, write)
  /\ HoldsKeys(run, DOMAIN write)
  /\ IsSettled(DOMAIN write)
  /\ IsCurrent(write)
  /\ Record(run, write)
  /\ staged' = Append(staged,
       [key \in DOMAIN write |-> FileOf(write[key].content, <<generation, NextNumber>>)])
  /\ gates' = Append(gates, NoGate)
  /\ UNCHANGED <<observation, files, unsynced, kept>>

EnterGate(h, key) ==
  /\ IsOpen(h)
  /\ IsUnsettled(key)
  /\ IsOldest(key)
  /\ GateIsFree(key)
  /\ gates' = [gates EXCEPT ![First(key)] = [NoGate EXCEPT !.host = h]]
  /\ UNCHANGED <<counter, intents, observation, files, staged, unsynced, kept>>

-----------------------------------------------------------------------------
(* System steps, in the gate.                                                *)

GoOn(i, at, key) == gates' = [gates EXCEPT ![i].at = at, ![i].key = key]

(* Both directions look at each file anew: the other one may have changed.   *)
(* But what went back once does not go forward again: while ours was visible *)
(* a program may have looked it up, and may write it at any moment.          *)
Forward(i, key) ==
  CASE intents[i].judged                        -> GoOn(i, "settle", "")
    [] IsTurned(i)                              -> GoOn(i, "turn", "")
    [] ~IsOfThisGeneration(i)                   -> GoOn(i, "turn", "")
    [] ~MayExchange(i)                          -> GoOn(i, "turn", "")
    [] ~Exchanged(i, key)                       -> GoOn(i, "exchange", key)
    [] OTHER                                    -> GoOn(i, "probe", key)

Backward(i, key) ==
  CASE ShowsOurs(i, key)                        -> GoOn(i, "back", key)
    [] HoldsTheirs(i, key)                      -> GoOn(i, "aside", key)
    [] OTHER                                    -> GoOn(i, "refuse", "")

(* The mark is a rename like that of "judged", and need not be synced: power *)
(* loss begins a new generation, in which nothing goes forward.              *)
MarkTurned(i, key) == intents' = [intents EXCEPT ![i].turned = @ \/ ShowsOurs(i, key)]

Judge(h, key) ==
  /\ IsNext(h, key, {"judge", "turn"})
  /\ AwaitsJudgement(key)
  /\ LET i == First(key)
     IN  IF gates[i].at = "turn" THEN Backward(i, key) /\ MarkTurned(i, key)
         ELSE Forward(i, key) /\ UNCHANGED intents
  /\ UNCHANGED <<counter, observation, files, staged, unsynced, kept>>

(* Only the inodes change places: who writes in one goes with it. *)
ChangePlaces(i, key) ==
  /\ files'    = [files EXCEPT ![key] = staged[i][key]]
  /\ staged'   = [staged EXCEPT ![i][key] = files[key]]
  /\ unsynced' = [unsynced EXCEPT ![key] = TRUE]

Exchange(h, key) ==
  /\ IsNext(h, key, {"exchange"})
  /\ LET i == First(key)
     IN  IF CanExchange(i, key)
         THEN ChangePlaces(i, key) /\ GoOn(i, "probe", key)
         ELSE UNCHANGED <<files, staged, unsynced>> /\ GoOn(i, "turn", "")
  /\ UNCHANGED <<counter, intents, observation, kept>>

(* First the probe, then the hash: who is found closed has written all that  *)
(* the hash is of.                                                           *)
SeesWriter(i, key) == IsBeingWritten(staged[i][key])

Probe(h, key) ==
  /\ IsNext(h, key, {"probe"})
  /\ LET i == First(key)
     IN  IF SeesWriter(i, key) THEN GoOn(i, "turn", "") ELSE GoOn(i, "hash", key)
  /\ UNCHANGED <<counter, intents, observation, files, staged, unsynced, kept>>

Checked(i, key) ==
  LET checked == gates[i].checked \cup {key}
      done    == checked = DOMAIN intents[i].write
  IN  gates' = [gates EXCEPT ![i].checked = checked, ![i].key = "", ![i].at = IF done THEN "sync" ELSE "judge"]

IsBase(i, key) == staged[i][key].content = Base(i, key)

Hash(h, key) ==
  /\ IsNext(h, key, {"hash"})
  /\ LET i == First(key)
     IN  IF IsBase(i, key) THEN Checked(i, key) ELSE GoOn(i, "turn", "")
  /\ UNCHANGED <<counter, intents, observation, files, staged, unsynced, kept>>

(* One try only: an outside program that makes and removes the file again    *)
(* and again would keep its settler going for ever.                          *)
GiveUpBack(i, key) == IF Base(i, key) = Absent THEN GoOn(i, "turn", "") ELSE GoOn(i, "aside", key)

TurnBack(h, key) ==
  /\ IsNext(h, key, {"back"})
  /\ LET i == First(key)
     IN  IF CanTurnBack(i, key)
         THEN ChangePlaces(i, key) /\ GoOn(i, "turn", "")
         ELSE UNCHANGED <<files, staged, unsynced>> /\ GiveUpBack(i, key)
  /\ UNCHANGED <<counter, intents, observation, kept>>

(* The directories are synced before what came out is moved: power loss must *)
(* not undo an exchange whose other half is no longer there.                 *)
KeepAside(h, key) ==
  /\ IsNext(h, key, {"aside"})
  /\ LET i == First(key)
     IN  /\ kept'   = [kept EXCEPT ![key] = @ \cup {staged[i][key].content}]
         /\ staged' = [staged EXCEPT ![i][key] = NoFile]
         /\ GoOn(i, "turn", "")
  /\ unsynced' = [unsynced EXCEPT ![key] = FALSE]
  /\ UNCHANGED <<counter, intents, observation, files>>

Synced(i) == [key \in Keys |-> unsynced[key] /\ key \notin DOMAIN intents[i].write]

(* What was judged is ours for good, or nobody's: nobody asks any more.      *)
Disowned(i) ==
  [key \in Keys |-> IF files[key].origin = intents[i].id THEN [files[key] EXCEPT !.origin = Nobodys] ELSE files[key]]

(* The mark "judged" is a rename in the staging directory, so that one sync  *)
(* makes it durable together with the exchange.  What is acknowledged after  *)
(* this is known to have been clean, whatever the store forgets, and is      *)
(* never judged again.                                                       *)
Sync(h, key) ==
  /\ IsNext(h, key, {"sync"})
  /\ intents'  = [intents EXCEPT ![First(key)].judged = TRUE]
  /\ unsynced' = Synced(First(key))
  /\ files'    = Disowned(First(key))
  /\ GoOn(First(key), "settle", "")
  /\ UNCHANGED <<counter, observation, staged, kept>>

Settle(h, key) ==
  /\ IsNext(h, key, {"settle"})
  /\ LET i == First(key)
     IN  /\ intents' = [intents EXCEPT ![i].row = "published"]
         /\ SawOwn(intents[i])
         /\ gates'   = [gates EXCEPT ![i] = NoGate]
  /\ UNCHANGED <<counter, files, staged, unsynced, kept>>

Refuse(h, key) ==
  /\ IsNext(h, key, {"refuse"})
  /\ LET i == First(key)
     IN  /\ intents'  = [intents EXCEPT ![i].row = "refused"]
         /\ unsynced' = Synced(i)
         /\ gates'    = [gates EXCEPT ![i] = NoGate]
  /\ UNCHANGED <<counter, observation, files, staged, kept>>

-----------------------------------------------------------------------------
(* System steps, afterwards.                                                 *)

HasRowsToFlush == \E i \in DOMAIN intents : intents[i].row # "open" /\ ~intents[i].durable

Flush ==
  /\ HasRowsToFlush
  /\ intents' = [i \in DOMAIN intents |-> [intents[i] EXCEPT !.durable = intents[i].row # "open"]]
  /\ UNCHANGED <<counter, observation, fileVars>>

(* What should lie at the staged path of an intent that was settled. *)
Expected(i, key) == IF intents[i].row = "published" THEN Base(i, key) ELSE Content(i, key)

(* What differs was written by a program that was in the middle of opening   *)
(* the file when it was probed, or that opened ours while it was visible.    *)
Differs(i, key) == staged[i][key] # NoFile /\ staged[i][key].content # Expected(i, key)

LateCheck(key) ==
  /\ IsLeft(key)
  /\ IsDurable(key)
  /\ GraceIsOver(key)
  /\ NobodyWrites(key)
  /\ LET i == OldestAt(key)
     IN  /\ kept' = [k \in Keys |->
               IF k \in DOMAIN staged[i] THEN
                 IF Differs(i, k) THEN kept[k] \cup {staged[i][k].content} ELSE kept[k]
               ELSE kept[k]]
         /\ intents' = Except(intents, i)
         /\ staged'  = Except(staged, i)
         /\ gates'   = Except(gates, i)
  /\ UNCHANGED <<counter, observation, files, unsynced>>

(* A gate is a lock of the operating system's: it goes with its process. *)
LeaveGates(dead) ==
  /\ gates' = [i \in DOMAIN gates |-> IF gates[i].host \in dead THEN NoGate ELSE gates[i]]
  /\ UNCHANGED <<files, staged, unsynced, kept>>

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* A gate goes with its process, and nobody is in one without a reason. *)
GatesOfTheLiving ==
  \A i \in DOMAIN gates :
    gates[i] # NoGate => hosts[gates[i].host] = "open" /\ intents[i].row = "open"

(* Who is told that a write is published can rely on it: whatever is lost    *)
(* after that, it is known to have been clean.                              *)
PublishedIsJudged == \A i \in DOMAIN intents : intents[i].row = "published" => intents[i].judged

(* Each intent is in the end published or refused: whoever is in a gate goes *)
(* on or dies, and somebody is there.                                        *)
EveryIntentSettled == \A key \in Keys : IsUnsettled(key) ~> IsSettled({key})

-----------------------------------------------------------------------------
(* Verdicts.                                                                 *)

ObserveVerdict(run, key) ==
  CASE ~IsRunning(run)                  -> "TaskNotRunning"
    [] ~ReadsWithin(run, {key})         -> "OutOfScope"
    [] ~IsSettled({key})                -> "Unsettled"
    [] ~IsQuiet(key)                    -> "BeingWritten"
    [] OTHER                            -> "ok"

DecideVerdict(run, write) ==
  CASE ~IsRunning(run)                  -> "TaskNotRunning"
    [] ~MayWrite(run)                   -> "WriteNotAllowed"
    [] ~WritesWithin(run, DOMAIN write) -> "OutOfScope"
    [] ~HasObserved(run, write)         -> "NotObserved"
    [] ~HoldsKeys(run, DOMAIN write)    -> "LeaseLost"
    [] ~IsSettled(DOMAIN write)         -> "Unsettled"
    [] ~IsCurrent(write)                -> "StaleBase"
    [] OTHER                            -> "ok"

EnterGateVerdict(h, key) ==
  CASE ~IsOpen(h)                       -> "HostNotOpen"
    [] ~IsUnsettled(key)                -> "NothingToSettle"
    [] ~IsOldest(key)                   -> "Unsettled"
    [] ~GateIsFree(key)                 -> "GateBusy"
    [] OTHER                            -> "ok"

JudgeVerdict(h, key) ==
  CASE ~IsNext(h, key, {"judge", "turn"}) -> "NotNext"
    [] ~AwaitsJudgement(key)              -> "NotNext"
    [] OTHER                              -> "ok"

ExchangeVerdict(h, key)  == IF ~IsNext(h, key, {"exchange"}) THEN "NotNext" ELSE "ok"
ProbeVerdict(h, key)     == IF ~IsNext(h, key, {"probe"}) THEN "NotNext" ELSE "ok"
HashVerdict(h, key)      == IF ~IsNext(h, key, {"hash"}) THEN "NotNext" ELSE "ok"
TurnBackVerdict(h, key)  == IF ~IsNext(h, key, {"back"}) THEN "NotNext" ELSE "ok"
KeepAsideVerdict(h, key) == IF ~IsNext(h, key, {"aside"}) THEN "NotNext" ELSE "ok"
SyncVerdict(h, key)      == IF ~IsNext(h, key, {"sync"}) THEN "NotNext" ELSE "ok"
SettleVerdict(h, key)    == IF ~IsNext(h, key, {"settle"}) THEN "NotNext" ELSE "ok"
RefuseVerdict(h, key)    == IF ~IsNext(h, key, {"refuse"}) THEN "NotNext" ELSE "ok"

LateCheckVerdict(key) ==
  CASE ~IsLeft(key)                     -> "NothingLeft"
    [] ~IsDurable(key)                  -> "NotDurable"
    [] ~GraceIsOver(key)                -> "GraceNotOver"
    [] ~NobodyWrites(key)               -> "BeingWritten"
    [] OTHER                            -> "ok"

FlushVerdict == IF ~HasRowsToFlush THEN "NothingToFlush" ELSE "ok"

=============================================================================
