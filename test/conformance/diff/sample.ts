/** Reports that no exploration made: what outputs do with them is the same. */
import type { Difference, ModelReport, Report, Shown } from "../../../conformance/diff/report/model.ts"
import { reportFormat } from "../../../conformance/diff/report/model.ts"

/** What ends a script, an attribute, a comment, a fence and a fold, if it is not escaped. */
export const hostile = `</script><script>throw 1</script><img src=x onerror=alert(1)>" ' & \`\`\`\` </details> <!-- --> @someone`

/** A TLA+ string. */
const quoted = (text: string): string => JSON.stringify(text)

const states = (names: ReadonlyArray<string>): Shown => ({
  variables: ["note", "owner"],
  loop: null,
  states: [
    { step: null, values: ['""', '"nobody"'] },
    ...names.map((name, i) => ({
      step: { action: i % 2 === 0 ? "Take" : "Give", args: [quoted(name)] },
      values: [quoted(i % 2 === 0 ? "" : hostile), quoted(name)]
    }))
  ]
})

/** A behaviour that two processes take part in. */
export const difference: Difference = {
  action: "Give",
  steps: 3,
  behaviour: states(["one", "two", "one"]),
  causes: [["Give", "Spare"], ["Most"]],
  causesUnsure: false
}

const holds: ModelReport["outcomes"]["base"] = { violated: [], undecided: [] }

const size = { states: 4, transitions: 6, initial: 1, diameter: 3 }
const source = { digest: "0123456789abcdef0123", cached: false }
const config = ["SPECIFICATION Spec", "CONSTANT Most = 2"]

/** A model with every kind of finding. */
export const model: ModelReport = {
  model: "holds/MCLocks",
  bounds: { base: config, head: ["SPECIFICATION Spec", "CONSTANT Most = 3"] },
  claims: { base: ["OneOwner", "Fair"], head: ["OneOwner"] },
  liveness: ["Fair"],
  outcomes: {
    base: holds,
    head: {
      violated: [
        { claim: "OneOwner", behaviour: { ...states(["two", "one"]), loop: 1 } },
        { claim: "no deadlock", behaviour: null }
      ],
      undecided: ["Small"]
    }
  },
  sources: { base: source, head: { ...source, digest: "fedcba98765432100123" } },
  seen: {
    common: ["note", "owner"],
    added: ["spare"],
    removed: [],
    renamed: [{ from: "held", to: "owner" }],
    proposed: [],
    named: true
  },
  verdict: "incomparable",
  valuesVerdict: "extends",
  allowed: [difference],
  forbidden: [{ ...difference, action: "Take", behaviour: states(["one"]), causes: [["Take"]], causesUnsure: true }],
  causesSkipped: "variables have other names",
  causesUntried: [["Most", "Spare"]],
  told: [
    {
      action: "Take",
      before: "Held",
      after: "Spare",
      requests: 1,
      request: { action: "Take", args: ['"two"'] },
      behaviour: states(["one"])
    }
  ],
  invariants: [
    {
      invariant: "OneOwner",
      role: "invariant",
      change: "weakened",
      onlyBase: null,
      onlyHead: { variables: ["note", "owner"], values: [quoted(hostile), '"one"'], reached: false },
      states: 4
    },
    { invariant: "Small", role: "invariant", change: "same", onlyBase: null, onlyHead: null, states: 4 }
  ],
  sizes: { base: size, head: { ...size, states: 5, transitions: 7 } },
  states: { added: 1, removed: 0, unchanged: 4 },
  transitions: { added: 2, removed: 1, unchanged: 5, relabelled: 0 },
  actions: [{ action: "Give", added: 2, removed: 1, unchanged: 5 }],
  pairs: 9
}

const asBefore = {
  corpus: {
    states: { added: 0, removed: 0, unchanged: 4 },
    transitions: { added: 0, removed: 0, unchanged: 5 },
    refusals: { added: 0, removed: 0, unchanged: 9 }
  },
  transitions: { passed: 5, total: 5 },
  refusals: { passed: 9, total: 9 },
  failures: 0,
  first: null
}

/** A report with all that one may have, hostile text in each place that a specification fills. */
export const report: Report = {
  format: reportFormat,
  base: "main",
  head: `work ${hostile}`,
  tlc: { text: "2.19 of 8 August 2024", revision: "5a47802", jarSha256: "00112233445566778899" },
  text: [
    {
      key: "Give",
      change: "changed",
      role: "action",
      base: { module: "Locks", line: 12, text: `Give(p) ==\n  /\\ owner = p\n  /\\ note' = ${hostile}` },
      head: { module: "Locks", line: 12, text: `Give(p) ==\n  /\\ note' = ${hostile}` },
      users: ["Next"],
      reaches: ["Next", "Spec"],
      fair: false
    }
  ],
  models: [
    model,
    {
      ...model,
      model: "holds/MCSame",
      bounds: { base: config, head: config },
      claims: { base: [], head: [] },
      outcomes: { base: holds, head: holds },
      seen: { ...model.seen, added: [], renamed: [] },
      verdict: "equal",
      valuesVerdict: "equal",
      allowed: [],
      forbidden: [],
      causesSkipped: null,
      causesUntried: [],
      told: [],
      invariants: []
    }
  ],
  unaffected: ["holds/MCOther"],
  notAsked: 7,
  impact: {
    code: [
      { definition: "Give", changed: true, places: [{ file: "src/locks.ts", line: 7, name: "give" }] },
      { definition: "Spec", changed: false, places: [] }
    ],
    models: [
      {
        model: "holds/MCLocks",
        corpus: {
          states: { added: 1, removed: 0, unchanged: 4 },
          transitions: { added: 2, removed: 1, unchanged: 5 },
          refusals: { added: 0, removed: 3, unchanged: 9 }
        },
        transitions: { passed: 6, total: 7 },
        refusals: { passed: 9, total: 9 },
        failures: 1,
        first: {
          kind: "differs",
          action: "Give",
          request: 'Give("two")',
          expected: hostile,
          actual: "Held",
          differing: ["owner"],
          path: ['Take("one")'],
          variables: ["owner"],
          values: ['"one"']
        }
      },
      ...["holds/MCSame", "holds/MCAlike"].map((model) => ({ ...asBefore, model }))
    ]
  },
  digests: { base: source.digest, head: "fedcba98765432100123" },
  problems: [`only the head has the model ${hostile}`]
}
