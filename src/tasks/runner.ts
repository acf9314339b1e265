// The runner: starts tasks, goes on with those that were interrupted, and lets everybody look at all of them and end them.
import { Context, Effect, Layer, Schedule, Scope, type Result } from "effect"
import { Sandbox } from "../commands/index.ts"
import {
  type Action,
  type Conflict,
  isLiveStatus,
  lifeOf,
  livesOf,
  type RunId,
  taskOf,
  type TaskId,
  taskOfRun
} from "../protocol/index.ts"
import { inherit } from "../scope/index.ts"
import { reapOwner } from "../store/recover.ts"
import type { Transaction } from "../store/transaction.ts"
import type { Host } from "../workspace/host.ts"
import type { Files } from "../workspace/interface.ts"
import type { QuestionPolicy } from "../workspace/options.ts"
import { profileOf, scopeOf } from "../workspace/profile.ts"
import type { Approver } from "./approval.ts"
import { makeAsking, requestFor } from "./asking.ts"
import { makeDisplaced } from "./displaced.ts"
import { makeExec } from "./exec.ts"
import { makeGuarded } from "./guarded.ts"
import { History } from "../history/service.ts"
import { handOffOf } from "./hand-off.ts"
import { lazily } from "./lazily.ts"
import { makeNoting } from "./noting.ts"
import { freshRun, idOf } from "./ids.ts"
import type { Body, Spawned, SpawnOptions, Task, Tasks, TaskView } from "./interface.ts"
import { makeLives, wellFormed } from "./life.ts"
import { makeProgress } from "./progress.ts"
import { makeRegistry } from "./registry.ts"
import { makeSessions } from "./sessions.ts"
import { makeSupervise } from "./supervise.ts"
import { toLife, unexpected } from "./told.ts"
import { makeWarden } from "./warden.ts"
import { makeWatch } from "./watch.ts"
import { overlapsOf, writersOf } from "./writers.ts"

export interface RunnerOptions {
  readonly host: Host
  readonly files: (task: TaskId, run: RunId) => Files
  /** Asked when a task wants to write in the background; without one somebody has to do so by `Tasks.approve`. */
  readonly approver?: Approver | undefined
  readonly questions?: QuestionPolicy | undefined
  /** Runs the commands of tasks that may not write; by bubblewrap if there is none. */
  readonly sandbox?: Sandbox["Service"] | undefined
}

/** How often old copies are looked for at least, in ms. */
const anHour = 3_600_000

/** Lives as long as its scope; the tasks that it goes on with are interrupted then, and can be resumed. */
export const makeRunner = Effect.fnUntraced(function* ({ host, files, approver, questions, sandbox }: RunnerOptions) {
  const { store, liveness, folds, options } = host
  const { taskMs, approveMs, answerMs, tendMs, pollMs } = options
  const watch = yield* Effect.acquireRelease(
    Effect.sync(() => makeWatch(store, tendMs)),
    ({ close }) => Effect.sync(close)
  )
  const registry = yield* makeRegistry({ store, host: host.host, step: options.step, everyMs: tendMs })
  const history = yield* lazily(
    History.open({
      directory: host.layout.root,
      storeDir: options.storeDir,
      waitMs: options.storeWaitMs,
      ...(options.step === undefined ? {} : { step: options.step })
    })
  )
  const scope = yield* Effect.scope
  const noting = makeNoting(history, (effect) => Effect.forkIn(Effect.ignore(effect), scope))
  const handOff = (task: TaskId) =>
    Effect.andThen(
      noting.settled(task),
      Effect.flatMap(history, (opened) => handOffOf(opened, task))
    )
  const lives = makeLives({ store, watch, handOff, questions: questions ?? { waitMs: answerMs, otherwise: null } })
  const supervise = makeSupervise({ store, watch, lives, registry, pollMs })
  const { asking, approve, deny } = makeAsking({ store, watch, lives, approver, approveMs })
  const progress = yield* Effect.acquireRelease(
    Effect.sync(() => makeProgress({ store, watch })),
    ({ close }) => Effect.sync(close)
  )
  const displaced = makeDisplaced(host)
  const guarded = makeGuarded(host, displaced)
  const ward = makeWarden(host, guarded.isActive)
  const exec = makeExec(
    host,
    guarded,
    sandbox ?? Context.get(yield* Layer.build(Sandbox.layerBubblewrap()), Sandbox),
    noting
  )
  // Whatever fails here fails wherever the store is asked next.
  const inBackground = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkScoped(Effect.ignore(effect))
  yield* inBackground(registry.keeping)
  yield* inBackground(watch.looking)
  yield* inBackground(Effect.repeat(displaced.collect, Schedule.spaced(Math.min(options.displacedMs, anHour))))
  yield* inBackground(Effect.repeat(Effect.ignore(ward), Schedule.spaced(options.upkeepMs)))

  // All at once: else a parent would go on, as if its children were over, while it is its turn.
  const bodies = yield* Scope.fork(scope, "parallel")

  const spawnedOf = (task: TaskId): Spawned => {
    const then = store.state()
    return {
      task,
      status: Effect.map(store.refresh, () => lifeOf(store.state(), task)!.status),
      result: watch
        .until(task, (life) => life === undefined || !isLiveStatus(life.status))
        .pipe(Effect.andThen(store.durable), Effect.andThen(lives.resultOf(task))),
      cancel: (reason = "") => lives.take({ _tag: "Cancel", task, reason }),
      // Few ask, and it takes longer the more tasks there are.
      get overlaps() {
        return overlapsOf(then, folds, task)
      }
    }
  }

  /** Somebody will want to know what it was refused: who spawned it, or whoever looks at the background. */
  const isNoted = (task: TaskId): boolean =>
    taskOf(store.state(), task).background || lifeOf(store.state(), task)?.parent !== undefined

  const taskFor = (task: TaskId, run: RunId): Task => {
    const calls = { ...files(task, run), ...exec(task, run) }
    return {
      ...(isNoted(task) ? noting.refusals(task, calls) : calls),
      ...lives.of(task, run),
      report: (report) => progress.report(task, run, report),
      spawn: (spawning, body) => spawn(run, spawning, body)
    }
  }

  /** Begins a run by this step, and goes on with it from then on. */
  const running = <E, R>(
    task: TaskId,
    run: RunId,
    begin: (tx: Transaction) => Result.Result<unknown, Conflict>,
    body: Body<E, R>
  ) =>
    Effect.gen(function* () {
      const context = yield* Effect.context<R>()
      yield* toLife(store.transact(begin))
      const own = registry.add(task, run)
      const supervised = Effect.provideContext(supervise(own, taskFor(task, run), body), context)
      yield* Effect.forkIn(Effect.ignore(supervised), bodies)
      yield* Effect.forkIn(Effect.ignore(asking(task)), scope)
      yield* store.durable
      return spawnedOf(task)
    }).pipe(Effect.uninterruptible)

  const spawn = Effect.fnUntraced(function* <E, R>(by: RunId | null, spawning: SpawnOptions, body: Body<E, R>) {
    const task = yield* idOf(spawning.id)
    const run = freshRun(task)
    const { timeoutMs = taskMs, ...described } = spawning
    const profile = yield* Effect.fromResult(profileOf(folds, { background: true, ...described, id: task }))
    yield* wellFormed({ _tag: "Spawn", task, run, host: host.host, by, profile, timeoutMs })
    const begin = (tx: Transaction) => {
      // What it does not ask for is its parent's.
      const parent = by === null ? undefined : taskOfRun(tx.state, by)
      const scope = parent === undefined ? profile.scope : inherit(profile.scope, taskOf(tx.state, parent).scope)
      const action: Action = {
        _tag: "Spawn",
        task,
        run,
        host: host.host,
        by,
        profile: { ...profile, scope },
        timeoutMs
      }
      return tx.step(action)
    }
    return yield* running(task, run, begin, body)
  })

  const resume = Effect.fnUntraced(function* <E, R>(id: string, body: Body<E, R>) {
    const task = yield* idOf(id ?? "")
    const run = freshRun(task)
    const begin = (tx: Transaction) => {
      reapOwner(tx, liveness, task)
      return tx.step({ _tag: "Resume", task, run, host: host.host })
    }
    return yield* running(task, run, begin, body)
  })

  const start = makeSessions({ store, folds, watch, lives, registry, asking, taskFor, liveness, tendMs })

  const viewOf = (task: TaskId): TaskView => {
    const state = store.state()
    const life = lifeOf(state, task)!
    const { title, background, allowWrites } = taskOf(state, task)
    const question = life.waits === "an answer" ? (life.question ?? null) : null
    const { parent = null, status, outcome = null } = life
    return { task, title, parent, background, allowWrites, status, question, outcome }
  }

  const list = Effect.map(store.refresh, () =>
    livesOf(store.state())
      .filter((task) => lifeOf(store.state(), task)!.status !== "deleted")
      .map(viewOf)
  )

  const tasks: Tasks = {
    spawn: (spawning, body) => spawn(null, spawning, body),
    resume,
    list,
    writers: Effect.map(store.refresh, () => writersOf(store.state(), folds)),
    pending: Effect.map(list, (all) =>
      all.filter(({ status }) => status === "pending").map(({ task }) => requestFor(store.state(), task))
    ),
    approve: (request, by, { expires } = {}) => approve(request, by, expires),
    deny: (task, reason) => deny(task as TaskId, reason),
    revoke: (task, reason) => lives.take({ _tag: "Revoke", task: task as TaskId, reason }),
    narrow: Effect.fn("Tasks.narrow")(function* (task, given) {
      const scope = yield* Effect.fromResult(scopeOf(folds, given))
      yield* lives.take({ _tag: "Narrow", task: task as TaskId, scope })
    }),
    questions: Effect.map(list, (all) =>
      all.flatMap(({ task, question }) => (question === null ? [] : [{ task, question }]))
    ),
    answer: (task, answer) => lives.take({ _tag: "Answer", task: task as TaskId, answer }),
    cancel: (task, reason = "") => lives.take({ _tag: "Cancel", task: task as TaskId, reason }),
    subscribe: progress.subscribe,
    delete: (task) => lives.take({ _tag: "Delete", task: task as TaskId }),
    displaced: displaced.read,
    handOff: (task) => handOff(task as TaskId),
    retain: Effect.fn("Tasks.retain")(function* (limits) {
      const chosen = yield* (yield* history).retention(limits)
      // What somebody else deleted, or resumed, meanwhile is left alone.
      const deleted = yield* Effect.filter(chosen, (task) =>
        lives.take({ _tag: "Delete", task: task as TaskId }).pipe(
          Effect.as(true),
          Effect.catchTag(["NotEnded", "ChildrenLive", "ResultsWaiting", "StillWorking"], () => Effect.succeed(false)),
          Effect.catch(unexpected)
        )
      )
      yield* (yield* history).catchUp
      return deleted
    })
  }

  return { tasks, start, history }
})

export type Runner = Effect.Success<ReturnType<typeof makeRunner>>
