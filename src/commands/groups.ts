// A cgroup (v2) of its own for each command, beneath the one that this process is in, if it may be made.
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { codeOf } from "../platform/files.ts"
import { mounts } from "../platform/mounts.ts"
import type { CommandId } from "./command-id.ts"
import { groupName } from "./marks.ts"
import { groupOf } from "./proc.ts"

export interface Group {
  /** From here on all that this process starts is in it. */
  readonly enter: () => void
  /** Brings this process back to where it was; what it started stays. */
  readonly leave: () => void
}

const members = "cgroup.procs"

const mountPoint = (): string | undefined => mounts().find(({ type }) => type === "cgroup2")?.point

/** Where this process is in the file system; undefined if that cannot be told. */
const ownDirectory = (): string | undefined => {
  const [point, own] = [mountPoint(), groupOf(process.pid)]
  if (point === undefined || own === undefined) return undefined
  const directory = join(point, own)
  // The hierarchy may be mounted from another place than this process sees it.
  const listed = readFileSync(join(directory, members), "utf8").split("\n")
  return listed.includes(String(process.pid)) ? directory : undefined
}

/** Makes the group; a text says why not. */
export const makeGroup = (id: CommandId): Group | string => {
  try {
    const own = ownDirectory()
    if (own === undefined) return "no hierarchy of cgroup v2 is mounted that this process is seen in"
    const directory = join(own, groupName(id))
    mkdirSync(directory)
    const move = (to: string): void => writeFileSync(join(to, members), String(process.pid))
    return { enter: () => move(directory), leave: () => move(own) }
  } catch (error) {
    return `a cgroup cannot be made (${codeOf(error)})`
  }
}

/** The command's own group, of a place in it. */
const topOf = (id: CommandId, place: string): string => {
  const name = `/${groupName(id)}`
  return place.slice(0, place.indexOf(name) + name.length)
}

/** Ends all that are in the group at once, whatever they start meanwhile; nothing if the kernel is too old for that, or refuses it. */
export const killGroup = (id: CommandId, place: string): void => {
  try {
    writeFileSync(join(mountPoint() ?? "", topOf(id, place), "cgroup.kill"), "1")
  } catch {
    // Then they are ended one by one.
  }
}

const removeAll = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true }))
    if (entry.isDirectory()) removeAll(join(directory, entry.name))
  rmdirSync(directory)
}

/** Whether it is gone, or another one's business. */
const isRemoved = (place: string): boolean => {
  try {
    removeAll(join(mountPoint() ?? "", place))
    return true
  } catch (error) {
    return codeOf(error) !== "EBUSY"
  }
}

/** The last one in it may be about to go. */
const attempts = 20
const pauseMs = 5

/**
 * Removes the group if nobody is in it; who is, is found again by that. `places`: where members were seen, which another process may have
 * made beneath its own.
 */
export const removeGroup = async (id: CommandId, places: Iterable<string> = []): Promise<void> => {
  const own = groupOf(process.pid)
  const all = new Set([...places].map((place) => topOf(id, place)))
  if (own !== undefined) all.add(`${own === "/" ? "" : own}/${groupName(id)}`)
  for (const place of all)
    for (let n = 0; n < attempts && !isRemoved(place); n++) await new Promise((resolve) => setTimeout(resolve, pauseMs))
}
