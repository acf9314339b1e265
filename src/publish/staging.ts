// The staging directory, and in it one for each host: whoever makes a file in a directory keeps others from making one there meanwhile,
// so that several processes that shared one would wait for each other.
import { lstatSync, mkdirSync, readdirSync, rmdirSync } from "node:fs"
import { at, codeOf, ifThere } from "../platform/files.ts"
import type { HostId } from "../protocol/index.ts"

/** What a staged file of a host is called, in the staging directory. */
export const stagedName = (owner: HostId, number: number): string => `${owner}/${number}`

export const isStaged = (name: string): boolean => /\/\d+(\.displaced)?$/.test(name)

/** How the names begin of what a host examines the workspace with, before it begins to live. */
export const trialPrefix = (host: HostId): string => `${host}/trial.`

export const isTrial = (name: string): boolean => name.includes("/trial.")

/** Whose it is. */
export const ownerOf = (name: string): HostId => name.slice(0, name.indexOf("/")) as HostId

export interface Staging {
  /** The open directory. */
  readonly stage: number
  /** Who stages here. */
  readonly host: HostId
  /** Whose directories there are. */
  readonly owners: () => ReadonlyArray<HostId>
  /** The names in one of them; none if it is not there. */
  readonly entries: (owner: HostId) => ReadonlyArray<string>
  /** Removes the directory of a host, if nothing is in it. */
  readonly remove: (owner: HostId) => void
}

/** How hosts are called; nothing else in the staging directory is a host's. */
const pattern = /^[0-9a-f]{16}$/

/** Makes the directory of the host. Throws what `node:fs` throws. */
export const openStaging = (stage: number, host: HostId): Staging => {
  mkdirSync(at(stage, host), { mode: 0o700 })
  return {
    stage,
    host,
    // Links are no directories: one that came with a repository could lead anywhere.
    owners: () =>
      readdirSync(at(stage, "."), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && pattern.test(entry.name))
        .map(({ name }) => name as HostId),
    entries: (owner) => {
      if (lstatSync(at(stage, owner), { throwIfNoEntry: false })?.isDirectory() !== true) return []
      return ifThere(() => readdirSync(at(stage, owner))) ?? []
    },
    remove: (owner) => {
      try {
        rmdirSync(at(stage, owner))
      } catch (error) {
        if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "ENOENT") throw error
      }
    }
  }
}
