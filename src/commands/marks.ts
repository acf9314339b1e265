// The marks by which the processes of a command are found again, by any process at any time. Each has a hole that another one covers:
//
//   group         a cgroup (v2) of its own, where one may be made. Left by nobody who may not write to the hierarchy.
//   limit         a limit that has no effect (of real-time classes) with a value of its own. Passed on by fork and exec, and not raised
//                 without privileges; cleared by a program that sets it, as some that change the user do. Needs koffi.
//   environment   a variable. Lost by who is started with another environment, and hidden by a process of another user.
//   descent       parents and sessions. A keeper (keeper.ts) takes in the orphans, so it holds for as long as that lives; without koffi it
//                 loses whose parent has ended and who began a session of its own.
//
// What asks a program that runs already to start something (docker, systemd-run, at, tmux, ssh) starts nothing itself: that is not found.
import { hash } from "node:crypto"
import type { CommandId } from "./command-id.ts"
import { groupOf, realTimeLimitOf, variableOf } from "./proc.ts"

/** A way in which the processes of a command can be found. */
export type Way = "group" | "limit" | "environment" | "descent"

/** The variable; a command within a command has both names in it. */
export const commandVariable = "LEASEHOLD_COMMAND"

/** Which only a keeper has. */
export const keeperVariable = "LEASEHOLD_KEEPER"

/** What the variable is for a command that is started by a process with this environment. */
export const variableFor = (id: CommandId, environment: Readonly<Record<string, string | undefined>>): string => {
  const outer = environment[commandVariable]
  return outer === undefined || outer === "" ? id : `${outer} ${id}`
}

const groupPrefix = "leasehold-"

export const groupName = (id: CommandId): string => groupPrefix + id

/** The part of a limit that tells commands apart, in bits; above it comes one that only makes it large. */
const bits = 48n

/** The highest first: who may not raise a limit can still have one of its own beneath it. */
const levels = Array.from({ length: 13 }, (_, n) => 1n << (62n - BigInt(n)))

const numberOf = (id: CommandId): bigint => BigInt(`0x${hash("sha256", id).slice(0, Number(bits / 4n))}`)

/** The limit of this command for who has that one; undefined if it is too low. */
export const limitFor = (id: CommandId, hard: bigint): bigint | undefined => {
  const level = levels.find((level) => level + numberOf(id) < hard)
  return level === undefined ? undefined : level + numberOf(id)
}

/** Tells by which marks a process is one of the command. */
export const marksFor = (id: CommandId): ((pid: number) => ReadonlyArray<Exclude<Way, "descent">>) => {
  const limits = new Set(levels.map((level) => level + numberOf(id)))
  const group = `/${groupName(id)}/`
  return (pid) => {
    const [limit, place] = [realTimeLimitOf(pid), groupOf(pid)]
    return [
      ...(place !== undefined && `${place}/`.includes(group) ? (["group"] as const) : []),
      ...(limit !== undefined && limits.has(limit) ? (["limit"] as const) : []),
      ...(variableOf(pid, commandVariable)?.split(" ").includes(id) === true ? (["environment"] as const) : [])
    ]
  }
}
