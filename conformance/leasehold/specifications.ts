/**
 * The specifications and their models. What the core is held to, and what shows that its rules are needed, is the protocol's and the
 * store's, and that of the life of tasks.
 */
import type { IsBound } from "../models/control.ts"
import { findModels } from "../models/model.ts"
import type { Model } from "../models/model.ts"
import { lifecycleDirectory, modelsDirectory, phase7Directory, storeDirectory } from "./paths.ts"

/** The name of the specification of the original design, which stands before those of its models; the protocol's has none. */
export const phase7 = "phase7"

/** The name of the specification of the store, likewise. */
export const store = "store"

/** The name of the specification of the life of tasks, likewise. */
export const lifecycle = "lifecycle"

/** The constants that a world gives values to. */
const worlds: ReadonlySet<string> = new Set([
  "TaskOf",
  "Keys",
  "Covers",
  "Contents",
  "Writes",
  "Profiles",
  "Permissions"
])

export const protocolModels = (): ReadonlyArray<Model> => findModels(modelsDirectory)
export const storeModels = (): ReadonlyArray<Model> => findModels(storeDirectory, store)
export const lifecycleModels = (): ReadonlyArray<Model> => findModels(lifecycleDirectory, lifecycle)
export const phase7Models = (): ReadonlyArray<Model> => findModels(phase7Directory, phase7)

/** Whether a configuration bounds a world by this substitution: its constants, how it starts, and steps that are not taken. */
export const isBound: IsBound = (overridden, by) =>
  worlds.has(overridden) ||
  overridden.endsWith("Init") ||
  /^(?:Never1?|OneMayCrash|SameNumber|EntersOnce|WritesNothing|SaysNothing|SpawnsOwn|SpawnsOne|JoinsIfNeeded)$/.test(by)

/** The models of what is, or will be, built: those that must fall have controls. */
export const builtModels = (): ReadonlyArray<Model> => [...protocolModels(), ...storeModels(), ...lifecycleModels()]

/** What TLC checks and the manifest records. */
export const allModels = (): ReadonlyArray<Model> => [...builtModels(), ...phase7Models()]
