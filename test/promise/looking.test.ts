// What is told to people and models that look at tasks, with promises.
import { assert, describe, it } from "@effect/vitest"
import { orchestratorPrompt, type Task } from "../../src/index.ts"
import { aborted, approving } from "./support.ts"

describe("guidance", () => {
  it("says who may write, and where they overlap", async () => {
    const { workspace, one, other } = await approving()
    await Promise.all([one.end(), other.end()])
    assert.strictEqual(await orchestratorPrompt(workspace), "")
    const writing = { allowWrites: true, scope: { write: { allow: ["docs/**"] } } }
    const body = async (_: Task, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
      await aborted(signal)
    }
    await workspace.tasks.spawn({ id: "docs", ...writing }, body)
    const second = await workspace.tasks.spawn({ id: "more", ...writing }, body)
    const example = second.overlaps[0]!.example!
    assert.deepStrictEqual(second.overlaps, [{ task: "docs", example }])
    assert.match(example, /^docs/)
    assert.deepStrictEqual(
      (await workspace.tasks.writers()).map(({ task, overlaps }) => [task, overlaps]),
      [
        ["docs", [{ task: "more", example }]],
        ["more", [{ task: "docs", example }]]
      ]
    )
    assert.include(await orchestratorPrompt(workspace), `"docs" and "more" both may write "${example}"`)
  })
})

describe("who looks at a task", () => {
  it("sees how it gets on, until it is over", async () => {
    const { workspace } = await approving()
    const begun = Promise.withResolvers<void>()
    const spawned = await workspace.tasks.spawn({ id: "docs" }, async (task) => {
      task.report({ kind: "call", name: "read" })
      begun.resolve()
    })
    await begun.promise
    await spawned.result()
    const entries: Array<string> = []
    for await (const batch of workspace.tasks.subscribe("docs"))
      for (const entry of batch) entries.push(entry.kind === "status" ? entry.status : `${entry.kind} ${entry.name}`)
    assert.deepStrictEqual(entries, ["queued", "running", "stopping", "completed", "call read"])
  })

  it("goes by the signal", async () => {
    const { workspace } = await approving()
    const controller = new AbortController()
    const batches: Array<unknown> = []
    for await (const batch of workspace.tasks.subscribe("one", { signal: controller.signal })) {
      batches.push(batch)
      controller.abort()
    }
    assert.lengthOf(batches, 1)
  })
})
