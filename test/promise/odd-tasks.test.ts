// What callers without types give for the life of tasks, or with too little care.
import { assert, describe, it } from "@effect/vitest"
import { forModel, InvalidOptions, isLeaseholdError, openWorkspace } from "../../src/index.ts"
import { approving, reasonOf } from "./support.ts"

describe("what is given for the life of a task", () => {
  it("is refused if it cannot be so, and nothing is written down", async () => {
    const { workspace, one } = await approving()
    const { tasks } = workspace
    const odd = [
      tasks.spawn({ id: "" }, () => {}),
      tasks.spawn({ id: 5 as never }, () => {}),
      tasks.spawn({ title: 5 as never }, () => {}),
      tasks.spawn({ allowWrites: "yes" as never }, () => {}),
      tasks.spawn({ timeoutMs: -1 }, () => {}),
      tasks.spawn({ timeoutMs: Number.NaN }, () => {}),
      tasks.spawn({ scope: { writes: [] } as never }, () => {}),
      workspace.start({ id: "odd", background: "no" as never }),
      tasks.resume(undefined as never, () => {}),
      tasks.cancel(5 as never),
      tasks.cancel("one", 5 as never),
      tasks.answer("one", undefined as never),
      tasks.deny("one", null as never),
      tasks.revoke("", "no"),
      tasks.narrow("one", undefined as never),
      tasks.narrow("one", { write: { allow: ["[z-a]"] } }),
      tasks.narrow(5 as never, {}),
      tasks.delete({} as never),
      tasks.approve({} as never, "me"),
      tasks.approve({ task: "one", digest: "0" }, ""),
      tasks.approve({ task: "one", digest: "0" }, "me", { expires: Number.NaN }),
      one.ask(5 as never),
      one.acknowledge(undefined as never),
      one.complete(5 as never),
      openWorkspace({ directory: workspace.root, questions: { waitMs: 0, otherwise: null } }),
      openWorkspace({ directory: workspace.root, questions: { waitMs: 1 } as never })
    ]
    for (const [at, call] of odd.entries()) {
      const refused = await reasonOf(call)
      assert.isTrue(refused instanceof InvalidOptions, `${at}: ${String(refused)}`)
    }
    assert.throws(() => one.report({ kind: "output", name: "secret" } as never), "an option cannot be so")
    assert.lengthOf(await tasks.list(), 2)
    await one.create("a.txt", "")
  })

  it("has to be functions where something is called", async () => {
    const { workspace, one } = await approving()
    for (const call of [
      () => workspace.tasks.spawn({}, undefined as never),
      () => one.spawn({}, {} as never),
      () => workspace.tasks.resume("one", "body" as never),
      () => workspace.start({ id: "odd" }, { cancel: "now" } as never),
      () => workspace.start({ id: "odd" }, { isAlive: true } as never)
    ])
      assert.match(String(await reasonOf(call())), /TypeError: .+ is a function/)
    assert.lengthOf(await workspace.tasks.list(), 2)
  })

  it("may name a task that there is not, which is told", async () => {
    const { workspace } = await approving()
    const { tasks } = workspace
    const calls = [
      tasks.cancel("none"),
      tasks.answer("none", "yes"),
      tasks.deny("none", "no"),
      tasks.revoke("none", "no"),
      tasks.narrow("none", {}),
      tasks.delete("none"),
      tasks.approve({ task: "none", digest: "0" }, "me"),
      tasks.resume("none", () => {})
    ]
    const names = await Promise.all(calls.map((call) => reasonOf(call)))
    assert.deepStrictEqual(
      names.map((error) => (isLeaseholdError(error) ? error._tag : String(error))),
      [
        "AlreadyEnded",
        "NotWaiting",
        "NotPending",
        "NotGranted",
        "TaskNotLive",
        "NotEnded",
        "NotPending",
        "NotInterrupted"
      ]
    )
    for (const error of names) assert.isNotEmpty(forModel(error as never))
  })
})
