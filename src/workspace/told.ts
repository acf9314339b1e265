// What of the protocol's conflicts a task can be told. All others are of requests that no task makes: of hosts, of gates, and of what the
// service does by itself.
import type { ConflictOf } from "../protocol/index.ts"
import { onlyTold } from "./only-told.ts"

const names = [
  "TaskRunning",
  "TaskNotRunning",
  "WriteNotAllowed",
  "ApprovalRequired",
  "ApprovalRevoked",
  "OutOfScope",
  "AlreadyQueued",
  "LeaseHeld",
  "LeaseLost",
  "NotObserved",
  "StaleBase",
  "Unsettled",
  "BeingWritten",
  "GateBusy",
  "CommandNotAllowed",
  "WouldSweep",
  "StillWorking"
] as const

/** Why the protocol refuses what a task asks for. */
export type TaskConflict = ConflictOf<(typeof names)[number]>

/** Of what fails with any conflict: one that no task is told here is a defect. */
export const toTask = onlyTold(names)
