/** All points at which a write can be cut off, in an order of their own, and what is found after each. */
import { Effect } from "effect"
import { crash, crashAgain, type Mode, operationsOf } from "./crash.ts"
import type { Complaints } from "./guarantees.ts"
import type { Kind } from "./kinds.ts"
import type { Operation } from "./process.ts"
import { lossesOf, powerLoss } from "./power.ts"

export interface Point {
  /** For people: where it is. */
  readonly name: string
  readonly of: "crash" | "power loss"
  readonly check: Effect.Effect<Complaints, unknown>
}

export const modes: ReadonlyArray<Mode> = ["alone", "beside"]

/** The points of a kind of write; `fault`: of one that breaks a rule. */
export const pointsOf = Effect.fnUntraced(function* (kind: Kind, fault?: string) {
  const operations = yield* operationsOf(kind, fault)
  const called = (at: number): string => `operation ${at} (${operations[at]?.call ?? "the end"})`
  const crashes = Array.from({ length: operations.length + 1 }, (_, at) =>
    modes.map((mode): Point => ({
      name: `${kind.name}: crash before ${called(at)}, recovered ${mode}`,
      of: "crash",
      check: crash(kind, at, mode, fault)
    }))
  )
  const losses = lossesOf(operations).map((loss): Point => ({
    name: `${kind.name}: power loss before ${called(loss.at)}, ${loss.files} operations and ${loss.rows} transactions left`,
    of: "power loss",
    check: powerLoss(kind, loss, fault)
  }))
  return { operations, points: [...crashes.flat(), ...losses] }
})

/** The points of settling a write that was cut off, at each of its operations from the decision on: before it there is nothing to settle. */
export const recoveriesOf = Effect.fnUntraced(function* (kind: Kind, operations: ReadonlyArray<Operation>) {
  const calls = operations.map(({ call }) => call)
  const decided = calls.lastIndexOf("commit", calls.indexOf("exchange"))
  const points: Array<Point> = []
  for (const mode of modes) {
    for (let at = decided; at <= operations.length; at++) {
      const whole = yield* crashAgain(kind, at, Number.MAX_SAFE_INTEGER, mode)
      for (let again = 0; again <= whole.operations.length; again++) {
        points.push({
          name: `${kind.name}: crash before operation ${at}, recovered ${mode}, crash of that before operation ${again}`,
          of: "crash",
          check: Effect.map(crashAgain(kind, at, again, mode), ({ complaints }) => complaints)
        })
      }
    }
  }
  return points
})

/** What is found, a line for each point that does not hold; two at a time. */
export const complaintsAt = (points: ReadonlyArray<Point>): Effect.Effect<ReadonlyArray<string>, unknown> =>
  Effect.map(
    Effect.forEach(points, ({ name, check }) => Effect.map(check, (found) => found.map((what) => `${name}: ${what}`)), {
      concurrency: 2
    }),
    (found) => found.flat()
  )

/** Numbers that look like chance, the same for the same seed. */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Some of them. */
export const sample = <A>(all: ReadonlyArray<A>, size: number, random: () => number): ReadonlyArray<A> => {
  const left = [...all]
  const taken: Array<A> = []
  while (taken.length < size && left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1))
  return taken
}
