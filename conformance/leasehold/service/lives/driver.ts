/**
 * Drives stores through the life of tasks. Which steps of the core a step of the specification is made of the driver of the core says,
 * asked with the state that a store has; whether they are taken, and what they make, is decided in transactions of that store.
 */
import { Result } from "effect"
import { step } from "../../../../src/protocol/index.ts"
import type { Action, State, Step } from "../../../../src/protocol/index.ts"
import { driverWithin, stepped } from "../../../replay/driver.ts"
import type { ActionDriver, Driver, Outcome } from "../../../replay/driver.ts"
import { makeLifeDriver } from "../../lifecycle/driver.ts"
import type { Machine } from "../../lifecycle/machine.ts"
import { refreshed, transact } from "./world.ts"
import type { Opened, World } from "./world.ts"

/** What the core was asked for, and what came of it. */
interface Asked {
  readonly state: State
  readonly action: Action
  readonly now: number
  readonly outcome: ReturnType<Step>
}

const said = (outcome: Result.Result<unknown, { readonly _tag: string }>): string =>
  Result.isFailure(outcome) ? outcome.failure._tag : "a step"

/** Those that were asked one after the other from here on; others were asked of states that are made up. */
const chainOf = (asked: ReadonlyArray<Asked>, from: State): ReadonlyArray<Asked> => {
  let at = from
  return asked.filter(({ state, outcome }) => {
    if (state !== at) return false
    if (Result.isSuccess(outcome)) at = outcome.success.state
    return true
  })
}

/** Runs of steps that are taken at one instant, each of which is a transaction; a refusal is the last of its own. */
const transactionsOf = (chain: ReadonlyArray<Asked>): ReadonlyArray<ReadonlyArray<Asked>> => {
  const all: Array<Array<Asked>> = []
  for (const one of chain) {
    const last = all.at(-1)
    const isOver = last === undefined || last.at(-1)!.now !== one.now || Result.isFailure(last.at(-1)!.outcome)
    if (isOver || Result.isFailure(one.outcome)) all.push([one])
    else last.push(one)
  }
  return all
}

/** Takes steps in one transaction. A refusal takes them all back, and changes nothing. */
const decide = (world: World, by: Opened, steps: ReadonlyArray<Asked>): void => {
  const before = by.store.state()
  const result = transact(world, by, steps[0]!.now, (tx): Result.Result<unknown, { readonly _tag: string }> => {
    for (const { action, outcome } of steps) {
      const taken = tx.step(action)
      if (said(taken) !== said(outcome))
        throw new Error(`the store comes to ${said(taken)} by ${action._tag}, and the core to ${said(outcome)}`)
      if (Result.isFailure(taken)) return taken
    }
    return Result.succeed(undefined)
  })
  if (Result.isFailure(result) && by.store.state() !== before) throw new Error("a refusal changed what the store says")
}

/** A driver for the stores of a world, as `by` has them; `observe` reads what a machine carries. */
export const makeStoreDriver = (model: string, world: () => World, by: () => Opened): Driver<Machine> => {
  const asked: Array<Asked> = []
  const recording: Step = (state, action, now) => {
    const outcome = step(state, action, now)
    asked.push({ state, action, now, outcome })
    return outcome
  }
  const life = driverWithin(makeLifeDriver(recording, { beside: step }), model)
  const through = ({ run }: ActionDriver<Machine>): ActionDriver<Machine> => ({
    run: (machine, args): Outcome<Machine> => {
      const decider = by()
      const from = refreshed(decider)
      asked.length = 0
      const planned = run({ ...machine, core: from }, args)
      const chain = chainOf(asked, from)
      const transactions = planned._tag === "Stepped" ? transactionsOf(chain) : chain.length === 0 ? [] : [chain]
      for (const steps of transactions) decide(world(), decider, steps)
      if (planned._tag === "Refused") return { ...planned, state: machine }
      return stepped({ ...planned.state, core: decider.store.state() })
    }
  })
  return {
    ...life,
    actions: Object.fromEntries(Object.entries(life.actions).map(([name, action]) => [name, through(action)]))
  }
}
