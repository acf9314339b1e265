// What may be asked in vain in the lives of tasks: see life-moves.ts.
import { type Action } from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import { hostIds, keyIds } from "./actions.ts"
import { freshRun, moves, pick, spawn } from "./life-moves.ts"
import { grant, nth } from "./life-world.ts"
import { d, run } from "./world.ts"

/** Anything that may be asked of a task, whatever it is about, by whomever. */
export const asked = moves((world) => {
  const { view } = world
  const some = view.lives.slice(-6)
  const runs = [...some.map((one) => one.run), run("a1")]
  const ids = [...some.map(({ task }) => task), nth(view.lives.length + 1)]
  const reason = "Because."
  const question = { id: "q", text: "Which?" }
  return [
    ...ids.flatMap((task, salt): ReadonlyArray<Action> => [
      ...hostIds.map((host) => ({ ...spawn(world, host, pick(world, [null, ...runs], salt), salt), task }) as Action),
      { ...spawn(world, hostIds[0]!, null, salt), run: pick(world, runs, salt) } as Action,
      ...hostIds.map((host): Action => ({ _tag: "Resume", task, run: freshRun(world, task), host })),
      { _tag: "Resume", task, run: pick(world, runs, salt), host: hostIds[0]! },
      { _tag: "Start", run: freshRun(world, task), task, host: hostIds[0]! },
      { _tag: "Approve", task, grant },
      { _tag: "Deny", task, reason },
      { _tag: "Revoke", task, reason },
      { _tag: "Narrow", task, scope: everything },
      { _tag: "Schedule", task },
      { _tag: "Answer", task, answer: reason },
      { _tag: "Join", task },
      { _tag: "Exit", task },
      { _tag: "Tell", task, how: "success", changed: keyIds },
      { _tag: "Cancel", task, reason },
      { _tag: "TimeOut", task },
      { _tag: "Finish", task, changed: [] },
      { _tag: "Deliver", task },
      ...runs.map((of): Action => ({ _tag: "Take", run: of, task })),
      { _tag: "Delete", task }
    ]),
    ...runs.flatMap((of): ReadonlyArray<Action> => [
      { _tag: "Ask", run: of, question },
      { _tag: "Await", run: of },
      { _tag: "Exec", run: of, command: "any", resources: [d("")] },
      { _tag: "Exec", run: of, command: "any", tool: "rm", sweeps: true, resources: [d("x"), d("d")] },
      { _tag: "Exec", run: of, command: "any", sweeps: true, resources: [d("d/e"), d("d")] },
      { _tag: "Complete", run: of, outcome: reason },
      { _tag: "Fail", run: of, outcome: reason },
      { _tag: "End", run: of }
    ])
  ]
})
