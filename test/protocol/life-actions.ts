// Any action of the life of tasks, chosen blindly: see actions.ts.
import * as fc from "fast-check"
import type { Action } from "../../src/protocol/index.ts"
import { grant, profiles, runOfTask, scopeOf } from "./life-world.ts"
import { d, f, host, key, run, task } from "./world.ts"

const hosts = fc.constantFrom(...["h", "i", "j"].map(host))
const taskIds = ["a", "t1", "t2", "t3", "t4", "t5"].map(task)
const ids = fc.constantFrom(...taskIds)
const runs = fc.constantFrom(run("a1"), ...taskIds.slice(1).flatMap((id) => [runOfTask(id, 1), runOfTask(id, 2)]))
const regions = fc.constantFrom([d("")], [d("d")], [d("d/e"), f("a.ts")], [])
const scopes = fc.constantFrom(
  ...[[d("")], [d("d")], [d("d/e"), f("a.ts")], []].flatMap((writes) => [scopeOf(writes), scopeOf(writes, [d("d")])])
)
const changed = fc.subarray(["d/e/x", "d/z", "a.ts"].map(key))
const text = fc.constant("Because.")

const arbitrary = <Name extends Action["_tag"]>(
  _tag: Name,
  fields: { readonly [K in keyof Omit<Extract<Action, { _tag: Name }>, "_tag">]: fc.Arbitrary<unknown> }
): fc.Arbitrary<Action> =>
  fc.record({ _tag: fc.constant(_tag), ...fields }) as fc.Arbitrary<unknown> as fc.Arbitrary<Action>

/** Each as often as any other. */
export const lifeActions: fc.Arbitrary<Action> = fc.oneof(
  arbitrary("Spawn", {
    task: ids,
    run: runs,
    host: hosts,
    by: fc.option(runs),
    profile: fc.constantFrom(...profiles),
    timeoutMs: fc.option(fc.integer({ min: 1, max: 300 }))
  }),
  arbitrary("Approve", { task: ids, grant: fc.constant(grant) }),
  arbitrary("Deny", { task: ids, reason: text }),
  arbitrary("Revoke", { task: ids, reason: text }),
  arbitrary("Narrow", { task: ids, scope: scopes }),
  arbitrary("Schedule", { task: ids }),
  arbitrary("Ask", { run: runs, question: fc.constant({ id: "q", text: "Which?" }) }),
  arbitrary("Answer", { task: ids, answer: fc.option(text) }),
  arbitrary("Await", { run: runs }),
  arbitrary("Join", { task: ids }),
  arbitrary("Exec", { run: runs, command: fc.constant("blind"), resources: regions }),
  arbitrary("Exit", { task: ids }),
  arbitrary("Tell", { task: ids, how: fc.constantFrom("success", "failure"), changed }),
  arbitrary("Complete", { run: runs, outcome: text }),
  arbitrary("Fail", { run: runs, outcome: text }),
  arbitrary("Cancel", { task: ids, reason: text }),
  arbitrary("TimeOut", { task: ids }),
  arbitrary("Finish", { task: ids, changed }),
  arbitrary("Deliver", { task: ids }),
  arbitrary("Take", { run: runs, task: ids }),
  arbitrary("Resume", { task: ids, run: runs, host: hosts }),
  arbitrary("Delete", { task: ids })
)
