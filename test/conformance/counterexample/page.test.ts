import { assert, describe, it } from "@effect/vitest"
import { counterexampleOf } from "../../../conformance/counterexample/counterexample.ts"
import type { Counterexample } from "../../../conformance/counterexample/counterexample.ts"
import { renderDiagram } from "../../../conformance/counterexample/diagram.ts"
import { renderIndex, renderPage } from "../../../conformance/counterexample/page.ts"
import type { Roles } from "../../../conformance/counterexample/parties.ts"
import type { Trace, TraceStep, Violation } from "../../../conformance/tlc/result.ts"

const roles: Roles = {
  system: "the lock",
  actions: {
    Take: { by: { is: "client", arg: 1 } },
    Give: { by: { is: "client", arg: 1 }, with: { is: "client", arg: 2 } },
    Rust: { by: "the weather", with: "the door" }
  }
}

const at = (x: number, holder: string, action: string, args = ""): TraceStep => ({
  action: action === "Init" ? "Initial predicate" : "Next",
  location: undefined,
  state: [
    `/\\ x = ${x}`,
    `/\\ holder = "${holder}"`,
    '/\\ fixed = "stays"',
    `/\\ event = [action |-> "${action}", args |-> <<${args}>>]`
  ].join("\n")
})

const initial = at(0, "nobody", "Init")
const taken = at(1, "c1", "Take", '"c1"')
const given = at(1, "c2", "Give", '"c1", "c2"')
const slipped = at(1, "nobody", "Slip")

const fallen = (
  kind: Violation["kind"],
  steps: ReadonlyArray<TraceStep>,
  goesOn?: Trace["goesOn"],
  more: Partial<Counterexample> = {}
): Counterexample => ({
  ...counterexampleOf({ kind, name: "Safe", text: "", location: undefined, trace: { steps, goesOn } }, "event", {
    model: "MCLock_Take",
    about: "Nobody asks whether the lock is free.",
    config: "spec/MCLock_Take.cfg",
    replaced: [],
    property: "Safe",
    definition: { source: "spec/Lock.tla", text: "Safe ==\n  x < 1" },
    chosen: false
  }),
  ...more
})

const page = (counterexample: Counterexample): string =>
  renderPage(counterexample, { roles, remark: "Do not edit.", linkTo: (source) => `../${source}` })

const lines = (counterexample: Counterexample): ReadonlyArray<string> => page(counterexample).trimEnd().split("\n")

const diagram = (counterexample: Counterexample): ReadonlyArray<string> =>
  (renderDiagram(counterexample, roles) ?? "").split("\n").map((line) => line.trim())

describe("the page of a counterexample", () => {
  it("says what was taken out, what falls, who did what, and what each step changed", () => {
    const replaced = [
      { name: "IsFree", by: "Yes", definition: { source: "spec/MCLock.tla", text: "Yes == TRUE" } },
      { name: "Rest", by: "Unknown", definition: undefined }
    ]
    assert.deepStrictEqual(lines(fallen("invariant", [initial, taken, given], undefined, { replaced })), [
      "# MCLock_Take",
      "",
      "Do not edit.",
      "",
      "Nobody asks whether the lock is free.",
      "",
      "The configuration, [spec/MCLock_Take.cfg](../spec/MCLock_Take.cfg), has `Yes` for `IsFree`, `Unknown` for `Rest`:",
      "",
      "```tla",
      "Yes == TRUE",
      "```",
      "",
      "What falls: `Safe`, an invariant: it must be true in every state.",
      "",
      "In [spec/Lock.tla](../spec/Lock.tla):",
      "",
      "```tla",
      "Safe ==",
      "  x < 1",
      "```",
      "",
      "## How it falls",
      "",
      "```mermaid",
      "sequenceDiagram",
      "  participant p1 as client c1",
      "  participant p2 as the lock",
      "  participant p3 as client c2",
      "  p1->>p2: 1. Take(c1)",
      "  p1->>p3: 2. Give(c1, c2)",
      "  Note over p1,p3: Safe is false after step 2",
      "```",
      "",
      "The initial state:",
      "",
      "```",
      "holder = nobody",
      "x = 0",
      "```",
      "",
      "| step | action | what it changes |",
      "| --- | --- | --- |",
      "| 1 | `Take(c1)` | `holder: nobody -> c1`<br>`x: 0 -> 1` |",
      "| 2 | `Give(c1, c2)` | `holder: c1 -> c2` |",
      "",
      "`Safe` is false after step 2."
    ])
  })

  it("shows the whole initial state where it is one of several", () => {
    assert.include(page(fallen("invariant", [initial, taken], undefined, { chosen: true })), "\nfixed = stays\n")
    assert.notInclude(page(fallen("invariant", [initial, taken])), "stays")
  })

  it("shows the state alone where the initial one violates", () => {
    const text = page(fallen("invariant", [initial]))
    assert.include(text, "## How it falls\n\nThe initial state:\n\n```\nfixed = stays\nholder = nobody\nx = 0\n```")
    assert.isTrue(text.endsWith("\n\n`Safe` is false in the initial state.\n"))
    assert.notInclude(text, "mermaid")
    assert.notInclude(text, "| step |")
  })

  it("shows a cycle as one, with the step that closes it", () => {
    const cycle = fallen("temporal property", [initial, taken, slipped], { from: 1 })
    assert.deepStrictEqual(diagram(cycle).slice(3), [
      "p1->>p2: 1. Take(c1)",
      "loop for ever",
      "p2->>p2: 2. Slip",
      "p1->>p2: 1. Take(c1) again",
      "end",
      "Note over p1,p2: it goes on so for ever: Safe does not hold"
    ])
    assert.deepStrictEqual(lines(cycle).slice(-4), [
      "| 2 | `Slip` | `holder: c1 -> nobody` |",
      "| 1 again | `Take(c1)` | `holder: nobody -> c1` |",
      "",
      "It goes on so for ever: `Safe` does not hold."
    ])
  })

  it("shows a cycle through the initial state, to which no step is known", () => {
    const cycle = fallen("temporal property", [initial, taken], { from: 0 })
    assert.deepStrictEqual(diagram(cycle).slice(3, 7), [
      "loop for ever",
      "p1->>p2: 1. Take(c1)",
      "Note over p1: the initial state again",
      "end"
    ])
    assert.strictEqual(
      lines(cycle).at(-3),
      "| 0 again | back to the initial state | `holder: c1 -> nobody`<br>`x: 1 -> 0` |"
    )
  })

  it("says that nothing more happens, also from the beginning", () => {
    const end = "othing more happens, for ever: `Safe` does not hold."
    assert.strictEqual(lines(fallen("temporal property", [initial, taken], "stuttering")).at(-1), `N${end}`)
    const idle = lines(fallen("temporal property", [initial], "stuttering"))
    assert.strictEqual(idle.at(-1), `N${end}`)
    assert.notInclude(idle, "```mermaid")
  })

  for (const [kind, property, first, last] of [
    [
      "action property",
      "Safe",
      "What falls: `Safe`, an action property: it must hold of every step.",
      "`Safe` does not hold of step 1."
    ],
    [
      "deadlock",
      undefined,
      "What falls: a deadlock: something must always be able to happen.",
      "Nothing more can happen."
    ],
    ["assertion", undefined, "What falls: an assertion.", "An assertion fails after step 1."]
  ] as const) {
    it(`says how ${kind === "action property" ? "an" : "a"} ${kind} breaks`, () => {
      const text = lines(fallen(kind, [initial, taken], undefined, { property, definition: undefined }))
      assert.include(text, first)
      assert.strictEqual(text.at(-1), last)
    })
  }

  it("has no behaviour for an assumption", () => {
    const text = page(fallen("assumption", [], undefined, { property: undefined, definition: undefined, about: "" }))
    assert.strictEqual(
      text,
      [
        "# MCLock_Take",
        "Do not edit.",
        "The configuration is [spec/MCLock_Take.cfg](../spec/MCLock_Take.cfg).",
        "What falls: an assumption.",
        "## How it falls",
        "An assumption is false, whatever happens.\n"
      ].join("\n\n")
    )
  })

  it("says that a step changed nothing", () => {
    assert.include(page(fallen("invariant", [initial, taken, taken])), "| 2 | `Take(c1)` | nothing |")
  })

  it("breaks neither a table nor a diagram with what a value consists of", () => {
    const odd = String.raw`"a|b;#1 <i> \`%%\n"`.replaceAll("\\`", "`")
    const counterexample = fallen("invariant", [
      initial,
      { ...taken, state: taken.state.replace('"c1"', odd).replace('<<"c1">>', `<<${odd}>>`) }
    ])
    const row = lines(counterexample).find((line) => line.startsWith("| 1 |"))!
    assert.strictEqual(row.replaceAll("\\|", "").split("|").length, 5)
    assert.include(row, "``Take(")
    for (const line of diagram(counterexample).slice(1, -1)) {
      assert.notMatch(line.replace(/^[^:]*->>/, "").replaceAll(/#\d+;/g, ""), /[;#<>&]|%%/)
    }
  })

  it("gives a step to the system where nobody is known to take it", () => {
    assert.deepStrictEqual(diagram(fallen("invariant", [initial, slipped])).slice(1, 3), [
      "participant p1 as the lock",
      "p1->>p1: 1. Slip"
    ])
    // An argument that is missing, and names that every object has.
    for (const action of ["Take", "toString", "__proto__"]) {
      const arrows = diagram(fallen("invariant", [initial, at(1, "c1", action)]))
      assert.strictEqual(arrows[2], `p1->>p1: 1. ${action}`)
    }
    assert.include(diagram(fallen("invariant", [initial, at(1, "c1", "Rust")])), "participant p1 as the weather")
  })
})

describe("the page that lists counterexamples", () => {
  it("has a row for each, with a link", () => {
    const all = [
      fallen("invariant", [initial, taken], undefined, { about: "a | b" }),
      fallen("deadlock", [initial], undefined, { model: "MCLock_Stop", property: undefined }),
      fallen("assumption", [], undefined, { model: "MCLock_No", property: undefined })
    ]
    const options = { title: "Falls", lead: "What falls.", remark: "Do not edit." }
    assert.deepStrictEqual(renderIndex(all, options, ({ model }) => `${model}.md`).split("\n"), [
      "# Falls",
      "",
      "Do not edit.",
      "",
      "What falls.",
      "",
      "| model | what it is about | what falls | steps |",
      "| --- | --- | --- | --- |",
      "| [MCLock_Take](MCLock_Take.md) | a \\| b | `Safe` | 1 |",
      "| [MCLock_Stop](MCLock_Stop.md) | Nobody asks whether the lock is free. | deadlock | 0 |",
      "| [MCLock_No](MCLock_No.md) | Nobody asks whether the lock is free. | assumption | 0 |",
      ""
    ])
  })
})
