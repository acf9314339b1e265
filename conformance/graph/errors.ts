/** What can be wrong with a transition graph. */
import { Data } from "effect"

/** One (state, action, arguments) leads to two states: a choice inside the action must become a parameter of it. */
export class AmbiguousTransition extends Data.TaggedError("AmbiguousTransition")<{
  readonly source: string
  readonly label: string
  readonly targets: readonly [string, string]
}> {
  override get message(): string {
    return [
      `${this.label} has two targets from one state; the choice inside the action must become a parameter of it`,
      `  from ${this.source}`,
      `  to   ${this.targets[0]}`,
      `  to   ${this.targets[1]}`
    ].join("\n")
  }
}

/** Two different states have the same short hash. */
export class HashCollision extends Data.TaggedError("HashCollision")<{
  readonly hash: string
  readonly texts: readonly [string, string]
}> {
  override get message(): string {
    return `${this.hash} stands for two states; build the graph with more digits\n  ${this.texts.join("\n  ")}`
  }
}

/** Initial states, or ends of edges, that were never given as states. */
export class UndeclaredState extends Data.TaggedError("UndeclaredState")<{
  readonly state: string
  /** what the state was mentioned as */
  readonly role: string
}> {
  override get message(): string {
    return `${this.role} was never given as a state: ${this.state}`
  }
}

/** The verdicts of a state are not a record of functions to strings, or one state was given two different ones. */
export class BadVerdicts extends Data.TaggedError("BadVerdicts")<{
  readonly reason: string
  readonly found: string
}> {
  override get message(): string {
    return `${this.reason}: ${this.found}`
  }
}

/** The variables of a state are not those of the graph. */
export class BadState extends Data.TaggedError("BadState")<{
  readonly expected: ReadonlyArray<string>
  readonly found: string
}> {
  override get message(): string {
    return `a state must have the variables ${this.expected.join(", ")}; found ${this.found}`
  }
}

/** A graph without states, initial states or transitions proves nothing. */
export class EmptyGraph extends Data.TaggedError("EmptyGraph")<{
  readonly lacks: "states" | "initial states" | "transitions"
}> {
  override get message(): string {
    return `the graph has no ${this.lacks}`
  }
}

/** Anything that stops a graph from being built. */
export type GraphError = AmbiguousTransition | HashCollision | UndeclaredState | BadVerdicts | BadState | EmptyGraph
