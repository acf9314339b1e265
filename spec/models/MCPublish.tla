------------------------------ MODULE MCPublish ------------------------------
EXTENDS World, Leasehold
CONSTANTS MaxCounter, MaxGeneration
FewNumbers == counter' <= MaxCounter
FewGenerations == generation' <= MaxGeneration
Never == FALSE
Yes2(a, b) == TRUE
AllRunning ==
  /\ hosts   = [h \in Hosts |-> "open"]
  /\ status  = [run \in Runs |-> "running"]
  /\ host    = [run \in Runs |-> IF run = "a1" THEN "h" ELSE "i"]
  /\ profile \in Profiles
Never1(a) == FALSE
=============================================================================
