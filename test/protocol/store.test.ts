import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { notStanding, openingOf, openingRules, standingRules } from "../../src/protocol/index.ts"
import type { Opened, Standing, StorePlace } from "../../src/protocol/index.ts"

const here: StorePlace = { root: "/w", rootInode: "7:1", storeInode: "9:1", boot: "b" }
const joined: Opened = { recorded: here, here, othersLive: true, stagedAhead: false }

const standing: Standing = { storeHeld: "9:1", storeAt: "9:1", lockHeld: "8:1", lockAt: "8:1", lastRowKept: true }

const few = fc.constantFrom("a", "b")
const place = fc.record({ root: few, rootInode: few, storeInode: few, boot: few })
const anyOpened: fc.Arbitrary<Opened> = fc.record({
  recorded: fc.option(place),
  here: fc.option(place),
  othersLive: fc.boolean(),
  stagedAhead: fc.boolean()
})
const anyStanding: fc.Arbitrary<Standing> = fc.record({
  storeHeld: few,
  storeAt: fc.option(few),
  lockHeld: few,
  lockAt: fc.option(few),
  lastRowKept: fc.boolean()
})

describe("opening a store", () => {
  it("joins those who live in it, where it lay and as it was", () => {
    assert.strictEqual(openingOf(joined), "Join")
  })

  it("creates one where there is none, whatever else is found", () => {
    fc.assert(
      fc.property(anyOpened, (found) => {
        assert.strictEqual(openingOf(found) === "Create", found.here === null)
      })
    )
  })

  it("takes it for lost where any part of its place is another one, or it says none", () => {
    for (const part of ["root", "rootInode", "storeInode"] as const) {
      assert.strictEqual(openingOf({ ...joined, recorded: { ...here, [part]: "another" } }), "StoreLost", part)
    }
    assert.strictEqual(openingOf({ ...joined, recorded: null }), "StoreLost")
  })

  it("begins a generation after power loss: in another boot whatever shows, in this one where nobody lives", () => {
    const before = { ...here, boot: "before" }
    assert.strictEqual(openingOf({ ...joined, recorded: before }), "PowerLoss")
    assert.strictEqual(openingOf({ ...joined, recorded: before, stagedAhead: true }), "PowerLoss")
    assert.strictEqual(openingOf({ ...joined, othersLive: false }), "PowerLoss")
  })

  it("takes it for lost where a number shows that it has not given, whether anybody lives or not", () => {
    for (const othersLive of [true, false]) {
      assert.strictEqual(openingOf({ ...joined, othersLive, stagedAhead: true }), "StoreLost")
    }
  })

  it("joins only where nothing speaks against it", () => {
    fc.assert(
      fc.property(anyOpened, (found) => {
        if (openingOf(found) !== "Join") return
        assert.deepStrictEqual(found.recorded, found.here)
        assert.isTrue(found.othersLive && !found.stagedAhead)
      })
    )
  })
})

describe("a store that is open", () => {
  it("stands where all is as it was", () => {
    assert.isUndefined(notStanding(standing))
  })

  it("is missing where one of its files is, replaced where one is another, rewound where rows are gone", () => {
    assert.strictEqual(notStanding({ ...standing, storeAt: null, lastRowKept: false }), "Missing")
    assert.strictEqual(notStanding({ ...standing, lockAt: null, storeAt: "9:2" }), "Missing")
    assert.strictEqual(notStanding({ ...standing, storeAt: "9:2", lastRowKept: false }), "Replaced")
    assert.strictEqual(notStanding({ ...standing, lockAt: "8:2" }), "Replaced")
    assert.strictEqual(notStanding({ ...standing, lastRowKept: false }), "Rewound")
  })

  it("stands only where nothing speaks against it", () => {
    fc.assert(
      fc.property(anyStanding, (seen) => {
        const { storeHeld, storeAt, lockHeld, lockAt, lastRowKept } = seen
        const all = storeAt === storeHeld && lockAt === lockHeld && lastRowKept
        assert.strictEqual(notStanding(seen) === undefined, all)
      })
    )
  })
})

describe("the rules of stores", () => {
  it("have names of their own, and the last one of opening always applies", () => {
    const names = [...openingRules, ...standingRules].map(({ name }) => name)
    assert.strictEqual(new Set(names).size, names.length)
    fc.assert(fc.property(anyOpened, (found) => openingRules.at(-1)!.applies(found)))
  })
})
