/** Changes of this specification as people make them, and what a comparison says of each: the pairs beside guards that are taken out. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { DiffOptions } from "../../../conformance/diff/diff.ts"
import { specDirectory } from "../../../conformance/leasehold/paths.ts"
import { patience, told } from "../diff/support.ts"
import { describeTlc } from "../tlc/support.ts"
import { edited, queueRenamed, report } from "./diff-support.ts"
import { agreesWithTlc } from "./refinement.ts"

/** What a reviewer reads first, of the one model that is affected, whose verdict TLC agrees with. */
const found = (base: string, head: string, options: Partial<DiffOptions> = {}) =>
  Effect.gen(function* () {
    const {
      models: [model],
      problems,
      text
    } = yield* report(base, head, options)
    assert.deepStrictEqual(problems, [])
    assert.isDefined(model)
    yield* agreesWithTlc(base, head, model)
    const steps = (differences: typeof model.allowed) =>
      differences.map((each) => [
        told(each)
          .split(" > ")
          .slice(1)
          .map((step) => step.split("(")[0]!)
          .join(" "),
        each.causes
      ])
    const { verdict, valuesVerdict, outcomes } = model
    return {
      verdict,
      valuesVerdict,
      allowed: steps(model.allowed),
      forbidden: steps(model.forbidden),
      violated: outcomes.head.violated.map(({ claim }) => claim),
      text: text.map(({ change, key }) => `${change} ${key}`)
    }
  })

/** What no change makes. */
const nothing = () => ({ allowed: [], forbidden: [], violated: [] })

const expire = "Expire(resource) ==\n  /\\ IsHeld(resource)\n"
const free = "  /\\ lease' = [lease EXCEPT ![resource] = NoLease]\n"
const expireStep = "ExpireStep(resource)        == Expire(resource) "

describeTlc("a change of the specification", () => {
  it.live(
    "of a comment is none, and nothing is explored",
    () =>
      Effect.gen(function* () {
        const head = edited(["Leases.tla", "(* Guards.  ", "(* The guards.  "])
        const { text, models, unaffected, problems, tlc } = yield* report(specDirectory, head, {
          wanted: ["replay/*"]
        })
        assert.deepStrictEqual([text, models, problems, tlc], [[], [], [], null])
        assert.isAbove(unaffected.length, 10)
      }),
    patience
  )

  it.live(
    "that only puts a part of an action into a definition of its own allows the same",
    () =>
      Effect.gen(function* () {
        const head = edited([
          "Leases.tla",
          `${expire}${free}`,
          `Free(resource) == lease' = [lease EXCEPT ![resource] = NoLease]\n\n${expire}  /\\ Free(resource)\n`
        ])
        assert.deepStrictEqual(yield* found(specDirectory, head), {
          ...nothing(),
          verdict: "equal",
          valuesVerdict: "equal",
          text: ["changed Expire", "added Free"]
        })
      }),
    patience
  )

  it.live(
    "that strengthens a guard forbids the action, and that adds one allows it",
    () =>
      Effect.gen(function* () {
        const strict = edited(["Leases.tla", expire, `${expire}  /\\ queue = <<>>\n`])
        const stricter = yield* found(specDirectory, strict)
        assert.deepStrictEqual([stricter.verdict, stricter.allowed], ["refines", []])
        assert.deepStrictEqual(stricter.forbidden, [["Start Acquire Enqueue Expire", [["Expire"]]]])
        // One that does what another one does already is new by its name alone.
        const more = edited(
          [
            "Coordination.tla",
            expireStep,
            `ForfeitStep(resource) == Expire(resource) /\\ LeaseStep("Forfeit", <<resource>>)\n${expireStep}`
          ],
          [
            "Coordination.tla",
            "    \\/ ExpireStep(resource)\n",
            "    \\/ ExpireStep(resource) \\/ ForfeitStep(resource)\n"
          ]
        )
        assert.deepStrictEqual(yield* found(specDirectory, more), {
          ...nothing(),
          verdict: "extends",
          valuesVerdict: "equal",
          allowed: [["Start Acquire Forfeit", [["LeaseSteps"]]]],
          // What takes a lease from a run that lives must be called Expire.
          violated: ["NothingTakenFromTheLiving"],
          text: ["added ForfeitStep", "changed LeaseSteps"]
        })
      }),
    patience
  )

  it.live(
    "of a variable's name is none for who is told of it",
    () =>
      Effect.gen(function* () {
        const head = queueRenamed()
        const { verdict, allowed, forbidden } = yield* found(specDirectory, head, {
          renames: new Map([["queue", "waiters"]])
        })
        assert.deepStrictEqual([verdict, allowed, forbidden], ["equal", [], []])
      }),
    patience
  )

  it.live(
    "by a new constant is blamed on it with all that needs it",
    () =>
      Effect.gen(function* () {
        const config = "models/replay/MCProtocol_Profiles.cfg"
        const head = edited(
          ["Leases.tla", "CONSTANT\n", "CONSTANT\n  MostWaiters,\n"],
          [
            "Leases.tla",
            "  /\\ queue' = Append(queue,",
            "  /\\ Len(queue) < MostWaiters\n  /\\ queue' = Append(queue,"
          ],
          [config, "  MaxCounter = 1\n", "  MaxCounter = 1\n  MostWaiters = 0\n"]
        )
        const { verdict, forbidden } = yield* found(specDirectory, head)
        assert.strictEqual(verdict, "refines")
        assert.deepStrictEqual(forbidden[0], ["Start Enqueue", [["Enqueue", "MostWaiters", "the configuration"]]])
      }),
    patience
  )

  it.live(
    "in two places that only act together is blamed on both",
    () =>
      Effect.gen(function* () {
        const held = "ExpireStep(resource)        == IsHeld(resource) /\\ Expire(resource) "
        const base = edited(["Coordination.tla", expireStep, held])
        const head = edited(["Leases.tla", expire, "Expire(resource) ==\n"])
        const { verdict, allowed } = yield* found(base, head)
        assert.strictEqual(verdict, "extends")
        assert.deepStrictEqual(allowed, [["Expire", [["Expire", "ExpireStep"]]]])
      }),
    patience
  )

  it.live(
    "of fairness shows in what a model claims of it, and nowhere else",
    () =>
      Effect.gen(function* () {
        const fair = "  /\\ \\A run \\in Runs, resource \\in Resources : WF_vars(Alone(GrantStep(run, resource)))\n"
        const head = edited(["Leasehold.tla", fair, ""])
        assert.deepStrictEqual(yield* found(specDirectory, head, { wanted: ["holds/MCProtocol_Liveness"] }), {
          ...nothing(),
          verdict: "equal",
          valuesVerdict: "equal",
          violated: ["EveryWaiterServed"],
          text: ["changed LeaseFairness"]
        })
      }),
    patience
  )

  it.live(
    "from the original design: it shares no more than the status of runs, and nothing of its names",
    () =>
      Effect.gen(function* () {
        const options = (head: string): Partial<DiffOptions> => ({
          wanted: [],
          pairs: [["phase7/falls/MCPhase7_AsWritten", head]]
        })
        const { models } = yield* report(specDirectory, specDirectory, options("holds/MCProtocol_Tasks"))
        const [{ verdict, seen, forbidden, allowed } = { verdict: "", seen: undefined, forbidden: [], allowed: [] }] =
          models
        assert.deepStrictEqual([verdict, seen?.common], ["incomparable", ["status"]])
        assert.deepStrictEqual(
          [seen?.removed, seen?.added.includes("lease")],
          [["at", "disk", "history", "lock", "seen"], true]
        )
        // Nobody starts without a host, and what the original calls reading is none of these steps.
        assert.include(
          forbidden.map(({ action }) => action),
          "Start"
        )
        assert.include(
          allowed.map(({ action }) => action),
          "HostCrash"
        )
        // With all of its faults repaired it no longer reads without a lock, which the configuration does.
        const repaired = yield* found(specDirectory, specDirectory, options("phase7/holds/MCPhase7_RepairedResumed"))
        assert.deepStrictEqual(
          [repaired.verdict, repaired.forbidden[0], repaired.violated],
          ["incomparable", ["Start Read", [["the configuration"]]], []]
        )
      }),
    patience
  )
})
