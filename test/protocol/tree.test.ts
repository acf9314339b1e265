import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { contains, overlap, type Resource } from "../../src/protocol/index.ts"
import { nameOf } from "../../src/protocol/state.ts"
import * as table from "../../src/protocol/table.ts"
import * as tree from "../../src/protocol/tree.ts"
import { d, f, settings } from "./world.ts"

const paths = fc
  .array(fc.constantFrom("a", "b", "ab", "a.ts"), { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join("/"))
const resources: fc.Arbitrary<Resource> = fc.oneof(paths.map(f), paths.map(d), fc.constant(d("")))

/** Covers, spelled out: all files over these segments down to a depth below that of any resource. */
const universe = ((): ReadonlyArray<string> => {
  const names = ["a", "b", "ab"]
  let level = names
  const all = [...names]
  for (let depth = 1; depth < 4; depth++) {
    level = level.flatMap((path) => names.map((name) => `${path}/${name}`))
    all.push(...level)
  }
  return all
})()
const covers = ({ kind, path }: Resource): ReadonlyArray<string> =>
  universe.filter((file) => file === path || (kind === "subtree" && (path === "" || file.startsWith(`${path}/`))))
const small = fc
  .array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join("/"))
const smallResources = fc.oneof(small.map(f), small.map(d), fc.constant(d("")))

describe("covers", () => {
  it("overlap is to share a key, to contain is to have all keys of the other", () => {
    fc.assert(
      fc.property(smallResources, smallResources, (one, other) => {
        const [ones, others] = [covers(one), new Set(covers(other))]
        assert.strictEqual(
          overlap(one, other),
          ones.some((file) => others.has(file))
        )
        assert.strictEqual(
          contains(other, one),
          ones.every((file) => others.has(file))
        )
      }),
      settings(2_000)
    )
  })
})

const build = (entries: ReadonlyArray<Resource>): tree.Tree<Resource> =>
  entries.reduce((all, resource) => tree.withValue(all, resource, resource), tree.emptyTree<Resource>())

const collect = (found: Resource, all: Array<string>): boolean => {
  all.push(nameOf(found))
  return false
}

describe("the tree", () => {
  it("finds what overlaps or contains a resource, and only that", () => {
    fc.assert(
      fc.property(fc.array(resources, { maxLength: 30 }), resources, (entries, asked) => {
        const all = build(entries)
        const names = (holds: (entry: Resource) => boolean) => [...new Set(entries.filter(holds).map(nameOf))].sort()
        const [overlapping, containing]: [Array<string>, Array<string>] = [[], []]
        tree.findOverlapping(all, asked, collect, overlapping)
        tree.findContaining(all, asked, collect, containing)
        assert.deepStrictEqual(
          overlapping.sort(),
          names((entry) => overlap(entry, asked))
        )
        assert.deepStrictEqual(
          containing.sort(),
          names((entry) => contains(entry, asked))
        )
        assert.deepStrictEqual(
          tree.valuesOf(all).map(nameOf).sort(),
          names(() => true)
        )
        for (const entry of entries) assert.strictEqual(nameOf(tree.valueAt(all, entry)!), nameOf(entry))
      }),
      settings(500)
    )
  })

  it("is as it was when what was added is removed, and leaves older versions alone", () => {
    fc.assert(
      fc.property(fc.array(resources, { maxLength: 20 }), resources, (entries, extra) => {
        const others = entries.filter((entry) => nameOf(entry) !== nameOf(extra))
        const before = build(others)
        const then = JSON.stringify(before)
        const more = tree.withValue(before, extra, extra)
        assert.deepStrictEqual(tree.withoutValue(more, extra), before)
        assert.deepStrictEqual(tree.withoutValue(before, extra), before)
        assert.strictEqual(JSON.stringify(before), then)
        const none = others.reduce((rest, entry) => tree.withoutValue(rest, entry), before)
        assert.isTrue(tree.isEmptyTree(none))
      }),
      settings(300)
    )
  })
})

describe("the table", () => {
  // "Aa" and "BB" have the same hash, and so have all strings of them of one length.
  const clashing = fc.array(fc.constantFrom("Aa", "BB"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""))
  const keys = fc.oneof(clashing, fc.string({ maxLength: 3 }), fc.nat(40).map(String))
  const changes = fc.array(fc.tuple(keys, fc.option(fc.nat(3), { nil: undefined })), { maxLength: 120, size: "max" })

  it("is a Map that does not change", () => {
    fc.assert(
      fc.property(changes, (all) => {
        const model = new Map<string, number>()
        let subject = table.empty<string, number>()
        for (const [at, value] of all) {
          const [old, expected] = [subject, [...model].sort()]
          if (value === undefined) {
            model.delete(at)
            subject = table.remove(subject, at)
          } else {
            model.set(at, value)
            subject = table.set(subject, at, value)
          }
          assert.deepStrictEqual(
            [...table.entries(old)].sort(),
            expected.map(([k, v]) => [k, v] as const)
          )
          assert.strictEqual(table.get(subject, at), value)
        }
        assert.deepStrictEqual([...table.entries(subject)].sort(), [...model].sort())
        assert.strictEqual(table.isEmpty(subject), model.size === 0)
      }),
      settings(300)
    )
  })

  it("has one shape for the same entries, however they came", () => {
    fc.assert(
      fc.property(changes, fc.infiniteStream(fc.nat()), (all, numbers) => {
        let subject = table.empty<string, number>()
        for (const [at, value] of all)
          subject = value === undefined ? table.remove(subject, at) : table.set(subject, at, value)
        const shuffled = table
          .entries(subject)
          .map((entry) => [entry, numbers.next().value ?? 0] as const)
          .sort(([, one], [, other]) => one - other)
        let rebuilt = table.empty<string, number>()
        for (const [[at, value]] of shuffled) rebuilt = table.set(rebuilt, at, value)
        assert.deepStrictEqual(rebuilt, subject)
      }),
      settings(300)
    )
  })

  it("stays the very same when nothing changes", () => {
    const one = table.set(table.set(table.empty<number, string>(), 1, "a"), 33, "b")
    assert.strictEqual(table.set(one, 33, "b"), one)
    assert.strictEqual(table.remove(one, 7), one)
  })
})

describe("paths", () => {
  it("of any length are walked", () => {
    const deep = f(Array.from({ length: 2_000 }, () => "a").join("/"))
    assert.strictEqual(tree.valueAt(tree.withValue(tree.emptyTree<number>(), deep, 1), deep), 1)
  })
})
