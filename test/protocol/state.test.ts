import { assert, describe, it } from "@effect/vitest"
import { defaultLimits, init, withTask } from "../../src/protocol/index.ts"
import { after, f, foreground, orders, readOnly, refusal, run, running, task, tasks, verdict } from "./world.ts"

const take = { _tag: "Acquire", run: run("a1"), resource: f("d/x") } as const

describe("a workspace", () => {
  it("leaves what a write displaced alone for ten seconds unless it is said otherwise", () => {
    assert.strictEqual(defaultLimits.graceMs, 10_000)
  })

  it("has leases of two minutes unless it is said otherwise", () => {
    const before = after(running, 0, init({ tasks }))
    const held = after([take], 7, before)
    const until = 7 + 120_000
    assert.strictEqual(defaultLimits.leaseMs, 120_000)
    assert.deepInclude(orders(before, take, 7)[0], { _tag: "Granted", expires: until })
    const expire = { _tag: "Expire", resource: take.resource } as const
    assert.deepInclude(refusal(held, expire, until - 1), { _tag: "NotExpired", expires: until, now: until - 1 })
    assert.strictEqual(verdict(held, expire, until), "ok")
  })
})

describe("a task that is described later", () => {
  it("may then do what it is said to", () => {
    const state = after(running, 0, init({}))
    assert.strictEqual(verdict(state, take), "WriteNotAllowed")
    const described = withTask(state, task("a"), foreground)
    assert.strictEqual(verdict(described, take), "ok")
    assert.strictEqual(verdict(state, take), "WriteNotAllowed")
  })

  it("has its new profile at once, also where it runs and holds", () => {
    const held = after([...running, take])
    const confined = withTask(held, task("a"), readOnly)
    assert.strictEqual(verdict(held, take), "ok")
    assert.strictEqual(verdict(confined, take), "WriteNotAllowed")
    assert.strictEqual(verdict(confined, { ...take, _tag: "Release", handle: 1 as never }), "ok")
  })
})
