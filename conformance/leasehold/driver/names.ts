/** How the names of the models (World.tla) stand for the core's. */
import type { Region, Resource, Key, RunId, TaskId } from "../../../src/protocol/index.ts"
import { file, subtree } from "../../../src/protocol/index.ts"

/** A directory of the models is one segment, a file in it two: "d" and "d/x". */
export const resourceOf = (name: string): Resource => (name.includes("/") ? file(name as Key) : subtree(name as Key))

/** The inverse of {@link resourceOf}. */
export const nameOfResource = (resource: Resource): string => resource.path

/** A run is called by its task's letter and a number: a2 is the second run of a. */
export const taskOfRun = (run: RunId): TaskId => run.charAt(0) as TaskId

/**
 * A set of keys as a region. A directory of the models has two files, so who may write both may write the directory: the core
 * does not know that there is no third.
 */
export const regionOf = (keys: ReadonlyArray<string>): Region =>
  keys.length > 1
    ? [...new Set(keys.map((key) => key.slice(0, key.indexOf("/"))))].map(resourceOf)
    : keys.map(resourceOf)

/** The inverse of {@link regionOf}, given the keys of the model. */
export const keysOf = (region: Region, keys: ReadonlyArray<string>): ReadonlyArray<string> =>
  keys.filter((key) => region.some(({ kind, path }) => (kind === "file" ? key === path : key.startsWith(`${path}/`))))
