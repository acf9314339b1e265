// The guards of commands, which have leases for as long as they may change something.
import type { ActionOf } from "./actions.ts"
import { refuse } from "./conflicts.ts"
import * as leases from "./leases.ts"
import { ofTask } from "./life-guards.ts"
import * as refusals from "./life-refusals.ts"
import * as lives from "./lives.ts"
import { heldByHolder, heldByWaiter, outOfScope, unsettled } from "./refusals.ts"
import type { Guard, OfRun } from "./rule.ts"
import { isWithin, mayRun, targetsIn } from "./scopes.ts"
import { nameOf, profileOf, type State } from "./state.ts"
import { writesWithin } from "./tasks.ts"
import { file, type Key, type RunId } from "./words.ts"

/** By its words, or its name. A shell reads its text by itself: of that only the manifest tells. */
export const CommandWithin: Guard<ActionOf<"Exec">> = {
  name: "CommandWithin",
  conflict: "CommandNotAllowed",
  fails: (s, a) =>
    mayRun(profileOf(s, a.run).scope, s.folds, a)
      ? undefined
      : refuse("CommandNotAllowed", { run: a.run, command: a.tool ?? a.words!.join(" ") })
}

/** What a command says that it may change is in scope; if it says nothing that is what the scope lies in, which may be more. */
export const TargetsWithin: Guard<ActionOf<"Exec">> = {
  name: "TargetsWithin",
  conflict: "OutOfScope",
  fails: (s, { run, resources }) => {
    const { scope } = profileOf(s, run)
    const targets = new Set(targetsIn(scope, s.folds).map(nameOf))
    const beyond = resources.find((at) => !targets.has(nameOf(at)) && !isWithin(scope, s.folds, "write", at))
    return beyond === undefined ? undefined : outOfScope(s, run, "write", beyond)
  }
}

/** What commits, stashes or checks out the whole tree takes along whatever tasks that go on wrote there. */
export const SweepsNothing: Guard<ActionOf<"Exec">> = {
  name: "SweepsNothing",
  conflict: "WouldSweep",
  fails: (s, { run, sweeps }) => {
    const own = lives.taskBy(s, run)
    const other = sweeps === true ? lives.unfinished(s).find((task) => task !== own) : undefined
    return other === undefined ? undefined : refuse("WouldSweep", { run, task: other, keys: lives.recordOf(s, other) })
  }
}

export const NoOtherHoldsAny: Guard<ActionOf<"Exec">> = {
  name: "NoOtherHolds",
  conflict: "LeaseHeld",
  fails: (s, { run, resources }) => {
    for (const resource of resources) {
      const lease = leases.otherHolder(s, run, resource)
      if (lease !== undefined) return heldByHolder(s, resource, lease)
    }
    return undefined
  }
}

/** A command is no way past those who wait for their turn. */
export const OvertakesNobody: Guard<ActionOf<"Exec">> = {
  name: "OvertakesNobody",
  conflict: "LeaseHeld",
  fails: (s, { run, resources }) => {
    for (const resource of resources) {
      const place = leases.overtaken(s, run, resource, Infinity)
      if (place !== undefined) return heldByWaiter(s, resource, place)
    }
    return undefined
  }
}

export const NoneStandsOpen: Guard<ActionOf<"Exec">> = {
  name: "StandsOpen",
  conflict: "Unsettled",
  fails: (s, { run, resources }) => {
    for (const resource of resources) {
      const intent = leases.openInTheWay(s, run, resource)
      if (intent !== undefined) return unsettled(resource, intent)
    }
    return undefined
  }
}

export const HasNoCommand = ofTask("HasNoCommand", "StillWorking", lives.hasNoCommand, refusals.stillWorking)

/** What a command has a lease of stays so as long as it could change it. */
export const LeavesNoProcess: Guard<OfRun> = {
  name: "LeavesNoProcess",
  conflict: "StillWorking",
  fails: (s, { run }) => {
    const task = lives.taskBy(s, run)
    return task === undefined || lives.hasNoCommand(lives.lifeOf(s, task)!) ? undefined : refusals.stillWorking(s, task)
  }
}

/** A command of the run has a lease of the file; that of a directory may be wider than the scope that it is for. */
export const mayChange = (state: State, run: RunId, key: Key): boolean =>
  leases.keyNotHeld(state, run, [key]) === undefined && writesWithin(state, run, file(key))

/** A command is told to have done well only if it changed nothing but what was its to change. */
export const MayTell: Guard<ActionOf<"Tell">> = {
  name: "MayTell",
  conflict: "OutsideLease",
  fails: (s, { task, how, changed }) => {
    const [run] = lives.lastRunOf(s, task)
    const isOutside = (key: Key): boolean => run === undefined || !mayChange(s, run, key)
    const outside = how === "success" ? changed.filter(isOutside) : []
    return outside.length === 0 ? undefined : refuse("OutsideLease", { task, keys: outside })
  }
}
