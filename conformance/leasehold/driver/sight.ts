/**
 * How machines are looked at. From one that was entered many steps are taken, each of which changes little, and what a step shares
 * with where it came from is not looked at again. What was entered is looked at in full each time, which is how a change in place
 * shows; so is what is not one step from there, and what is looked at once more.
 */
import { snapshot, snapshotAfter } from "../../../src/protocol/index.ts"
import type { Snapshot, State } from "../../../src/protocol/index.ts"
import type { SpecState } from "../../replay/driver.ts"
import type { Disk } from "./disk.ts"
import type { World } from "./mapping.ts"
import { observed } from "./observe.ts"
import type { Observed } from "./observe.ts"

/** What is looked at. */
export interface Seen {
  readonly world: World
  readonly core: State
  readonly disk: Disk
}

/** A look at one machine after the other. */
export interface Sight<M extends Seen> {
  /** From now on steps are taken from this one. */
  readonly enter: (machine: M) => M
  /** The core was stepped; returns snapshots of both states. */
  readonly step: (before: State, after: State) => (state: State) => Snapshot
  readonly observe: (machine: M) => SpecState
}

/** A sight that has seen nothing yet. */
export const makeSight = <M extends Seen>(): Sight<M> => {
  let entered: M | undefined
  let known: Observed | undefined
  /** the step from there that was not looked at yet */
  let taken: { readonly core: State; readonly view: Snapshot } | undefined
  return {
    enter: (machine) => {
      entered = machine
      known = undefined
      taken = undefined
      return machine
    },
    step: (before, after) => {
      taken = undefined
      if (known === undefined || before !== entered?.core) return snapshot
      const { view } = known
      const next = snapshotAfter(before, view, after)
      taken = { core: after, view: next }
      return (state) => (state === after ? next : view)
    },
    observe: (machine) => {
      if (machine !== entered && machine.core === taken?.core) {
        const { view } = taken
        taken = undefined
        return observed(machine.world, view, machine.disk, known).values
      }
      const whole = observed(machine.world, snapshot(machine.core), machine.disk)
      if (machine === entered) known = whole
      return whole.values
    }
  }
}
