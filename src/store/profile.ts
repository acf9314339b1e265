// What a store says of scopes and of names, read as strictly as what a caller says: a pattern that nobody understands decides nothing.
import { Result } from "effect"
import type { Action, Snapshot, Task } from "../protocol/index.ts"
import { foldOf, type Folds, parseScope, type Scope } from "../scope/index.ts"

const readScope = (scope: Scope): Scope => Result.getOrThrow(parseScope(scope))

/** The profile, with a scope that can be asked; throws if it is none. */
export const readProfile = <P extends Task>(profile: P): P => ({ ...profile, scope: readScope(profile.scope) })

/** The action, likewise. */
export const readAction = (action: Action): Action =>
  action._tag === "Spawn"
    ? { ...action, profile: readProfile(action.profile) }
    : action._tag === "Narrow"
      ? { ...action, scope: readScope(action.scope) }
      : action

/** How names compare; throws if nobody knows that way. */
export const readFolds = (folds: Folds): Folds => {
  if (!Object.hasOwn(foldOf, folds)) throw new Error(`it is not known how names compare by ${JSON.stringify(folds)}`)
  return folds
}

/** A state that was written down, with the scopes in it. */
export const readSnapshot = (from: Snapshot): Snapshot => ({
  ...from,
  tasks: from.tasks.map(readProfile),
  folds: readFolds(from.folds)
})
