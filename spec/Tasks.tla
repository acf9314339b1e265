-------------------------------- MODULE Tasks -------------------------------
(***************************************************************************)
(* Who acts.  A host is a process that opened the workspace; it may crash  *)
(* at any moment.  A task is a unit of agent work; a run is one instance   *)
(* of a task in a host.  A task that is resumed is a new run: leases and   *)
(* observations belong to runs, so a cancelled instance that finishes late *)
(* can neither free nor use what its successor holds.                      *)
(*                                                                         *)
(* What a task may do is its profile: whether it runs in the background,   *)
(* whether it may then write (allowWrites), and its scope, the keys that   *)
(* it may read and those that it may write.                                *)
(*                                                                         *)
(* Does not model: how a task comes by its profile, which is chosen at the *)
(* start of a behaviour and stays; children, approval and its revocation,  *)
(* what a task waits for (all of that is in Lifecycle.tla, with how the    *)
(* two compose); a clean close of a host (its runs end, then it may as     *)
(* well crash), pauses (a step that is not taken).                         *)
(*                                                                         *)
(* Implemented by src/protocol/tasks.ts.                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Hosts,        \* the places where runs run
  TaskOf,       \* [Runs -> Tasks], which task a run is an instance of
  Keys,         \* the identities of files
  Profiles      \* the profiles to consider, a set of [Tasks -> Profile]

Runs  == DOMAIN TaskOf
Tasks == {TaskOf[run] : run \in Runs}

Profile == [background : BOOLEAN, allowWrites : BOOLEAN, reads : SUBSET Keys, writes : SUBSET Keys]

ASSUME ProfilesAreProfiles == Profiles \subseteq [Tasks -> Profile]

(* A write needs an observation as its base: what may be written may be read. *)
ASSUME WritersMayRead ==
  \A profile \in Profiles : \A task \in Tasks : profile[task].writes \subseteq profile[task].reads

NoHost == "no host"

ASSUME NoHostIsNoHost == NoHost \notin Hosts

VARIABLES
  hosts,        \* [Hosts -> {"closed", "open", "crashed"}]
  status,       \* [Runs -> {"new", "running", "ended", "interrupted"}]
  host,         \* [Runs -> Hosts \cup {NoHost}], where a run runs
  profile       \* [Tasks -> Profile], fixed in a behaviour

taskVars == <<hosts, status, host, profile>>

TasksTypeOK ==
  /\ hosts   \in [Hosts -> {"closed", "open", "crashed"}]
  /\ status  \in [Runs -> {"new", "running", "ended", "interrupted"}]
  /\ host    \in [Runs -> Hosts \cup {NoHost}]
  /\ profile \in Profiles
  /\ \A run \in Runs : status[run] = "running" <=> host[run] # NoHost

TasksInit ==
  /\ hosts   = [h \in Hosts |-> "open"]
  /\ status  = [run \in Runs |-> "new"]
  /\ host    = [run \in Runs |-> NoHost]
  /\ profile \in Profiles

-----------------------------------------------------------------------------
(* Guards.  Each is named, so that a model can switch it off and show what   *)
(* falls without it; the name of the conflict is beside it.                  *)

IsClosed(h)  == hosts[h] = "closed"                          \* HostInUse
IsOpen(h)    == hosts[h] = "open"                            \* HostNotOpen
IsCrashed(h) == hosts[h] = "crashed"                         \* HostNotCrashed
IsNew(run)   == status[run] = "new"                          \* RunStarted

(* A run whose host crashed still counts until it is reaped: its leases     *)
(* stand, and its successor must not start beside them.                     *)
NoOtherRun(run) ==                                           \* TaskRunning
  \A other \in Runs :
    TaskOf[other] = TaskOf[run] /\ other # run => status[other] # "running"

(* The dead make no requests. *)
IsRunning(run) == status[run] = "running" /\ hosts[host[run]] = "open"   \* TaskNotRunning

ProfileOf(run) == profile[TaskOf[run]]

(* allowWrites says nothing about a task in the foreground. *)
MayWrite(run) == ProfileOf(run).background => ProfileOf(run).allowWrites \* WriteNotAllowed

WritesWithin(run, keys) == keys \subseteq ProfileOf(run).writes           \* OutOfScope
ReadsWithin(run, keys)  == keys \subseteq ProfileOf(run).reads            \* OutOfScope

-----------------------------------------------------------------------------
(* System steps.                                                             *)

(* A host's name may be used again once nothing is attributed to it. *)
HostOpen(h) ==
  /\ IsClosed(h)
  /\ hosts' = [hosts EXCEPT ![h] = "open"]
  /\ UNCHANGED <<status, host, profile>>

Start(run, h) ==
  /\ IsOpen(h)
  /\ IsNew(run)
  /\ NoOtherRun(run)
  /\ status' = [status EXCEPT ![run] = "running"]
  /\ host'   = [host EXCEPT ![run] = h]
  /\ UNCHANGED <<hosts, profile>>

End(run) ==
  /\ IsRunning(run)
  /\ status' = [status EXCEPT ![run] = "ended"]
  /\ host'   = [host EXCEPT ![run] = NoHost]
  /\ UNCHANGED <<hosts, profile>>

RunsIn(h) == {run \in Runs : host[run] = h}

(* Whoever finds a dead host settles what it left: another host, or the     *)
(* next one to open the workspace.                                          *)
Reap(h) ==
  /\ IsCrashed(h)
  /\ hosts'  = [hosts EXCEPT ![h] = "closed"]
  /\ status' = [run \in Runs |-> IF run \in RunsIn(h) THEN "interrupted" ELSE status[run]]
  /\ host'   = [run \in Runs |-> IF run \in RunsIn(h) THEN NoHost ELSE host[run]]
  /\ UNCHANGED profile

(* Environment.                                                              *)

HostCrash(h) ==
  /\ IsOpen(h)
  /\ hosts' = [hosts EXCEPT ![h] = "crashed"]
  /\ UNCHANGED <<status, host, profile>>

-----------------------------------------------------------------------------
(* Verdicts: the first guard that fails, as the name of a conflict.          *)

HostOpenVerdict(h)  == IF ~IsClosed(h) THEN "HostInUse" ELSE "ok"
HostCrashVerdict(h) == IF ~IsOpen(h) THEN "HostNotOpen" ELSE "ok"
ReapVerdict(h)      == IF ~IsCrashed(h) THEN "HostNotCrashed" ELSE "ok"

StartVerdict(run, h) ==
  CASE ~IsOpen(h)       -> "HostNotOpen"
    [] ~IsNew(run)      -> "RunStarted"
    [] ~NoOtherRun(run) -> "TaskRunning"
    [] OTHER            -> "ok"

EndVerdict(run) == IF ~IsRunning(run) THEN "TaskNotRunning" ELSE "ok"

-----------------------------------------------------------------------------
(* Properties.                                                               *)

OneRunPerTask ==
  \A run, other \in Runs :
    status[run] = "running" /\ status[other] = "running" /\ TaskOf[run] = TaskOf[other] => run = other

RecoveryTouchesOnlyTheDead ==
  [][\A run \in Runs :
       status[run] = "running" /\ status'[run] = "interrupted" => hosts[host[run]] = "crashed"]_taskVars

TheDeadStayDead ==
  [][\A run \in Runs :
       status[run] = "running" /\ hosts[host[run]] = "crashed" =>
         \/ status'[run] = "interrupted"
         \/ status'[run] = "running" /\ hosts'[host[run]] = "crashed"]_taskVars

TerminalIsFinal ==
  [][\A run \in Runs : status[run] \in {"ended", "interrupted"} => status'[run] = status[run]]_taskVars

=============================================================================
