import { assert, describe, it } from "@effect/vitest"
import { ValueSyntaxError } from "../../../conformance/tla/read.ts"
import { behaviourOfPath, behaviourOfTrace, statesOf } from "../../../conformance/trace/behaviour.ts"
import { renderBehaviour } from "../../../conformance/trace/text.ts"
import type { Trace, TraceStep } from "../../../conformance/tlc/result.ts"
import { lockPath } from "./paths.ts"

const step = (action: string, state: string): TraceStep => ({ action, location: undefined, state })
const event = (action: string, args: string): string => `/\\ event = [action |-> "${action}", args |-> <<${args}>>]`

const trace = (goesOn: Trace["goesOn"], ...steps: ReadonlyArray<TraceStep>): Trace => ({ steps, goesOn })
const turns: ReadonlyArray<TraceStep> = [
  step("Initial predicate", `/\\ x = 0\n${event("Init", "")}`),
  step("Next", `/\\ x = 1\n${event("Up", '"a1", 1')}`),
  step("Next", `/\\ x = 0\n${event("Down", "")}`)
]

const render = (of: Trace): ReadonlyArray<string> => renderBehaviour(behaviourOfTrace(of, "event")).split("\n")

describe("a behaviour for people", () => {
  it("is the initial state, then each step with what it changed", () => {
    const { graph, path } = lockPath("c1", 3)
    const ids = statesOf(graph, path).map(({ id }) => id)
    assert.deepStrictEqual(renderBehaviour(behaviourOfPath(graph, path), ids).split("\n"), [
      `0. the initial state -> ${ids[0]}`,
      "     count = 0",
      "     holder = nobody",
      "     log = <<>>",
      `1. Acquire(c1) -> ${ids[1]}`,
      "     holder: nobody -> c1",
      `2. Raise(c1, 1) -> ${ids[2]}`,
      "     count: 0 -> 1",
      `3. Raise(c1, 2) -> ${ids[3]}`,
      "     count: 1 -> 3"
    ])
  })

  it("has no steps where it ends where it began", () => {
    const { graph, path } = lockPath("nobody", 0)
    assert.deepStrictEqual(renderBehaviour(behaviourOfPath(graph, path)).split("\n"), [
      "0. the initial state",
      "     count = 0",
      "     holder = nobody",
      "     log = <<>>"
    ])
  })

  it("is what TLC printed, with the event as the step's name and no variable", () => {
    assert.deepStrictEqual(render(trace(undefined, ...turns)), [
      "0. the initial state",
      "     x = 0",
      "1. Up(a1, 1)",
      "     x: 0 -> 1",
      "2. Down",
      "     x: 1 -> 0"
    ])
  })

  it("says how it goes on for ever", () => {
    assert.deepStrictEqual(render(trace("stuttering", ...turns)).slice(-2), [
      "     x: 1 -> 0",
      "and nothing more, for ever"
    ])
    assert.deepStrictEqual(render(trace({ from: 1 }, ...turns)).slice(-3), [
      "and again 1. Up(a1, 1)",
      "     x: 0 -> 1",
      "and so on, for ever"
    ])
    assert.deepStrictEqual(render(trace({ from: 0 }, ...turns)).slice(-2), [
      "and again the initial state",
      "and so on, for ever"
    ])
  })

  it("has TLC's names for steps where no event says more", () => {
    const unnamed = trace(undefined, step("Initial predicate", "x = 0"), step("Next", "x = 0"), step("", "x = 1"))
    assert.deepStrictEqual(render(unnamed), [
      "0. the initial state",
      "     x = 0",
      "1. Next",
      "     changes nothing",
      "2. a step",
      "     x: 0 -> 1"
    ])
    const odd = trace(undefined, turns[0]!, step("Next", "/\\ x = 1\n/\\ event = 7"))
    assert.strictEqual(render(odd)[2], "1. Next")
  })

  it("is none where TLC printed none, and fails on what is no state", () => {
    assert.deepStrictEqual(behaviourOfTrace(trace(undefined), "event"), { variables: [], states: [], loop: undefined })
    assert.throws(() => behaviourOfTrace(trace(undefined, step("Next", "no state")), "event"), ValueSyntaxError)
  })
})
