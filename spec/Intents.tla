------------------------------ MODULE Intents -------------------------------
(***************************************************************************)
(* What was decided, and what is built upon.  A run observes a key, which  *)
(* gives it the base of a write; a write that is decided becomes an        *)
(* intent, durable before anything is visible, which anyone may carry out  *)
(* or refuse in the place of a run that no longer can.                     *)
(*                                                                         *)
(* An intent is the staged file with its sidecar; the store's row is an    *)
(* index of it.  So what names an intent must never be given twice, not    *)
(* even by a store that forgot what it gave: an id is a number within a    *)
(* generation, and a store that may have forgotten begins a new one.       *)
(*                                                                         *)
(* A write changes one key or several as one.  Creating a file is a change *)
(* whose base is Absent, deleting one a change to Absent, moving one both  *)
(* together.                                                               *)
(*                                                                         *)
(* Contents may repeat.  Who observed A, and finds A again after others    *)
(* wrote B and then A, displaces exactly what it has read: a base is a     *)
(* content, not a moment, and identical content is no conflict.            *)
(*                                                                         *)
(* Does not model: how a content becomes visible (AtomicPublish, Publish). *)
(*                                                                         *)
(* Implemented by src/protocol/intents.ts.                                 *)
(***************************************************************************)
EXTENDS Tasks, Sequences

CONSTANTS
  Contents,     \* what a file may contain; equal contents have equal hashes
  Writes        \* the writes to consider, each a function from keys to Change

Absent == "absent"
Unseen == "unseen"

ASSUME AbsentIsAContent == Absent \in Contents /\ Unseen \notin Contents

Change == [base : Contents, content : Contents]

(* What is not there cannot be deleted. *)
Nothing == [base |-> Absent, content |-> Absent]

ASSUME WritesAreWrites ==
  \A write \in Writes :
    /\ DOMAIN write \subseteq Keys /\ DOMAIN write # {}
    /\ \A key \in DOMAIN write : write[key] \in Change /\ write[key] # Nothing

VARIABLES
  generation,   \* Nat, of the store
  counter,      \* the last number that was given out in this generation
  intents,      \* Seq(Intent), the oldest first: all whose staged files are there
  observation   \* [Runs -> [Keys -> Contents \cup {Unseen}]], what a run saw last

intentVars == <<generation, intents, observation>>

(* row: what the store says of it.  durable: the row survives power loss.    *)
(* judged: found clean, with the mark of that as durable as what it made     *)
(* visible.  turned: marked as turned back, for whoever comes if its settler *)
(* dies.                                                                     *)
IsIntent(intent) ==
  /\ intent.id[1] \in 0..generation
  /\ intent.run \in Runs
  /\ intent.write \in Writes
  /\ intent.judged \in BOOLEAN /\ intent.turned \in BOOLEAN
  /\ intent.row \in {"open", "published", "refused"}
  /\ intent.durable \in BOOLEAN

IntentsTypeOK ==
  /\ generation \in Nat
  /\ counter \in Nat
  /\ \A i \in DOMAIN intents : IsIntent(intents[i])
  /\ observation \in [Runs -> [Keys -> Contents \cup {Unseen}]]

NothingSeen == [key \in Keys |-> Unseen]

IntentsInit ==
  /\ generation  = 0
  /\ counter     = 0
  /\ intents     = <<>>
  /\ observation = [run \in Runs |-> NothingSeen]

Issued     == 1..counter
NextNumber == counter + 1

-----------------------------------------------------------------------------
(* Guards.                                                                   *)

(* The base is part of the request, and not only what the run observed last: *)
(* two calls of one run would otherwise pass on each other's observation.    *)
HasObserved(run, write) ==                                   \* NotObserved
  \A key \in DOMAIN write : observation[run][key] = write[key].base

OpenAt(key) == {i \in DOMAIN intents : intents[i].row = "open" /\ key \in DOMAIN intents[i].write}

(* Whoever reads, is granted or writes a key with an open intent would build *)
(* on what may still be turned back, or still become visible.                *)
IsSettled(keys) == \A key \in keys : OpenAt(key) = {}        \* Unsettled

IsUnsettled(key) == OpenAt(key) # {}                         \* NothingToSettle

-----------------------------------------------------------------------------
(* Changes.                                                                  *)

Min(numbers) == CHOOSE n \in numbers : \A other \in numbers : n <= other

(* The intent to settle next at a key: recovery goes by age. *)
First(key) == Min(OpenAt(key))

Except(sequence, i) == SubSeq(sequence, 1, i - 1) \o SubSeq(sequence, i + 1, Len(sequence))

Record(run, write) ==
  /\ counter' = NextNumber
  /\ intents' = Append(intents,
       [id |-> <<generation, NextNumber>>, run |-> run, write |-> write,
        judged |-> FALSE, turned |-> FALSE, row |-> "open", durable |-> FALSE])

Saw(run, key, content) == observation' = [observation EXCEPT ![run][key] = content]

(* The writer knows what it wrote: its next write may build on it unseen. *)
SawOwn(intent) ==
  observation' =
    IF ~IsRunning(intent.run) THEN observation
    ELSE [observation EXCEPT ![intent.run] =
            [key \in Keys |-> IF key \in DOMAIN intent.write THEN intent.write[key].content ELSE @[key]]]

(* A run that ended has seen nothing: its successor reads anew. *)
Forget(gone) ==
  /\ observation' = [run \in Runs |-> IF run \in gone THEN NothingSeen ELSE observation[run]]
  /\ UNCHANGED <<generation, intents>>

(* Rows that are lost: the staged files tell that there are intents, and not *)
(* what became of them.                                                      *)
Reopened(lost) ==
  [i \in DOMAIN intents |->
    IF intents[i].id \in lost THEN [intents[i] EXCEPT !.row = "open", !.durable = FALSE] ELSE intents[i]]

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* Like leases and places, what was observed goes with the run. *)
NoGhostObservations ==
  \A run \in Runs : status[run] # "running" => observation[run] = NothingSeen

IdsAreUnique == \A i, j \in DOMAIN intents : intents[i].id = intents[j].id => i = j

=============================================================================
