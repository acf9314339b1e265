------------------------------- MODULE MCStore ------------------------------
(***************************************************************************)
(* The store in small worlds: what must hold, and, with one rule switched  *)
(* off or done wrong, what must fall.                                      *)
(***************************************************************************)
EXTENDS StoreWorld, StoreWitness

-----------------------------------------------------------------------------
(* What a model that must fail puts in the place of a rule.                  *)

Yes(a)     == TRUE
No(a)      == FALSE
No2(a, b)  == FALSE

(* SQLite's lock in the place of a lock of one's own: it goes as soon as     *)
(* anything in the process closes a descriptor of the store's file.          *)
ClosesDescriptor ==
  \E h \in Hosts :
    /\ InTransaction(h)
    /\ locks' = Unlocked({h})
    /\ UNCHANGED <<fileVars, hostVars>>
    /\ Step("CloseDescriptor", <<h>>)

(* Liveness by process id: a process in another container has none here. *)
LivesHere(h, other) == h = other /\ IsAlive(other)

(* What was read when the store was opened, or last written. *)
Cached(h) == seen[h]

(* Each looks for the last row that it knows itself. *)
OwnRowIsKept(h) ==
  LET log == logs[held[h].store]
  IN  Len(seen[h]) <= Len(log) /\ log[Len(seen[h])] = seen[h][Len(seen[h])]

(* The next number shows before its row is there. *)
MarkBeforeRow(h) == Token(Append(Reads(h), NextRow))

(* Nothing shows but where a generation began. *)
OnlyBegin(h)    == at[root[h]].mark
MarkStays(place) == at[place].mark
NotAtJoin(log)  == <<log[LastBegin(log)].nonce, 0>>

(* Beginning a generation may be lost too. *)
NotDurable(log, n) == Prefix(log, IF n < Len(log) THEN Len(log) - n ELSE 0)

-----------------------------------------------------------------------------
(* What must be reachable, each as an invariant that must fail.              *)

OneDirectory   == Len(logs) <= 1
OneGeneration  == Cardinality({told \in given : told[1][2] = 0}) <= 1
NobodyIsLost   == \A h \in Hosts : HasLocked(h) => Stands(h)
NobodyJoins    == ~\E h \in Hosts : event.action = "Open" /\ event.args = <<h, "Join">>
NobodyIsReaped == event.action # "Reap"

=============================================================================
