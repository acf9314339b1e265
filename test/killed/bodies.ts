// What each task does. Whoever goes on with one begins anew, and finds what it did before.
import { Effect, type Scope } from "effect"
import type { Body, Spawned, SpawnOptions, Task } from "../../src/tasks/interface.ts"
import type { WorkspaceService } from "../../src/workspace/workspace.ts"
import { answerTo } from "./deciding.ts"
import { ownOf, type Planned, sharedOf } from "./plan.ts"
import type { Say } from "./said.ts"

export interface World {
  readonly workspace: WorkspaceService
  readonly plan: ReadonlyArray<Planned>
  readonly say: Say
  readonly scope: Scope.Scope
}

const optionsOf = ({ id, kind }: Planned): SpawnOptions => ({
  id,
  background: true,
  allowWrites: kind !== "reader",
  timeoutMs: kind === "slow" ? 40 : null,
  ...(kind === "parent" ? {} : { scope: { write: { allow: [`own/${id}/**`, "shared/*"] } } })
})

/** Writes a file of its own, if it has not. */
const own = ({ say }: World, task: Task, name: string, text: string) =>
  Effect.gen(function* () {
    const path = ownOf(task.task, name)
    const seen = yield* task.observe(path)
    if (seen.text === text) return
    if (seen.bytes !== null) say({ t: "wrong", task: task.task, what: `${path} contains ${seen.text}` })
    yield* task.create(path, text)
    say({ t: "wrote", task: task.task, path, text, shared: false })
  })

/** Adds its line to a file of several, once. */
const share = ({ say }: World, task: Task) =>
  Effect.gen(function* () {
    const path = sharedOf(task.task)
    const lease = yield* task.acquire(path, { wait: true })
    const seen = yield* task.observe(path)
    if (!(seen.text ?? "").split("\n").includes(task.task)) {
      yield* task.edit(path, (before) => `${before ?? ""}${task.task}\n`)
      say({ t: "wrote", task: task.task, path, text: task.task, shared: true })
    }
    yield* lease.release
  })

const command = ({ say }: World, task: Task) =>
  Effect.gen(function* () {
    const path = ownOf(task.task, "command")
    const text = `of ${task.task}\n`
    // One that it leaves is ended with it.
    const shell = `mkdir -p own/${task.task}; sleep 300 & (trap '' TERM; sleep 0.03); printf '${text}' > ${path}`
    const { code } = yield* task.exec({ run: { shell }, targets: [{ directory: `own/${task.task}` }] })
    if (code === 0) say({ t: "wrote", task: task.task, path, text, shared: false })
  })

const children = (world: World, task: Task) =>
  Effect.gen(function* () {
    for (const planned of world.plan.filter(({ parent }) => parent === task.task))
      yield* begin(world, planned, task.spawn)
    const results = yield* task.join
    world.say({ t: "joined", task: task.task, children: results.map(({ task: child, outcome }) => [child, outcome]) })
    for (const { task: child } of results) {
      yield* task.acknowledge(child)
      world.say({ t: "took", task: task.task, child })
    }
  })

const bodyOf =
  (world: World, { id, kind }: Planned): Body =>
  (task) =>
    Effect.gen(function* () {
      world.say({ t: "began", task: id })
      if (kind === "reader") {
        const refused = yield* Effect.flip(task.create(ownOf(id, "0"), ""))
        return refused._tag
      }
      if (kind === "denied") world.say({ t: "wrong", task: id, what: "it was denied, and runs" })
      yield* own(world, task, "0", `first of ${id}`)
      if (kind === "sharer") yield* share(world, task)
      if (kind === "asker") {
        const answer = yield* task.ask(`What of ${id}?`)
        if (answer !== answerTo(id)) world.say({ t: "wrong", task: id, what: `it was answered ${answer}` })
      }
      if (kind === "commander") yield* command(world, task)
      if (kind === "parent") yield* children(world, task)
      for (let n = 1; kind === "writer" && n <= 3; n++) yield* own(world, task, `${n}`, `${n} of ${id}`)
      yield* own(world, task, "last", `last of ${id}`)
      if (kind === "failer") return yield* Effect.fail(new Error(`no luck for ${id}`))
      if (kind === "endless")
        yield* world.workspace.tasks.cancel(id, "by plan").pipe(
          Effect.tap(() => Effect.sync(() => world.say({ t: "cancelled", task: id }))),
          Effect.ignore,
          Effect.forkIn(world.scope)
        )
      if (kind === "endless" || kind === "slow") return yield* Effect.never
      return `done: ${id}`
    })

/** Starts a task or goes on with it, unless it is over; says what it came to. */
export const begin = (world: World, planned: Planned, spawn: Task["spawn"]) =>
  Effect.gen(function* () {
    const { workspace, say, scope } = world
    const { id } = planned
    const known = (yield* workspace.tasks.list).find(({ task }) => task === id)
    if (known !== undefined && known.status !== "interrupted") return undefined
    const body = bodyOf(world, planned)
    const spawned: Spawned =
      known === undefined ? yield* spawn(optionsOf(planned), body) : yield* workspace.tasks.resume(id, body)
    if (known === undefined) say({ t: "spawned", task: id })
    const told = Effect.map(spawned.result, ({ status, outcome }) => {
      if (status !== "interrupted") say({ t: "came", task: id, status, outcome })
    })
    return yield* Effect.forkIn(Effect.ignore(told), scope)
  })
