------------------------------- MODULE Outside ------------------------------
(***************************************************************************)
(* Programs that do not use Leasehold.  Each writes a file in one of two   *)
(* ways: another file takes its place, or it is written where it is.  What *)
(* they do is durable at once; if it is lost with the power, that is       *)
(* theirs.                                                                 *)
(*                                                                         *)
(* Does not model: a file that is written through a mapping; programs that *)
(* look into the staging directory and remove what they find.              *)
(*                                                                         *)
(* Nothing of it is implemented: conformance/leasehold/driver/outside.ts   *)
(* does these steps to the disk of the harness.                            *)
(***************************************************************************)
EXTENDS Publish

OutsideRename(key, content) ==
  /\ files[key].content # content
  /\ files'    = [files EXCEPT ![key] = FileOf(content, Nobodys)]
  /\ unsynced' = [unsynced EXCEPT ![key] = FALSE]
  /\ UNCHANGED <<coordinationVars, staged, gates, kept>>

(* Opening takes two steps at a bad moment: the file is found at its path,   *)
(* and only then does its writer count.                                      *)
OutsideLookUp(key) ==
  /\ files[key].content # Absent /\ files[key].use = "closed"
  /\ files' = [files EXCEPT ![key].use = "found"]
  /\ UNCHANGED <<coordinationVars, staged, gates, unsynced, kept>>

(* The places where an inode of a key can lie: the key itself (0), and where *)
(* the intents staged.                                                       *)
Places == 0..Len(intents)
IsPlace(key, place) == IF place = 0 THEN TRUE ELSE key \in DOMAIN intents[place].write

FileAt(key, place) == IF place = 0 THEN files[key] ELSE staged[place][key]

BecomesAt(key, place, file) ==
  IF place = 0 THEN files' = [files EXCEPT ![key] = file] /\ UNCHANGED staged
  ELSE staged' = [staged EXCEPT ![place][key] = file] /\ UNCHANGED files

(* Nobody can be kept out of the staging directory, either. *)
OutsideOpen(key, place) ==
  /\ IsPlace(key, place)
  /\ FileAt(key, place) # NoFile
  /\ FileAt(key, place).use # "open"
  /\ BecomesAt(key, place, [FileAt(key, place) EXCEPT !.use = "open"])
  /\ UNCHANGED <<coordinationVars, gates, unsynced, kept>>

OutsideWrite(key, place, content) ==
  /\ IsPlace(key, place)
  /\ IsBeingWritten(FileAt(key, place))
  /\ content \notin {Absent, FileAt(key, place).content}
  /\ BecomesAt(key, place, [FileAt(key, place) EXCEPT !.content = content])
  /\ UNCHANGED <<coordinationVars, gates, unsynced, kept>>

OutsideClose(key, place) ==
  /\ IsPlace(key, place)
  /\ IsBeingWritten(FileAt(key, place))
  /\ BecomesAt(key, place, [FileAt(key, place) EXCEPT !.use = "closed"])
  /\ UNCHANGED <<coordinationVars, gates, unsynced, kept>>

=============================================================================
