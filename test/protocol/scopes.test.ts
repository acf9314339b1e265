// What the core makes of the scope of a task: who may read and lease what, and what is told.
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  type Action,
  brokenBy,
  brokenIn,
  forModel,
  fromSnapshot,
  init,
  snapshot,
  step,
  type State,
  taken,
  type Task,
  withFolds
} from "../../src/protocol/index.ts"
import { allows, everything, nothing, type Scope, type ScopeInput } from "../../src/scope/index.ts"
import { decider, key as someKey, scopeInput } from "../scope/patterns.ts"
import {
  after,
  content,
  d,
  f,
  foreground,
  host,
  key,
  limits,
  refusal,
  run,
  scope,
  settings,
  task,
  verdict,
  writing
} from "./world.ts"

/** The task a, with that scope, runs as a1. */
const world = (given: Scope, folds: State["folds"] = "nothing"): State => {
  const profile: Task = { ...foreground, scope: given }
  const from = withFolds(init({ tasks: [[task("a"), profile]], limits }), folds)
  const actions: ReadonlyArray<Action> = [
    { _tag: "HostOpen", host: host("h") },
    { _tag: "Start", run: run("a1"), task: task("a"), host: host("h") }
  ]
  return after(actions, 0, from)
}

const lease = (resource: ReturnType<typeof f>): Action => ({ _tag: "Acquire", run: run("a1"), resource })

const look = (path: string): Action => ({
  _tag: "Observe",
  run: run("a1"),
  key: key(path),
  found: content("A"),
  beingWritten: false
})

describe("what a task may do", () => {
  it("is what its scope allows, and what it may write it may read", () => {
    const property = fc.property(scopeInput, fc.array(someKey, { minLength: 1 }), (input, keys) => {
      const [state, asked] = [world(scope(input)), decider(input)]
      for (const path of keys) {
        const [mayRead, mayWrite] = [verdict(state, look(path)), verdict(state, lease(f(path)))]
        assert.strictEqual(mayRead, allows(asked, "read", path) ? "ok" : "OutOfScope", path)
        assert.strictEqual(mayWrite, allows(asked, "write", path) ? "ok" : "OutOfScope", path)
        if (mayWrite === "ok") assert.strictEqual(mayRead, "ok")
      }
    })
    fc.assert(property, settings(100))
  })

  it("is everything where nothing is narrowed, and nothing where nothing is allowed", () => {
    assert.strictEqual(verdict(world(everything), lease(d(""))), "ok")
    assert.strictEqual(verdict(world(everything), lease(f("a/b"))), "ok")
    assert.strictEqual(verdict(world(nothing), look("a")), "OutOfScope")
    // Nobody said what the task may do.
    assert.strictEqual(verdict(after([], 0, { ...world(everything), tasks: init({}).tasks }), look("a")), "OutOfScope")
  })

  it("is never Leasehold's own", () => {
    for (const given of [everything, writing(["**"]), writing([".leasehold/**"])])
      for (const own of [f(".leasehold/store.db"), f(".leasehold"), d(".leasehold"), d(".leasehold/stage")])
        assert.strictEqual(verdict(world(given), lease(own)), "OutOfScope")
    assert.strictEqual(verdict(world(everything), look(".leasehold/mark")), "OutOfScope")
    assert.strictEqual(verdict(world(everything), lease(f(".leaseholder"))), "ok")
  })

  it("is a directory only if all beneath it is in scope", () => {
    const state = world(writing(["src/**", "docs/*"], ["src/gen/**"]))
    for (const [resource, expected] of [
      [d("src/ui"), "ok"],
      [d("src"), "OutOfScope"],
      [d("src/gen/x"), "OutOfScope"],
      [d("docs"), "OutOfScope"],
      [d(""), "OutOfScope"]
    ] as const)
      assert.strictEqual(verdict(state, lease(resource)), expected, resource.path)
  })

  it("follows how names compare in the workspace", () => {
    const given = writing(["SRC/**"], ["**/Secret"])
    assert.strictEqual(verdict(world(given), lease(f("src/a"))), "OutOfScope")
    assert.strictEqual(verdict(world(given, "case"), lease(f("src/a"))), "ok")
    assert.strictEqual(verdict(world(given, "case"), lease(f("src/secret"))), "OutOfScope")
    const composed = writing(["\u00e9"])
    assert.strictEqual(verdict(world(composed, "unicode"), lease(f("\u00e9"))), "ok")
    assert.strictEqual(verdict(world(writing(["e\u0301"]), "unicode"), lease(f("\u00e9"))), "ok")
    assert.strictEqual(verdict(world(writing(["e\u0301"])), lease(f("\u00e9"))), "OutOfScope")
  })

  it("is nothing if nobody can decide it in bounded time", () => {
    const hard = Array.from({ length: 200 }, (_, i) => `packages/${i}/**/*.{ts,tsx}`)
    assert.strictEqual(verdict(world(writing(hard)), lease(f("packages/1/a.ts"))), "OutOfScope")
  })

  it("stays when a state is written down and read again", () => {
    const state = world(writing(["SRC/**"]), "case")
    const read = fromSnapshot(snapshot(state))
    assert.strictEqual(verdict(read, lease(f("src/a"))), "ok")
    assert.deepStrictEqual(snapshot(read), snapshot(state))
  })

  it("is what is asked for: of what was leased or seen before it was narrowed nothing is taken back", () => {
    const acted = after([look("src/a"), lease(f("src/a"))], 0, world(everything))
    const view = snapshot(acted)
    const narrowed = fromSnapshot({
      ...view,
      tasks: view.tasks.map((one) => ({ ...one, scope: scope({ read: { allow: ["b"] } }) }))
    })
    assert.deepStrictEqual(brokenIn(narrowed), [])
    // Who took a step that must be refused broke a law.
    const broken = (action: Action) => {
      const [before, next] = [snapshot(narrowed), step(world(everything), action, 0)]
      return brokenBy(taken(before, narrowed, action, next))
    }
    assert.include(broken(lease(f("src/b"))), "LeasesWithinScope")
    assert.include(broken(look("src/b")), "ReadsWithinScope")
    assert.notInclude(broken(lease(f("b"))), "LeasesWithinScope")
    assert.notInclude(broken(look("b")), "ReadsWithinScope")
  })
})

describe("a child", () => {
  const spawn = (given: ScopeInput): Action => ({
    _tag: "Spawn",
    task: task("c"),
    run: run("c1"),
    host: host("h"),
    by: run("a1"),
    profile: { ...foreground, scope: scope(given) },
    timeoutMs: null
  })
  const profile: Task = {
    ...foreground,
    scope: scope({
      read: { allow: ["**"], deny: ["secrets/**"] },
      write: { allow: ["src/**"] },
      tools: { allow: ["web*"] }
    })
  }
  const parent = after([
    { _tag: "HostOpen", host: host("h") },
    { _tag: "Spawn", task: task("a"), run: run("a1"), host: host("h"), by: null, profile, timeoutMs: null },
    { _tag: "Schedule", task: task("a") }
  ])
  const read = { allow: ["docs/**", "src/**"] }
  const tools = { allow: ["webfetch"] }

  it("is given no more than its parent has", () => {
    const beyond: ReadonlyArray<readonly [scope: ScopeInput, example: string]> = [
      [{ read: { allow: ["**"] }, write: { allow: ["src/**"] }, tools }, 'to read "secrets"'],
      [{ read, write: { allow: ["**"] }, tools }, 'to write "docs"'],
      [{ read, write: { allow: ["src/*"] } }, 'to call the tool "']
    ]
    for (const [given, example] of beyond) {
      const conflict = refusal(parent, spawn(given))
      assert.strictEqual(conflict._tag, "ScopeTooWide")
      assert.include(forModel(conflict), `would be allowed ${example}`)
    }
    assert.strictEqual(verdict(parent, spawn({ read, write: { allow: ["src/*"] }, tools })), "ok")
    // It may write no more than it may read, so that is no more.
    assert.strictEqual(verdict(parent, spawn({ read: { allow: ["src/**"] }, write: { allow: ["**"] }, tools })), "ok")
  })

  it("keeps of its scope what it is narrowed to, whatever that asks for", () => {
    const state = after(
      [
        spawn({ read, write: { allow: ["src/*"] }, tools }),
        { _tag: "Schedule", task: task("c") },
        { _tag: "Narrow", task: task("c"), scope: scope({ write: { allow: ["**/a", "docs/**"] } }) }
      ],
      0,
      parent
    )
    const may = (path: string) => verdict(state, { _tag: "Acquire", run: run("c1"), resource: f(path) })
    assert.deepStrictEqual(["src/a", "src/b", "docs/a"].map(may), ["ok", "OutOfScope", "OutOfScope"])
  })
})

describe("what is told of what is out of scope", () => {
  const state = world(
    scope({
      read: { allow: ["**"], deny: ["**/.env"] },
      write: { allow: ["docs/*.md", "src/**"], deny: ["src/gen/**"] }
    })
  )
  const told = (action: Action) => {
    const { _tag, nearest, denied } = refusal(state, action) as never as {
      _tag: string
      nearest: unknown
      denied: unknown
    }
    return [_tag, nearest, denied]
  }

  it("is the pattern that denies it, or the nearest that would allow it", () => {
    assert.deepStrictEqual(told(lease(f("src/gen/a"))), ["OutOfScope", null, "src/gen/**"])
    assert.deepStrictEqual(told(lease(f("src/.env"))), ["OutOfScope", null, "**/.env"])
    assert.deepStrictEqual(told(look("x/.env")), ["OutOfScope", null, "**/.env"])
    assert.deepStrictEqual(told(lease(f("srcs/a"))), ["OutOfScope", "src/**", null])
    assert.deepStrictEqual(told(lease(f("docs/a/b.md"))), ["OutOfScope", "docs/*.md", null])
  })

  it("is of a directory what beneath it is left out", () => {
    assert.deepStrictEqual(told(lease(d("src/gen/a"))), ["OutOfScope", null, "src/gen/**"])
    assert.deepStrictEqual(told(lease(d("src"))), ["OutOfScope", null, "src/gen/**"])
    assert.deepStrictEqual(told(lease(d("docs"))), ["OutOfScope", "docs/*.md", null])
  })

  it("is nothing where nothing comes near", () => {
    assert.deepStrictEqual(told(lease(f(".leasehold/mark"))), ["OutOfScope", null, null])
    assert.include(forModel(refusal(world(nothing), look("a"))), "Nothing near it is in scope. Report what you need.")
  })
})
