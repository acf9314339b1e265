/** Pairs of small random specifications, by how one differs from the other. */
import * as fc from "fast-check"

const oneOf = (...texts: ReadonlyArray<string>): fc.Arbitrary<string> => fc.constantFrom(...texts)

/** A guarded assignment, how it names itself and what it asks of the step before where steps have names, and what it does with `h`. */
const action = fc.record({
  name: oneOf("A", "B"),
  args: oneOf("", "x", "y'"),
  guard: oneOf("TRUE", "x = 0", "x # y", "y < 2", "x > 0 /\\ y = 0"),
  after: oneOf("TRUE", 'event.action # "B"', 'event.action = "Init"'),
  x: oneOf("x", "0", "(x + 1) % 3", "y"),
  y: oneOf("y", "0", "(y + 1) % 3", "x"),
  h: oneOf("h' = h", "h = 0 /\\ h' = h", "h = 0 /\\ h' = 1", "h' = 1 - h", "h' \\in 0..1")
})
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

/** Two variables of three values each; both may be 0 at the start. */
const start = oneOf("x = 0 /\\ y = 0", "x \\in 0..1 /\\ y = 0", "x = 0 /\\ y \\in 0..1")
const toy = fc.record({ start, actions: fc.array(action, { minLength: 1, maxLength: 3 }) })
type Toy = typeof toy extends fc.Arbitrary<infer A> ? A : never

/** A first step that no other action makes: by its name, or by a value that no other gives. */
const novelty = (named: boolean, value: "3" | "4") =>
  action.map((any): Action => ({ ...any, name: `New${value}`, guard: "x = 0", ...(named ? {} : { x: value }) }))

const having = ({ start, actions }: Toy, more: Action): Toy => ({ start, actions: [...actions, more] })

const step = { name: "New3", args: "", guard: "TRUE", after: "TRUE", x: "(x + 1) % 3", y: "y", h: "h' = h" }

/** Two steps that differ by their names alone, and what the second one asks of the step before. */
const asking = (toy: Toy, after: string): Toy => having(having(toy, step), { ...step, name: "New4", after })

/** A step that changes nothing, which only its name shows. */
const rest: Action = { ...step, name: "New4", guard: "x = 2", x: "x" }

/** The same, said otherwise: each action in two, the last one first. */
const rewritten = ({ start, actions }: Toy): Toy => ({
  start: `${start} /\\ x < 2`,
  actions: actions
    .flatMap((it) => ["x = y", "x # y"].map((half): Action => ({ ...it, guard: `${it.guard} /\\ ${half}` })))
    .toReversed()
})

/** Most random changes are of one guard. */
const change = fc.record({ at: fc.nat(2), by: action, start, whole: fc.boolean() })
type Change = typeof change extends fc.Arbitrary<infer A> ? A : never
const withChange = ({ start, actions }: Toy, { at, by, whole, ...other }: Change): Toy => ({
  start: whole ? other.start : start,
  actions: actions.map((old, i) =>
    i !== at % actions.length ? old : whole ? by : { ...old, guard: by.guard, after: by.after }
  )
})

/** What all toys of a pair have alike. */
interface Style {
  readonly named: boolean
  /** whether actions ask for the name of the step before */
  readonly asked: boolean
}

const linesOf = ({ start, actions }: Toy, { named, asked }: Style, hiding = false): ReadonlyArray<string> => {
  const state = ["x", "y", ...(hiding ? ["h"] : [])].join(", ")
  const all = named ? `${state}, event` : state
  return [
    "EXTENDS Naturals",
    `VARIABLES ${all}`,
    `view == <<${state}>>`,
    ...(named ? ["Says(name, args) == event' = [action |-> name, args |-> args]"] : []),
    `Init == ${start}${hiding ? " /\\ h = 0" : ""}${named ? ' /\\ event = [action |-> "Init", args |-> <<>>]' : ""}`,
    ...actions.map(
      ({ name, args, guard, after, x, y, h }, i) =>
        `Act${i} == ${guard}${asked ? ` /\\ ${after}` : ""} /\\ x' = ${x} /\\ y' = ${y}` +
        `${hiding ? ` /\\ ${h}` : ""}${named ? ` /\\ Says("${name}", <<${args}>>)` : ""}`
    ),
    `Next == ${actions.map((_, i) => `Act${i}`).join(" \\/ ")}`,
    `Spec == Init /\\ [][Next]_<<${all}>>`
  ]
}

/** Two specifications. */
export interface ToyPair {
  /** how they were made */
  readonly kind: string
  readonly base: ReadonlyArray<string>
  readonly head: ReadonlyArray<string>
  /** where it follows from that */
  readonly verdict: string | undefined
  /** whether the head has a variable more, so that TLC can tell only whether it refines the base */
  readonly hiding: boolean
}

/** Pairs of one style. */
export const toyPairs = (style: Style): fc.Arbitrary<ReadonlyArray<ToyPair>> => {
  const [one, other] = [novelty(style.named, "3"), novelty(style.named, "4")]
  const pairs = (
    kind: string,
    verdict: string | undefined,
    pair: fc.Arbitrary<readonly [base: Toy, head: Toy]>,
    hiding = false
  ): fc.Arbitrary<ToyPair> =>
    pair.map(([base, head]) => ({
      kind,
      base: linesOf(base, style),
      head: linesOf(head, style, hiding),
      verdict,
      hiding
    }))
  const changed = fc.tuple(toy, change)
  const known = [
    pairs(
      "the same",
      "equal",
      toy.map((it) => [it, it])
    ),
    pairs(
      "rewritten",
      "equal",
      toy.map((it) => [it, rewritten(it)])
    ),
    pairs(
      "more",
      "extends",
      fc.tuple(toy, one).map(([it, more]) => [it, having(it, more)])
    ),
    pairs(
      "less",
      "refines",
      fc.tuple(toy, one).map(([it, more]) => [having(it, more), it])
    ),
    pairs(
      "both",
      "incomparable",
      fc.tuple(toy, one, other).map(([it, here, there]) => [having(it, here), having(it, there)])
    ),
    pairs(
      "resting",
      style.named ? "extends" : "equal",
      toy.map((it) => [having(it, step), having(having(it, step), rest)])
    )
  ]
  const knownAsked = [
    pairs(
      "asking",
      "refines",
      toy.map((it) => [asking(it, "TRUE"), asking(it, 'event.action # "New4"')])
    )
  ]
  const any = [
    pairs(
      "changed",
      undefined,
      changed.map(([it, by]) => [it, withChange(it, by)])
    ),
    pairs(
      "changed back",
      undefined,
      changed.map(([it, by]) => [withChange(it, by), it])
    ),
    pairs(
      "changed and hiding",
      undefined,
      changed.map(([it, by]) => [it, withChange(it, by)]),
      true
    )
  ]
  return fc.tuple(...(style.asked ? knownAsked : known), ...any)
}
