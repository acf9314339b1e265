// Whatever changes files on behalf of a task without Leasehold, a command or a tool of the host's: it is run under a lease of all that it may
// change, and the tree is compared with what it was before.
import { mkdirSync } from "node:fs"
import { Cause, Effect, Exit, Result } from "effect"
import {
  type Change,
  compareManifests,
  type CommandId,
  displacedBy,
  freshCommandId,
  isKept,
  keepDisplaced,
  KeeperLost,
  type Manifest,
  takeManifest
} from "../commands/index.ts"
import { attempt, type SystemError } from "../platform/errors.ts"
import {
  type ActionOf,
  type Audit,
  type Conflict,
  type Content,
  type Key,
  lifeOf,
  mayChange,
  type Resource,
  type RunId,
  type TaskId
} from "../protocol/index.ts"
import { acquire } from "../store/recover.ts"
import type { Host } from "../workspace/host.ts"
import type { LeaseError } from "../workspace/leases.ts"
import { type TaskConflict, toTask } from "../workspace/told.ts"
import { attribute, type Attributed, type Others, watchOthers } from "./attribution.ts"
import { isCovered, makeBaselines } from "./baseline.ts"
import type { DisplacedCopies } from "./displaced.ts"
import { CommandEnded, ProcessesLeft } from "./errors.ts"

/** What was there before and is not any more. */
export interface Displaced {
  readonly key: Key
  readonly content: Content
  /** Whether its bytes were kept: too large a file is not. */
  readonly isKept: boolean
}

/** What was found to be changed. */
export interface Found extends Attributed {
  readonly displaced: ReadonlyArray<Displaced>
}

export type GuardedError = TaskConflict | Exclude<LeaseError, Conflict> | SystemError | ProcessesLeft | CommandEnded

/** What is run, how the protocol knows it, and what it may change. */
export interface Guarded<A, E> {
  readonly as: Pick<ActionOf<"Exec">, "words" | "tool" | "sweeps">
  readonly resources: ReadonlyArray<Resource>
  readonly use: (id: CommandId) => Effect.Effect<A, E>
  /** What is known of how it ended. */
  readonly endOf: (value: A) => Ending
}

interface Ending {
  readonly didWell: boolean
  readonly code: number | null
  readonly signal: string | null
  /** Processes that could not be ended, for people. */
  readonly left: ReadonlyArray<string>
}

const cutOff: Ending = { didWell: false, code: null, signal: null, left: [] }

/** Who lost its keeper may have left processes, too. */
const leftBy = (cause: Cause.Cause<unknown>): ReadonlyArray<string> => {
  const error = Cause.squash(cause)
  return error instanceof KeeperLost ? error.left : []
}

export const nothing: Found = { changes: [], outside: [], displaced: [] }

export const makeGuarded = (host: Host, { directory: copies }: DisplacedCopies) => {
  const { store, liveness, layout, publisher } = host
  const baselines = makeBaselines(layout.root)
  const active = new Set<string>()
  // What did not change since the last command is not read again.
  let last: Manifest | undefined

  const manifest = Effect.suspend(() => takeManifest(layout.root, last)).pipe(
    Effect.tap((taken) =>
      Effect.sync(() => {
        last = taken
      })
    )
  )

  /** Leases all that may be changed, and says that it is going on. */
  const begin = (action: ActionOf<"Exec">) =>
    toTask(publisher.settlingOthers(Effect.suspend(() => store.transact((tx) => acquire(tx, liveness, action)))))

  const keep = (before: Manifest, resources: ReadonlyArray<Resource>) =>
    Effect.andThen(
      attempt("make a directory", () => mkdirSync(copies, { recursive: true, mode: 0o700 })),
      keepDisplaced(before, {
        into: copies,
        includes: (key) => isCovered(resources, key)
      })
    )

  /** It is over, what it changed is written down, and its lease is given back. */
  const finish = (
    task: TaskId,
    run: RunId,
    { didWell, ...ending }: Ending,
    differing: ReadonlyArray<Change> = [],
    isTheirs: Others["isTheirs"] = () => false
  ) =>
    store.transact((tx): Result.Result<Attributed> => {
      // By the state in which it is told: a scope may have been narrowed a moment ago.
      const attributed = attribute(differing, (key) => mayChange(tx.state, run, key), isTheirs)
      const { changes, outside } = attributed
      // Another process may have done so, if it took this one for dead.
      const leases = lifeOf(tx.state, task)?.command?.leases ?? []
      const all = [...changes, ...outside]
      const audit: Audit = { ...ending, changes: all.map(({ key, base, content }) => ({ key, base, content })) }
      tx.step({ _tag: "Exit", task })
      const how = didWell && outside.length === 0 ? "success" : "failure"
      tx.step({ _tag: "Tell", task, how, changed: all.map(({ key }) => key), audit })
      for (const { resource, handle } of leases) tx.step({ _tag: "Release", run, resource, handle })
      return Result.succeed(attributed)
    })

  /** Fails once it is told to end because its task may not do any more what it could when it began; at once if it was before. */
  const ended = (task: TaskId, id: CommandId): Effect.Effect<never, CommandEnded> =>
    Effect.callback((resume) => {
      const end = (): void => {
        stop()
        resume(Effect.fail(new CommandEnded({ task })))
      }
      const stop = store.listen((_, orders) => {
        if (orders.some((order) => order._tag === "EndProcesses" && order.command === id)) end()
      })
      const command = lifeOf(store.state(), task)?.command
      if (command?.id === id && command.state === "killed") end()
      return Effect.sync(stop)
    })

  const compare = Effect.fnUntraced(function* (before: Manifest) {
    const differing = compareManifests(before, yield* manifest)
    // What others wrote meanwhile is heard.
    yield* store.refresh
    const displaced = yield* attempt("look for what was there", () =>
      displacedBy(differing).map(({ key, content }) => ({ key, content, isKept: isKept(copies, content) }))
    )
    return { differing, displaced }
  })

  /** Whatever it ends with, interruption too, it is known what was changed before that. */
  const guarded = <A, E>(
    task: TaskId,
    run: RunId,
    { as, resources, use, endOf }: Guarded<A, E>
  ): Effect.Effect<{ readonly value: A; readonly found: Found }, E | GuardedError> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const id = freshCommandId()
        yield* restore(begin({ _tag: "Exec", run, command: id, resources, ...as }))
        active.add(id)
        const others = watchOthers(store, run)
        const told = Effect.gen(function* () {
          const before = yield* manifest
          yield* keep(before, resources)
          yield* attempt("write what was there", () => baselines.write(id, { before, resources }))
          // Whoever revoked it elsewhere, while all this was read, is heard as well.
          yield* store.refresh
          // What is told to end already is not begun: it is looked for first.
          const exit = yield* Effect.exit(restore(Effect.raceFirst(ended(task, id), use(id))))
          const ending = Exit.isSuccess(exit) ? endOf(exit.value) : { ...cutOff, left: leftBy(exit.cause) }
          // Its lease stays as long as something of it may go on: whoever looks after tasks looks again.
          if (ending.left.length > 0) return yield* new ProcessesLeft({ task, left: [...ending.left] })
          const { differing, displaced } = yield* compare(before)
          const attributed = yield* finish(task, run, ending, differing, others.isTheirs)
          baselines.remove(id)
          return { exit, found: { ...attributed, displaced } }
        })
        // Nothing can be told of what was changed: that is no reason to keep the lease. What was there is kept as long as that is.
        const giveUp = Effect.andThen(
          finish(task, run, cutOff),
          attempt("forget what was there", () => baselines.remove(id))
        )
        const { exit, found } = yield* told.pipe(
          Effect.tapError((error) => (error._tag === "ProcessesLeft" ? Effect.void : Effect.ignore(giveUp))),
          Effect.ensuring(
            Effect.sync(() => {
              others.stop()
              active.delete(id)
            })
          )
        )
        return Exit.isSuccess(exit) ? { value: exit.value, found } : yield* Effect.failCause(exit.cause)
      })
    )

  return {
    guarded,
    /** Whether somebody here is at it. */
    isActive: (id: string): boolean => active.has(id)
  }
}

export type MakeGuarded = ReturnType<typeof makeGuarded>
