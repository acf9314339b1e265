-------------------------------- MODULE Store -------------------------------
(***************************************************************************)
(* The store's own lock and its identity: how instances of Leasehold share *)
(* one store, and how one finds out that the store is not the workspace's  *)
(* any more.  A specification of its own.  Every step of Leasehold.tla is  *)
(* one transaction here, and what that module takes for granted is what is *)
(* shown here: that a step is atomic, that it is taken on all steps before *)
(* it, that no number is given twice, and that only the dead are reaped.   *)
(* Opening a store is HostOpen there, or PowerLoss or StoreLost before it. *)
(*                                                                         *)
(* A workspace has a directory with the store's file, the file whose lock  *)
(* is the store's, and the files of what is staged.  All of them may be    *)
(* removed, copied, replaced by a copy, or written over with an older      *)
(* content, at any moment, by whoever knows nothing of Leasehold.  A file  *)
(* is known by its inode, and no two have the same: in reality that is its *)
(* number with the time of its birth, and the path of the root.            *)
(*                                                                         *)
(* An instance has a lock for life on a file of its own in the directory.  *)
(* A transaction has two more, of the root directory, shared with others,  *)
(* and the store's own; opening has that of the root alone.  Nobody waits  *)
(* for a lock: who does not get it is refused, and tries again.            *)
(*                                                                         *)
(* A row has a nonce.  That of a row that begins a generation names the    *)
(* generation; the rows after it are numbered, and a token is a generation *)
(* with a number.  Beside the store lies a mark, the token of the last row *)
(* that anybody was told of: it is written after the row, before the locks *)
(* are given back, and is how a store that forgot rows is known by those   *)
(* who never saw them.                                                     *)
(*                                                                         *)
(* Does not model: what a row says; a transaction that is refused (who     *)
(* tells what it read writes the mark first); a directory that is moved;   *)
(* files of instances that are removed one by one; a mark that is put back *)
(* together with the store's file under those who live; a transaction that *)
(* is on the disk in part (that it is not is SQLite's promise).            *)
(*                                                                         *)
(* Implemented by src/protocol/store.ts, which decides what opening a      *)
(* store comes to and whether it still stands.                             *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Hosts,        \* where instances run, one at a time in each
  Places        \* root directories

None    == 0            \* no file
Nowhere == "nowhere"

ASSUME NowhereIsNoPlace == Nowhere \notin Places

Phases   == {"closed", "opening", "open", "locked", "reading", "committed", "crashed"}
Reasons  == {"Missing", "Replaced", "Rewound"}
Openings == {"Create", "Join", "PowerLoss", "StoreLost"}

VARIABLES
  at,           \* [Places -> [dir, store, lock, mark]], the inodes of the files, and the mark
  logs,         \* Seq(Seq(Row)): of each inode that there ever was, the rows in it
  drawn,        \* how many nonces were drawn
  boot,         \* how often the machine was started again
  phase,        \* [Hosts -> Phases], how far the instance there has come
  root,         \* [Hosts -> Places \cup {Nowhere}], where it opened a store
  held,         \* [Hosts -> [dir, store, lock]], the inodes that it holds open
  seen,         \* [Hosts -> Seq(Row)], the rows that it knows
  locks,        \* who has the lock of which file: a set of <<host, inode>>
  event         \* the last step: [action |-> its name, args |-> its parameters]

fileVars  == <<at, logs, drawn, boot>>
hostVars  == <<phase, root, held, seen>>
storeVars == <<fileVars, hostVars, locks>>
vars      == <<storeVars, event>>

(* records: the inode in which the row begins a generation, or None.  boot:  *)
(* when that was.                                                            *)
Row == [nonce : Nat, records : Nat, boot : Nat]

Nothing == [dir |-> None, store |-> None, lock |-> None]
NoFiles == [dir |-> None, store |-> None, lock |-> None, mark |-> <<0, 0>>]

TypeOK ==
  /\ at \in [Places -> [dir : Nat, store : Nat, lock : Nat, mark : Nat \X Nat]]
  /\ logs \in Seq(Seq(Row))
  /\ drawn \in Nat /\ boot \in Nat
  /\ phase \in [Hosts -> Phases]
  /\ root  \in [Hosts -> Places \cup {Nowhere}]
  /\ held  \in [Hosts -> [dir : Nat, store : Nat, lock : Nat]]
  /\ seen  \in [Hosts -> Seq(Row)]
  /\ locks \subseteq Hosts \X Nat
  /\ \A place \in Places : at[place].store # None => logs[at[place].store] # <<>>

Init ==
  /\ at    = [place \in Places |-> NoFiles]
  /\ logs  = <<>>
  /\ drawn = 0
  /\ boot  = 0
  /\ phase = [h \in Hosts |-> "closed"]
  /\ root  = [h \in Hosts |-> Nowhere]
  /\ held  = [h \in Hosts |-> Nothing]
  /\ seen  = [h \in Hosts |-> <<>>]
  /\ locks = {}
  /\ event = [action |-> "Init", args |-> <<>>]

-----------------------------------------------------------------------------
(* What rows say.                                                            *)

Nonces(log) == {log[i].nonce : i \in DOMAIN log}

Begins(log) == {i \in DOMAIN log : log[i].records # None}
LastBegin(log) == CHOOSE i \in Begins(log) : \A j \in Begins(log) : j <= i

(* Where the store lay when its generation began, and when that was. *)
Recorded(log) == log[LastBegin(log)]

(* The token of the last row. *)
Token(log) == <<log[LastBegin(log)].nonce, Len(log) - LastBegin(log)>>

Prefix(log, n) == SubSeq(log, 1, n)

(* Whether the mark is missing, or names a row that is in the log. *)
IsGiven(place, log) ==
  \/ at[place].mark = NoFiles.mark
  \/ \E i \in DOMAIN log : Token(Prefix(log, i)) = at[place].mark

NextRow == [nonce |-> drawn + 1, records |-> None, boot |-> 0]

LogAt(place) == logs[at[place].store]

-----------------------------------------------------------------------------
(* Who lives, and who has which lock.  A lock goes with its process.         *)

IsAlive(h)       == phase[h] \notin {"closed", "crashed"}
InTransaction(h) == phase[h] \in {"locked", "reading", "committed"}

(* Whether h finds that the other one lives: it cannot get the lock that the *)
(* other one has for life.                                                   *)
Lives(h, other) == IsAlive(other)

(* Opening has the root's lock alone, a transaction shares it. *)
Alone(place)  == {h \in Hosts : root[h] = place /\ phase[h] = "opening"}
Shared(place) == {h \in Hosts : root[h] = place /\ InTransaction(h)}

-----------------------------------------------------------------------------
(* Guards.  The name of the conflict is beside it.                           *)

IsDown(h)       == ~IsAlive(h)                               \* HostInUse
IsUp(h)         == IsAlive(h)                                \* HostNotOpen
IsOpening(h)    == phase[h] = "opening"                      \* NotNext
IsOpen(h)       == phase[h] = "open"                         \* HostNotOpen
HasLocked(h)    == phase[h] = "locked"                       \* NotNext
HasRead(h)      == phase[h] = "reading"                      \* NotNext
HasCommitted(h) == phase[h] = "committed"                    \* NotNext

RootIsFree(place) == Alone(place) \cup Shared(place) = {}    \* RootBusy
RootIsShared(h)   == Alone(root[h]) = {}                     \* RootBusy

StoreIsFree(h) == \A other \in Hosts : <<other, held[h].lock>> \notin locks \* StoreBusy

(* Listed, as its file is in the directory, and dead. *)
IsDead(h, other) ==                                          \* HostNotCrashed
  other # h /\ held[other].dir = held[h].dir /\ ~Lives(h, other)

(* The store is the workspace's as long as the files at their paths are      *)
(* those that the instance opened, the store has the row that the mark names *)
(* and is in the generation that the instance lives in.                      *)
IsThere(h)     == at[root[h]].store # None /\ at[root[h]].lock # None
IsSameStore(h) == at[root[h]].store = held[h].store
IsSameLock(h)  == at[root[h]].lock = held[h].lock

(* The last row that the instance knows itself says less: others may have    *)
(* been told of rows that it never saw.                                      *)
MarkIsGiven(h) == IsGiven(root[h], logs[held[h].store])

(* Who lives while a generation begins is dead to it. *)
IsSameGeneration(h) == Token(logs[held[h].store])[1] = Token(seen[h])[1]

NotStanding(h) ==
  CASE ~IsThere(h)          -> "Missing"
    [] ~IsSameStore(h)      -> "Replaced"
    [] ~IsSameLock(h)       -> "Replaced"
    [] ~MarkIsGiven(h)      -> "Rewound"
    [] ~IsSameGeneration(h) -> "Rewound"
    [] OTHER                -> "no"

Stands(h)         == NotStanding(h) = "no"                   \* StoreUnavailable
IsLost(h, reason) == NotStanding(h) = reason                 \* StoreStands

-----------------------------------------------------------------------------
(* What opening comes to: the first that applies.                            *)

IsMissing(place)   == at[place].store = None

(* A copy, or a file that took the place of the store's. *)
IsElsewhere(place) == Recorded(LogAt(place)).records # at[place].store

IsOtherBoot(place) == Recorded(LogAt(place)).boot # boot

(* Somebody was told of a row that is not there: the store forgot it. *)
IsAhead(place) == ~IsGiven(place, LogAt(place))

NobodyLives(h, place) ==
  \A other \in Hosts \ {h} : held[other].dir = at[place].dir => ~Lives(h, other)

Opening(h, place) ==
  CASE IsMissing(place)      -> "Create"
    [] IsElsewhere(place)    -> "StoreLost"
    [] IsOtherBoot(place)    -> "PowerLoss"
    [] IsAhead(place)        -> "StoreLost"
    [] NobodyLives(h, place) -> "PowerLoss"
    [] OTHER                 -> "Join"

ComesTo(h, opening) == Opening(h, root[h]) = opening         \* OtherOpening

-----------------------------------------------------------------------------
(* Changes.                                                                  *)

(* The next inode. *)
Fresh == Len(logs) + 1

(* What is missing is made; a directory without a store has none of ours. *)
Made(place) ==
  [dir   |-> IF at[place].store = None THEN Fresh ELSE at[place].dir,
   store |-> IF at[place].store = None THEN Fresh ELSE at[place].store,
   lock  |-> IF at[place].lock  = None THEN Fresh ELSE at[place].lock]

MadeLogs(place) == IF at[place].store = None \/ at[place].lock = None THEN Append(logs, <<>>) ELSE logs

(* When a generation has begun, what the mark said before is taken up: a     *)
(* store that left it would be ahead of itself for ever.                     *)
MarkAtBegin(place) == <<drawn + 1, 0>>

(* Nothing is marked before its row is there: who died between the two would *)
(* leave a mark as if the store had forgotten something.                     *)
MarkAtRead(h) == at[root[h]].mark

MarkAtJoin(log)  == Token(log)
MarkAtFinish(h)  == Token(seen[h])

(* The directory that an instance holds may be gone from its place. *)
Marked(h, mark) ==
  LET place == root[h]
  IN  at' = IF at[place].dir = held[h].dir THEN [at EXCEPT ![place].mark = mark] ELSE at

(* What an instance takes for the store's rows: those that are in it now. *)
Reads(h) == logs[held[h].store]

Goes(h, to) == phase' = [phase EXCEPT ![h] = to]

Opened(h, made, log) ==
  /\ Goes(h, "open")
  /\ held' = [held EXCEPT ![h] = made]
  /\ seen' = [seen EXCEPT ![h] = log]
  /\ UNCHANGED root

(* Who joins knows all rows, told before or not. *)
Joins(h, place) ==
  /\ at'   = [at EXCEPT ![place].lock = Made(place).lock, ![place].mark = MarkAtJoin(LogAt(place))]
  /\ logs' = MadeLogs(place)
  /\ Opened(h, Made(place), MadeLogs(place)[Made(place).store])
  /\ UNCHANGED drawn

BeginsGeneration(h, place) ==
  LET made == Made(place)
      row  == [nonce |-> drawn + 1, records |-> made.store, boot |-> boot]
      log  == Append(MadeLogs(place)[made.store], row)
  IN  /\ at'    = [at EXCEPT ![place] =
                     [dir |-> made.dir, store |-> made.store, lock |-> made.lock, mark |-> MarkAtBegin(place)]]
      /\ logs'  = [MadeLogs(place) EXCEPT ![made.store] = log]
      /\ drawn' = drawn + 1
      /\ Opened(h, made, log)

Unlocked(gone) == {lock \in locks : lock[1] \notin gone}

(* The dead leave their file in the directory, if they had one. *)
Die(gone) ==
  /\ phase' = [h \in Hosts |->
                 IF h \notin gone THEN phase[h] ELSE IF held[h].dir = None THEN "closed" ELSE "crashed"]
  /\ root'  = [h \in Hosts |-> IF h \in gone THEN Nowhere ELSE root[h]]
  /\ held'  = [h \in Hosts |-> IF h \in gone THEN [Nothing EXCEPT !.dir = held[h].dir] ELSE held[h]]
  /\ seen'  = [h \in Hosts |-> IF h \in gone THEN <<>> ELSE seen[h]]
  /\ locks' = Unlocked(gone)

(* What is written is what was read, and one row more. *)
Written(h) ==
  /\ logs'  = [logs EXCEPT ![held[h].store] = Append(seen[h], NextRow)]
  /\ seen'  = [seen EXCEPT ![h] = Append(@, NextRow)]
  /\ drawn' = drawn + 1
  /\ UNCHANGED <<at, boot, root, locks>>

-----------------------------------------------------------------------------
(* Opening: the root's lock, then what is there.                             *)

Enter(h, place) ==
  /\ IsDown(h)
  /\ RootIsFree(place)
  /\ Goes(h, "opening")
  /\ root' = [root EXCEPT ![h] = place]
  /\ held' = [held EXCEPT ![h] = Nothing]
  /\ UNCHANGED <<fileVars, seen, locks>>

Open(h, opening) ==
  /\ IsOpening(h)
  /\ ComesTo(h, opening)
  /\ IF opening = "Join" THEN Joins(h, root[h]) ELSE BeginsGeneration(h, root[h])
  /\ UNCHANGED <<boot, locks>>

-----------------------------------------------------------------------------
(* A transaction: the locks; whether the store stands, and its rows; one row *)
(* more; the mark, and the locks are given back.  Each of them may be the    *)
(* last that a process does.                                                 *)

Begin(h) ==
  /\ IsOpen(h)
  /\ RootIsShared(h)
  /\ StoreIsFree(h)
  /\ Goes(h, "locked")
  /\ locks' = locks \cup {<<h, held[h].lock>>}
  /\ UNCHANGED <<fileVars, root, held, seen>>

Read(h) ==
  /\ HasLocked(h)
  /\ Stands(h)
  /\ Goes(h, "reading")
  /\ seen' = [seen EXCEPT ![h] = Reads(h)]
  /\ Marked(h, MarkAtRead(h))
  /\ UNCHANGED <<logs, drawn, boot, root, held, locks>>

Commit(h) ==
  /\ HasRead(h)
  /\ Written(h)
  /\ Goes(h, "committed")
  /\ UNCHANGED held

(* A transaction that declares another instance crashed. *)
Reap(h, other) ==
  /\ HasRead(h)
  /\ IsDead(h, other)
  /\ Written(h)
  /\ phase' = [phase EXCEPT ![h] = "committed", ![other] = "closed"]
  /\ held'  = [held EXCEPT ![other] = Nothing]

Finish(h) ==
  /\ HasCommitted(h)
  /\ Marked(h, MarkAtFinish(h))
  /\ Goes(h, "open")
  /\ locks' = Unlocked({h})
  /\ UNCHANGED <<logs, drawn, boot, root, held, seen>>

(* The store is not the workspace's: the instance is over, and says so. *)
GiveUp(h, reason) ==
  /\ HasLocked(h)
  /\ IsLost(h, reason)
  /\ Die({h})
  /\ UNCHANGED fileVars

-----------------------------------------------------------------------------
(* Environment.                                                              *)

Crash(h) ==
  /\ IsUp(h)
  /\ Die({h})
  /\ UNCHANGED fileVars

HasStore(place) == at[place].store # None

Longest == IF logs = <<>> THEN 0
           ELSE CHOOSE n \in {Len(logs[i]) : i \in DOMAIN logs} : \A i \in DOMAIN logs : Len(logs[i]) <= n
Lengths == 1..Longest
Losses  == 0..Longest

(* The directory is removed, as by git clean. *)
Remove(place) ==
  /\ at[place].dir # None
  /\ at' = [at EXCEPT ![place] = NoFiles]
  /\ UNCHANGED <<logs, drawn, boot, hostVars, locks>>

(* The file with the lock is. *)
RemoveLock(place) ==
  /\ at[place].lock # None
  /\ at' = [at EXCEPT ![place].lock = None]
  /\ UNCHANGED <<logs, drawn, boot, hostVars, locks>>

(* The directory is replaced by a copy of another one, or copied elsewhere. *)
Copy(from, to) ==
  /\ from # to
  /\ HasStore(from)
  /\ at'   = [at EXCEPT ![to] = [dir |-> Fresh, store |-> Fresh, lock |-> Fresh, mark |-> at[from].mark]]
  /\ logs' = Append(logs, LogAt(from))
  /\ UNCHANGED <<drawn, boot, hostVars, locks>>

(* The store's file is replaced by one with its first n rows. *)
Restore(place, n) ==
  /\ HasStore(place)
  /\ n <= Len(LogAt(place))
  /\ at'   = [at EXCEPT ![place].store = Fresh]
  /\ logs' = Append(logs, Prefix(LogAt(place), n))
  /\ UNCHANGED <<drawn, boot, hostVars, locks>>

(* The same within the file: of the rows the first n are left. *)
Rewind(place, n) ==
  /\ HasStore(place)
  /\ n < Len(LogAt(place))
  /\ logs' = [logs EXCEPT ![at[place].store] = Prefix(@, n)]
  /\ UNCHANGED <<at, drawn, boot, hostVars, locks>>

(* Beginning a generation is durable; of the rows after it the last n may be *)
(* lost, and with them the mark.                                             *)
Durable(log, n) ==
  IF log = <<>> THEN log
  ELSE Prefix(log, IF Len(log) - LastBegin(log) <= n THEN LastBegin(log) ELSE Len(log) - n)

PowerLoss(n, marks) ==
  /\ at'    = [place \in Places |-> IF marks THEN at[place] ELSE [at[place] EXCEPT !.mark = NoFiles.mark]]
  /\ logs'  = [i \in DOMAIN logs |-> Durable(logs[i], n)]
  /\ boot'  = boot + 1
  /\ Die({h \in Hosts : IsAlive(h)})
  /\ UNCHANGED drawn

-----------------------------------------------------------------------------

Step(action, args) == event' = [action |-> action, args |-> args]

EnterStep(h, place)   == Enter(h, place)   /\ Step("Enter", <<h, place>>)
OpenStep(h, opening)  == Open(h, opening)  /\ Step("Open", <<h, opening>>)
BeginStep(h)          == Begin(h)          /\ Step("Begin", <<h>>)
ReadStep(h)           == Read(h)           /\ Step("Read", <<h>>)
CommitStep(h)         == Commit(h)         /\ Step("Commit", <<h>>)
ReapStep(h, other)    == Reap(h, other)    /\ Step("Reap", <<h, other>>)
FinishStep(h)         == Finish(h)         /\ Step("Finish", <<h>>)
GiveUpStep(h, reason) == GiveUp(h, reason) /\ Step("GiveUp", <<h, reason>>)
CrashStep(h)          == Crash(h)          /\ Step("Crash", <<h>>)

EnterSteps == \E h \in Hosts, place \in Places : EnterStep(h, place)
OpenSteps  == \E h \in Hosts, opening \in Openings : OpenStep(h, opening)
ReapSteps  == \E h \in Hosts, other \in Hosts : ReapStep(h, other)
DyingSteps == \E h \in Hosts : CrashStep(h)

TransactionSteps ==
  \E h \in Hosts :
    \/ BeginStep(h)
    \/ ReadStep(h)
    \/ CommitStep(h)
    \/ FinishStep(h)
    \/ \E reason \in Reasons : GiveUpStep(h, reason)

RemoveSteps ==
  \E place \in Places :
    \/ Remove(place) /\ Step("Remove", <<place>>)
    \/ RemoveLock(place) /\ Step("RemoveLock", <<place>>)

CopySteps    == \E from \in Places, to \in Places : Copy(from, to) /\ Step("Copy", <<from, to>>)
RestoreSteps == \E place \in Places, n \in Lengths : Restore(place, n) /\ Step("Restore", <<place, n>>)
RewindSteps  == \E place \in Places, n \in Lengths : Rewind(place, n) /\ Step("Rewind", <<place, n>>)
PowerSteps   == \E n \in Losses, marks \in BOOLEAN : PowerLoss(n, marks) /\ Step("PowerLoss", <<n, marks>>)

(* What takes a lock from a process that has it: of the locks that are taken *)
(* here nothing.                                                             *)
LockSteps == FALSE

Next ==
  \/ EnterSteps \/ OpenSteps \/ TransactionSteps \/ ReapSteps \/ DyingSteps
  \/ RemoveSteps \/ CopySteps \/ RestoreSteps \/ RewindSteps \/ PowerSteps \/ LockSteps

Spec == Init /\ [][Next]_vars

(* Who has a lock goes on, or dies.  Nobody stands in a queue for it, so who *)
(* tries again and again has to meet it free at last: its luck (strong       *)
(* fairness), which is worth only as much as the back-off of the others.     *)
Tries(h) == SF_vars(BeginStep(h))

GoesOn(h) ==
  /\ WF_vars(\E opening \in Openings : OpenStep(h, opening))
  /\ WF_vars(ReadStep(h))
  /\ WF_vars(CommitStep(h))
  /\ WF_vars(FinishStep(h))
  /\ WF_vars(\E reason \in Reasons : GiveUpStep(h, reason))

FairSpec == Spec /\ \A h \in Hosts : Tries(h) /\ GoesOn(h)

-----------------------------------------------------------------------------
(* Properties that need no ghosts.                                           *)

(* Who goes on trying gets the locks, as long as those who have them go on   *)
(* or die.                                                                   *)
EveryInstanceServed == \A h \in Hosts : IsOpen(h) ~> ~IsOpen(h)

-----------------------------------------------------------------------------
(* Verdicts: the first guard that fails, as the name of a conflict.          *)

EnterVerdict(h, place) ==
  CASE ~IsDown(h)         -> "HostInUse"
    [] ~RootIsFree(place) -> "RootBusy"
    [] OTHER              -> "ok"

OpenVerdict(h, opening) ==
  CASE ~IsOpening(h)        -> "NotNext"
    [] ~ComesTo(h, opening) -> "OtherOpening"
    [] OTHER                -> "ok"

BeginVerdict(h) ==
  CASE ~IsOpen(h)       -> "HostNotOpen"
    [] ~RootIsShared(h) -> "RootBusy"
    [] ~StoreIsFree(h)  -> "StoreBusy"
    [] OTHER            -> "ok"

ReadVerdict(h) ==
  CASE ~HasLocked(h) -> "NotNext"
    [] ~Stands(h)    -> "StoreUnavailable"
    [] OTHER         -> "ok"

CommitVerdict(h) == IF ~HasRead(h) THEN "NotNext" ELSE "ok"
FinishVerdict(h) == IF ~HasCommitted(h) THEN "NotNext" ELSE "ok"

ReapVerdict(h, other) ==
  CASE ~HasRead(h)       -> "NotNext"
    [] ~IsDead(h, other) -> "HostNotCrashed"
    [] OTHER             -> "ok"

GiveUpVerdict(h, reason) ==
  CASE ~HasLocked(h)      -> "NotNext"
    [] ~IsLost(h, reason) -> "StoreStands"
    [] OTHER              -> "ok"

CrashVerdict(h) == IF ~IsUp(h) THEN "HostNotOpen" ELSE "ok"

Verdicts ==
  [Enter  |-> [a \in Hosts \X Places |-> EnterVerdict(a[1], a[2])],
   Open   |-> [a \in Hosts \X Openings |-> OpenVerdict(a[1], a[2])],
   Begin  |-> [a \in Hosts |-> BeginVerdict(a)],
   Read   |-> [a \in Hosts |-> ReadVerdict(a)],
   Commit |-> [a \in Hosts |-> CommitVerdict(a)],
   Finish |-> [a \in Hosts |-> FinishVerdict(a)],
   Reap   |-> [a \in Hosts \X Hosts |-> ReapVerdict(a[1], a[2])],
   GiveUp |-> [a \in Hosts \X Reasons |-> GiveUpVerdict(a[1], a[2])],
   Crash  |-> [a \in Hosts |-> CrashVerdict(a)]]

VerdictAgrees ==
  \A h \in Hosts :
    /\ \A place \in Places : (EnterVerdict(h, place) = "ok") <=> ENABLED EnterStep(h, place)
    /\ \A opening \in Openings : (OpenVerdict(h, opening) = "ok") <=> ENABLED OpenStep(h, opening)
    /\ (BeginVerdict(h) = "ok")  <=> ENABLED BeginStep(h)
    /\ (ReadVerdict(h) = "ok")   <=> ENABLED ReadStep(h)
    /\ (CommitVerdict(h) = "ok") <=> ENABLED CommitStep(h)
    /\ (FinishVerdict(h) = "ok") <=> ENABLED FinishStep(h)
    /\ \A other \in Hosts : (ReapVerdict(h, other) = "ok") <=> ENABLED ReapStep(h, other)
    /\ \A reason \in Reasons : (GiveUpVerdict(h, reason) = "ok") <=> ENABLED GiveUpStep(h, reason)
    /\ (CrashVerdict(h) = "ok")  <=> ENABLED CrashStep(h)

=============================================================================
