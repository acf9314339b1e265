---------------------------- MODULE Preservation ----------------------------
(***************************************************************************)
(* What becomes of bytes, and of answers: what outside programs wrote is   *)
(* never lost, what was acknowledged is never lost, and an answer is       *)
(* final, whatever crashes and whatever is forgotten.                      *)
(*                                                                         *)
(* Ghosts, and the properties that need them; read by nobody.  Where       *)
(* contents repeat, one of two equal ones may stand for the other: models  *)
(* let outside programs write contents of their own (TheirOwn).            *)
(***************************************************************************)
EXTENDS Leasehold

VARIABLES
  owed,         \* [Keys -> SUBSET Contents], what outside programs wrote and did not replace
  acknowledged, \* [Keys -> SUBSET Contents], what was published and neither built on nor replaced
  published,    \* the ids of the intents whose writers were told that they are
  refused,      \* ... that they are not
  known         \* the ids that rows durably tell of, as long as the store is there

preservationVars == <<owed, acknowledged, published, refused, known>>
allVars          == <<vars, preservationVars>>
PreservationView == <<protocolVars, preservationVars>>

At(i) == event'.args[i]

Stepped(action) == event'.action = action

(* What a step is about that settles a write, or makes it visible. *)
Intent == intents[First(At(2))]

(* An outside program puts a content in the place of another one. *)
Replaces(key, old, new) ==
  /\ owed' = [owed EXCEPT ![key] = (@ \ {old}) \cup ({new} \ {Absent})]
  /\ acknowledged' = [acknowledged EXCEPT ![key] = @ \ {old}]

(* A write that is published was knowingly built on its base, and is owed to *)
(* its writer from now on, if nobody has replaced it already.                *)
Publishes(write) ==
  /\ owed' = [key \in Keys |->
       IF key \in DOMAIN write /\ files[key].content # write[key].base
       THEN owed[key] \ {write[key].base} ELSE owed[key]]
  /\ acknowledged' = [key \in Keys |->
       IF key \notin DOMAIN write THEN acknowledged[key]
       ELSE (acknowledged[key] \ {write[key].base})
              \cup ({files[key].content} \cap ({write[key].content} \ {Absent}))]

Watch ==
  /\ CASE Stepped("OutsideRename") -> Replaces(At(1), files[At(1)].content, At(2))
       [] Stepped("OutsideWrite")  -> Replaces(At(1), FileAt(At(1), At(2)).content, At(3))
       [] Stepped("Settle") /\ Intent.id \notin published -> Publishes(Intent.write)
       [] OTHER -> UNCHANGED <<owed, acknowledged>>
  /\ published' = IF Stepped("Settle") THEN published \cup {Intent.id} ELSE published
  /\ refused'   = IF Stepped("Refuse") THEN refused \cup {Intent.id} ELSE refused
  /\ known' = CASE Stepped("StoreLost") -> known \ At(1)
                [] Stepped("Flush") -> known \cup {intents[i].id : i \in {j \in DOMAIN intents : intents[j].row # "open"}}
                [] OTHER -> known

PreservationInit ==
  /\ Init
  /\ owed         = [key \in Keys |-> {}]
  /\ acknowledged = [key \in Keys |-> {}]
  /\ published    = {}
  /\ refused      = {}
  /\ known        = {}

PreservationSpec == PreservationInit /\ [][Next /\ Watch]_allVars

-----------------------------------------------------------------------------
(* Properties.                                                               *)

(* On disk, at a staged path, where it will be looked at, or kept aside. *)
Somewhere(key) ==
  {files[key].content} \cup kept[key]
    \cup {staged[i][key].content : i \in {j \in DOMAIN intents : key \in DOMAIN intents[j].write}}

OutsideNeverLost  == \A key \in Keys : owed[key] \subseteq Somewhere(key)
CommittedSurvives == \A key \in Keys : acknowledged[key] \subseteq Somewhere(key)

(* A refused content never becomes visible again. *)
RefusedStays == \A key \in Keys : files[key].origin \notin refused

AnswersAreFinal == published \cap refused = {}

(* Who was told that its write is published finds it in the store, or the    *)
(* store will find it: its staged files tell.                                *)
PublishedIsKnown ==
  [][\A id \in published' :
       \/ Stepped("StoreLost") \/ (\E i \in DOMAIN intents' : intents'[i].id = id) \/ id \in known'
       \/ \A i \in DOMAIN intents : intents[i].id # id]_allVars

(* An exchange makes visible exactly the content of its intent. *)
ShowsOwn ==
  [][Stepped("Exchange") /\ files'[At(2)] # files[At(2)] =>
       files'[At(2)].content = Intent.write[At(2)].content]_allVars

(* All files of a write are exchanged when it is found clean, and none shows *)
(* it when it is refused.                                                    *)
IsAway(i, key) ==
  IF intents[i].write[key].content = Absent THEN staged[i][key] # NoFile
  ELSE staged[i][key].origin # intents[i].id

AllOrNothing ==
  [][/\ Stepped("Sync")   => \A key \in DOMAIN Intent.write : IsAway(First(At(2)), key)
     /\ Stepped("Refuse") => \A key \in DOMAIN Intent.write : files[key].origin # Intent.id]_allVars

(* What a write that is found clean displaced was its base, and nobody was   *)
(* writing it.  A program that had looked it up and did not count yet may be *)
(* by then, which is what the late check is for.                             *)
DisplacedIsClean ==
  [][Stepped("Sync") =>
       \A key \in DOMAIN Intent.write :
         LET file == staged[First(At(2))][key]
         IN  file.use # "open" /\ file.content = Intent.write[key].base]_allVars

(* Nobody's file is unlinked under it. *)
NobodyLosesItsFile ==
  [][Stepped("LateCheck") =>
       \A key \in DOMAIN intents[OldestAt(At(1))].write : staged[OldestAt(At(1))][key].use = "closed"]_allVars

(* Writes of a key are told in the order in which they were decided. *)
ToldInOrder ==
  [][Stepped("Settle") =>
       \A i \in 1..(First(At(2)) - 1) :
         intents[i].row = "open" => DOMAIN intents[i].write \cap DOMAIN Intent.write = {}]_allVars

=============================================================================
