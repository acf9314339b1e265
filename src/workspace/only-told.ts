// Some conflicts of the protocol are of requests that whoever asks never makes. They are not in the types of what it can be told.
import { Effect } from "effect"
import { type Conflict, type ConflictName, conflictNames, type ConflictOf } from "../protocol/index.ts"

const conflicts: ReadonlySet<string> = new Set(conflictNames)

/** Lets conflicts of these names through, of what fails with any: another one is a defect. */
export const onlyTold = <Name extends ConflictName>(names: ReadonlyArray<Name>) => {
  const told: ReadonlySet<string> = new Set(names)
  return <A, E extends { readonly _tag: string }, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, Exclude<E, Exclude<Conflict, ConflictOf<Name>>>, R> =>
    Effect.catch(effect, (error) =>
      conflicts.has(error._tag) && !told.has(error._tag)
        ? Effect.die(error)
        : Effect.fail(error as Exclude<E, Exclude<Conflict, ConflictOf<Name>>>)
    )
}
