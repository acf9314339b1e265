// What is looked for cheaply is compared with all that may be offered, in states that random histories of tasks reach.
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  type Action,
  hostOf,
  lifeOf,
  livesOf,
  liveTasks,
  type State,
  type Step,
  step
} from "../../src/protocol/index.ts"
import { Transaction } from "../../src/store/transaction.ts"
import { quietOf, type Stewardship, tend } from "../../src/tasks/steward.ts"
import { makeUntold } from "../../src/tasks/untold.ts"
import { propertyOptions } from "../conformance/seed.ts"
import { livingHistories, walk } from "../protocol/histories.ts"
import { h } from "../protocol/life-world.ts"

/** Grants end, as they seldom do in histories that are about something else. */
const expiring: Step = (state, action, now) => {
  if (action._tag !== "Approve") return step(state, action, now)
  return step(state, { ...action, grant: { ...action.grant, expires: now + 30 } }, now)
}

/** Any step that somebody who looks after tasks might take: the protocol says which are due. */
const everything = (state: State, { host, own, wall }: Stewardship): ReadonlyArray<Action> => {
  const offered: Array<Action> = []
  for (const [task, { hasStopped }] of own) {
    const { grant } = lifeOf(state, task)!
    offered.push({ _tag: "TimeOut", task }, { _tag: "Join", task }, { _tag: "Schedule", task })
    if (wall >= (grant?.expires ?? Infinity)) offered.push({ _tag: "Revoke", task, reason: "" })
    if (hasStopped) offered.push({ _tag: "Finish", task, changed: [] })
  }
  for (const task of livesOf(state)) {
    const { parent } = lifeOf(state, task)!
    if (parent !== undefined && own.has(parent)) offered.push({ _tag: "Deliver", task })
  }
  for (const task of liveTasks(state)) {
    const { run, command } = lifeOf(state, task)!
    const at = hostOf(state, run)
    if (command === undefined && (at === undefined || (at === host && !own.has(task))))
      offered.push({ _tag: "Finish", task, changed: [] })
  }
  return offered
}

const dueIn = (state: State, now: number, stewardship: Stewardship): ReadonlyArray<Action> =>
  everything(state, stewardship).filter((action) => Result.isSuccess(step(state, action, now)))

const salt = fc.array(fc.nat(7), { minLength: 1, maxLength: 20 })

describe("whoever looks after tasks", () => {
  it("misses nothing that is due, and says until when nothing will be", () => {
    fc.assert(
      fc.property(livingHistories, salt, (history, salts) => {
        const untold = makeUntold()
        let [visits, quiets] = [0, 0]
        const visit = (state: State, _: Action, now: number): void => {
          const chosen = salts[visits++ % salts.length]!
          const mine = livesOf(state).filter((task, nth) => {
            const { run, status } = lifeOf(state, task)!
            return hostOf(state, run) === h && status !== "deleted" && (nth + chosen) % 5 !== 0
          })
          const own = new Map(mine.map((task, nth) => [task, { hasStopped: (nth + chosen) % 3 !== 0 }]))
          const stewardship: Stewardship = { host: h, own, untold, wall: now }
          const quiet = quietOf(step, state, now, stewardship)
          assert.strictEqual(quiet === undefined, dueIn(state, now, stewardship).length > 0)
          const tx = new Transaction(step, state, now)
          tend(tx, stewardship)
          assert.deepStrictEqual(dueIn(tx.state, now, stewardship), [])
          if (quiet === undefined) return
          quiets++
          const last = Math.min(quiet.until, quiet.untilWall, now + 1_000_000) - 1
          assert.deepStrictEqual(dueIn(quiet.state, last, { ...stewardship, wall: last }), [])
          for (const [at, wall] of [
            [quiet.until, now],
            [now, quiet.untilWall]
          ] as const)
            if (at !== Infinity && wall !== Infinity)
              assert.isNotEmpty(dueIn(state, at, { ...stewardship, wall }), "it is not woken in vain")
        }
        walk(history, visit, expiring)
        fc.pre(quiets > 0)
      }),
      propertyOptions(100)
    )
  })
})
