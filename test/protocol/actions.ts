// Any action of the small workspace, chosen blindly: most of them are refused, and what they tell of the disk is seldom true.
import * as fc from "fast-check"
import { Absent, type Action, type Resource, type SeenFile } from "../../src/protocol/index.ts"
import { content, d, f, handle, host, inode, intent, key, run, task } from "./world.ts"

export const hostIds = ["h", "i", "j"].map(host)
export const runIds = ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "r1", "s1"].map(run)
export const keyIds = ["d/e/x", "d/e/y", "d/z", "a.ts"].map(key)

const hosts = fc.constantFrom(...hostIds)
const runs = fc.constantFrom(...runIds)
const paths = ["d", "d/e", "d/e/x", "d/e/y", "d/z", "de", "a.ts"]
export const resources: fc.Arbitrary<Resource> = fc.oneof(
  fc.constantFrom(...paths).map(f),
  fc.constantFrom("", ...paths).map(d)
)
const keys = fc.constantFrom(...keyIds)
const contents = fc.constantFrom(Absent, content("A"), content("B"))
const handles = fc.integer({ min: 1, max: 12 }).map(handle)
const intents = fc.constantFrom("0.1", "0.3", "0.5", "1.1").map(intent)
const inodes = fc.constantFrom("0.1:d/e/x", "0.2:d/e/x", "old").map(inode)

const seenFile: fc.Arbitrary<SeenFile> = fc.option(
  fc.record({ content: contents, inode: inodes, beingWritten: fc.boolean() }),
  { nil: null }
)

const arbitrary = <Name extends Action["_tag"]>(
  _tag: Name,
  fields: { readonly [K in keyof Omit<Extract<Action, { _tag: Name }>, "_tag">]: fc.Arbitrary<unknown> }
): fc.Arbitrary<Action> =>
  fc.record({ _tag: fc.constant(_tag), ...fields }) as fc.Arbitrary<unknown> as fc.Arbitrary<Action>

// A run is an instance of one task for ever, as in the spec: its first letter says which. Task c is in no table.
const starts = fc
  .tuple(runs, hosts)
  .map(([id, at]): Action => ({ _tag: "Start", run: id, task: task(id.slice(0, 1)), host: at }))

// One key or two, each once: a write is a function of its keys.
const parts = fc.uniqueArray(
  fc
    .record({ key: keys, base: contents, content: contents, found: contents })
    .map((one) => ({ ...one, inode: one.content === Absent ? null : inode(`blind ${one.key}`) })),
  { minLength: 1, maxLength: 2, selector: ({ key: at }) => at }
)

const seen = fc.uniqueArray(fc.record({ key: keys, file: seenFile, staged: seenFile }), {
  maxLength: 3,
  selector: ({ key: at }) => at
})

const lateChecks = fc
  .record({ key: keys, staged: seenFile })
  .map(({ key: at, staged }): Action => ({ _tag: "LateCheck", key: at, seen: [{ key: at, staged }] }))

const inGate = { host: hosts, key: keys }
const lost = fc.uniqueArray(intents, { maxLength: 2 })

/** Any action of this small workspace; those that come to something more often than others. */
export const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: arbitrary("HostOpen", { host: hosts }) },
  { weight: 2, arbitrary: arbitrary("HostCrash", { host: hosts }) },
  { weight: 4, arbitrary: arbitrary("Reap", { host: hosts }) },
  { weight: 8, arbitrary: starts },
  { weight: 2, arbitrary: arbitrary("End", { run: runs }) },
  { weight: 12, arbitrary: arbitrary("Acquire", { run: runs, resource: resources }) },
  { weight: 12, arbitrary: arbitrary("Enqueue", { run: runs, resource: resources }) },
  { weight: 6, arbitrary: arbitrary("Withdraw", { run: runs, resource: resources }) },
  { weight: 4, arbitrary: arbitrary("Renew", { run: runs, resource: resources }) },
  { weight: 10, arbitrary: arbitrary("Release", { run: runs, resource: resources, handle: handles }) },
  { weight: 12, arbitrary: arbitrary("Grant", { run: runs, resource: resources }) },
  { weight: 6, arbitrary: arbitrary("Expire", { resource: resources }) },
  {
    weight: 12,
    arbitrary: arbitrary("Observe", { run: runs, key: keys, found: contents, beingWritten: fc.boolean() })
  },
  { weight: 12, arbitrary: arbitrary("Decide", { run: runs, parts }) },
  { weight: 4, arbitrary: arbitrary("EnterGate", inGate) },
  { weight: 4, arbitrary: arbitrary("Judge", { ...inGate, seen }) },
  { weight: 3, arbitrary: arbitrary("Exchange", { ...inGate, done: fc.boolean() }) },
  { weight: 3, arbitrary: arbitrary("Probe", { ...inGate, beingWritten: fc.boolean() }) },
  { weight: 3, arbitrary: arbitrary("Hash", { ...inGate, content: contents }) },
  { weight: 3, arbitrary: arbitrary("TurnBack", { ...inGate, done: fc.boolean() }) },
  { weight: 3, arbitrary: arbitrary("KeepAside", inGate) },
  { weight: 3, arbitrary: arbitrary("Sync", inGate) },
  { weight: 3, arbitrary: arbitrary("Settle", inGate) },
  { weight: 3, arbitrary: arbitrary("Refuse", inGate) },
  { weight: 2, arbitrary: arbitrary("Flush", {}) },
  { weight: 4, arbitrary: lateChecks },
  { weight: 1, arbitrary: arbitrary("PowerLoss", { lost }) },
  { weight: 1, arbitrary: arbitrary("StoreLost", { lost }) }
)

/** The contents that somebody writes. */
export const written = ["A", "B", "C"].map(content)
