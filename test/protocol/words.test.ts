import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  Absent,
  Action,
  firstOpen,
  holderOf,
  intentId,
  IntentId,
  intentsOf,
  Key,
  leaseAt,
  leasesOf,
  observationOf,
  oldestAt,
  queueAt,
  Resource
} from "../../src/protocol/index.ts"
import { decidedTwo } from "./verdict-table-writes.ts"
import { after, content, d, f, intent, key, part, run, running } from "./world.ts"

describe("words", () => {
  it("a key is a path in the workspace, already canonical", () => {
    for (const path of ["a", "src/a.ts", ".env", "a b/c", "..a"]) assert.isTrue(Schema.is(Key)(path), path)
    for (const path of ["", "/", "/a", "a/", "a//b", ".", "a/./b", "../a", "a/..", "a\0b", "a/".repeat(2_048) + "a"])
      assert.isFalse(Schema.is(Key)(path), path)
  })

  it("a resource is a file, or a subtree that may be the whole workspace", () => {
    assert.isTrue(Schema.is(Resource)({ kind: "subtree", path: "" }))
    assert.isTrue(Schema.is(Resource)({ kind: "file", path: "a" }))
    assert.isFalse(Schema.is(Resource)({ kind: "file", path: "" }))
    assert.isFalse(Schema.is(Resource)({ kind: "subtree", path: "/etc" }))
  })

  it("an action decodes to the plain object that it is", () => {
    const action = { _tag: "Acquire", run: "a1", resource: { kind: "file", path: "d/x" } }
    assert.deepStrictEqual(Schema.decodeUnknownSync(Action)(action), action as Action)
    assert.isFalse(Schema.is(Action)({ ...action, _tag: "Seize" }))
    assert.isFalse(Schema.is(Action)({ ...action, run: "" }))
  })

  it("an id of an intent is a generation and a number", () => {
    for (const id of ["0.1", "12.340"]) assert.isTrue(Schema.is(IntentId)(id), id)
    for (const id of ["0", "0.0", "0.01", "1.", ".1", "-1.1", "1.1.1", "a.1"])
      assert.isFalse(Schema.is(IntentId)(id), id)
    assert.strictEqual(intentId(3, 17), "3.17")
  })

  it("a write has at least one part, and files that are seen have all three marks", () => {
    const parts = [part("d/x", content("A"), Absent)]
    const decide = { _tag: "Decide", run: "a1", parts }
    assert.deepStrictEqual(Schema.decodeUnknownSync(Action)(decide), decide as unknown as Action)
    assert.isFalse(Schema.is(Action)({ ...decide, parts: [] }))
    const judge = (file: unknown) => ({ _tag: "Judge", host: "h", key: "x", seen: [{ key: "x", file, staged: null }] })
    assert.isTrue(Schema.is(Action)(judge({ content: "A", inode: "1", beingWritten: false })))
    assert.isTrue(Schema.is(Action)(judge(null)))
    assert.isFalse(Schema.is(Action)(judge({ content: "A", inode: "1" })))
  })
})

describe("a query", () => {
  const [a1, b1, r1] = [run("a1"), run("b1"), run("r1")]
  const state = after([
    ...running,
    { _tag: "Acquire", run: a1, resource: d("d/e") },
    { _tag: "Acquire", run: a1, resource: f("d/e/x") },
    { _tag: "Enqueue", run: b1, resource: d("d") },
    { _tag: "Enqueue", run: a1, resource: f("d/z") },
    { _tag: "Observe", run: r1, key: key("d/z"), found: content("A"), beingWritten: false }
  ])

  it("tells who may write a key: whoever holds a directory above, or the file", () => {
    assert.deepStrictEqual(holderOf(state, key("d/e/y"))?.resource, d("d/e"))
    assert.deepStrictEqual(holderOf(state, key("d/e/x"))?.resource, d("d/e"))
    assert.isUndefined(holderOf(state, key("d/z")))
  })

  it("tells of one lease, of a run's leases in the order of their tokens, and of nobody's", () => {
    assert.strictEqual(leaseAt(state, f("d/e/x"))?.run, a1)
    assert.isUndefined(leaseAt(state, f("d/e/y")))
    assert.deepStrictEqual(
      leasesOf(state, a1).map(({ resource }) => resource),
      [d("d/e"), f("d/e/x")]
    )
    assert.deepStrictEqual([leasesOf(state, b1), leasesOf(state, run("unknown"))], [[], []])
  })

  it("tells who waits for what overlaps, the first to come first", () => {
    assert.deepStrictEqual(
      queueAt(state, d("")).map((place) => place.run),
      [b1, a1]
    )
    assert.deepStrictEqual(
      queueAt(state, f("d/e/x")).map((place) => place.run),
      [b1]
    )
    assert.deepStrictEqual(queueAt(state, f("a.ts")), [])
  })

  it("tells what a run saw last", () => {
    assert.strictEqual(observationOf(state, r1, key("d/z")), "A")
    assert.isUndefined(observationOf(state, a1, key("d/z")))
    assert.isUndefined(observationOf(state, run("unknown"), key("d/z")))
  })

  it("tells of the writes of a key: the oldest one, the oldest that is open, and all", () => {
    assert.strictEqual(firstOpen(decidedTwo, key("d/x"))?.id, intent("0.4"))
    assert.strictEqual(oldestAt(decidedTwo, key("d/x"))?.id, intent("0.2"))
    assert.isUndefined(firstOpen(decidedTwo, key("d/z")))
    assert.isUndefined(oldestAt(decidedTwo, key("d/z")))
    assert.deepStrictEqual(
      intentsOf(decidedTwo).map(({ id }) => id),
      [intent("0.2"), intent("0.4")]
    )
  })
})
