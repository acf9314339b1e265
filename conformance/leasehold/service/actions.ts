/** All actions of the specification, as the service performs them. */
import { Effect } from "effect"
import { snapshot } from "../../../src/protocol/index.ts"
import { specParameters as P } from "../spec.generated.ts"
import type { SpecAction } from "../spec.generated.ts"
import { serve, stepped } from "./ask.ts"
import type { Outcome, Serve } from "./ask.ts"
import { disturb, gateActions } from "./gates.ts"
import type { Parts } from "./instance.ts"
import { lossActions } from "./losses.ts"
import { runActions } from "./runs.ts"
import { combined, filePath, stagedPath } from "./sight.ts"
import { writeActions } from "./writes.ts"
import type { World } from "./world.ts"

/** A key, or where an intent staged for it. */
const placeOf = (world: World, key: string, place: number): string =>
  place === 0 ? filePath(world, key) : stagedPath(world, snapshot(combined(world)).intents[place - 1]!.id, key)!

/** What a program does: nobody of Leasehold is told. */
const program = (world: World, act: () => void): Effect.Effect<Outcome> =>
  Effect.sync(() => {
    act()
    disturb(world)
    return stepped
  })

const outsideActions = {
  OutsideRename: serve(P.OutsideRename, (world, key, content) =>
    program(world, () => {
      world.outside.rename(filePath(world, key), content)
      world.unsynced.delete(key)
    })
  ),
  OutsideLookUp: serve(P.OutsideLookUp, (world, key) =>
    program(world, () => world.outside.lookUp(filePath(world, key)))
  ),
  OutsideOpen: serve(P.OutsideOpen, (world, key, place) =>
    program(world, () => world.outside.open(placeOf(world, key, place)))
  ),
  OutsideWrite: serve(P.OutsideWrite, (world, key, place, content) =>
    program(world, () => world.outside.write(placeOf(world, key, place), content))
  ),
  OutsideClose: serve(P.OutsideClose, (world, key, place) =>
    program(world, () => world.outside.close(placeOf(world, key, place)))
  )
}

/** One that is missing, or unknown, does not compile. */
export const serviceActions = (parts: Parts): { readonly [Name in SpecAction]: Serve } => ({
  ...runActions,
  ...writeActions(parts),
  ...gateActions,
  ...lossActions,
  ...outsideActions
})
