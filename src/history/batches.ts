// Many small transactions as few: what comes while one is on its way to the disk is made in the next one, all of it together.
import { Effect, Exit, Result } from "effect"
import type { Database } from "./database.ts"
import { HistoryUnavailable, type Unavailable } from "./errors.ts"

/** What is to be done in a transaction with others: if it fails, it has changed nothing. */
type Body<A, E> = () => Result.Result<A, E>

interface Waiting {
  readonly body: Body<unknown, unknown>
  readonly tell: (exit: Exit.Exit<Result.Result<unknown, unknown>, Unavailable>) => void
}

/** How many there are in one transaction at most: others wait as long. */
const most = 256

export interface Batches {
  /** It is on the disk when this is told. */
  readonly add: <A, E>(body: Body<A, E>) => Effect.Effect<A, E | Unavailable>
  /** Those who wait still are told that it is closed. */
  readonly close: Effect.Effect<void>
}

/** Batches of a database; `first` is done at the beginning of each. */
export const makeBatches = (database: Pick<Database, "write" | "durable">, first: () => void): Batches => {
  let waiting: Array<Waiting> = []
  let isRunning = false
  let isClosed = false

  const fail = (batch: ReadonlyArray<Waiting>): void => {
    const closed = Exit.fail(new HistoryUnavailable({ reason: "Closed", detail: "" }))
    for (const { tell } of batch) tell(closed)
  }

  const write = (batch: ReadonlyArray<Waiting>) =>
    database.write(() => {
      first()
      return Result.succeed(batch.map(({ body }) => body()))
    })

  const round = Effect.suspend(() => {
    const batch = waiting.slice(0, most)
    waiting = waiting.slice(most)
    return write(batch).pipe(
      Effect.tap(() => database.durable),
      Effect.exit,
      Effect.flatMap((exit) =>
        Effect.sync(() => batch.forEach(({ tell }, at) => tell(Exit.map(exit, (results) => results[at]!))))
      )
    )
  })

  const run = (): void => {
    isRunning = true
    const rounds = Effect.repeat(round, { while: () => waiting.length > 0 })
    Effect.runFork(
      Effect.ensuring(
        rounds,
        Effect.sync(() => (isRunning = false))
      )
    )
  }

  return {
    add: <A, E>(body: Body<A, E>) =>
      Effect.callback<Result.Result<unknown, unknown>, Unavailable>((resume) => {
        const one: Waiting = { body, tell: resume }
        if (isClosed) return fail([one])
        waiting.push(one)
        // Those of this turn of the loop come along.
        if (!isRunning) {
          isRunning = true
          setImmediate(run)
        }
        return Effect.sync(() => {
          waiting = waiting.filter((other) => other !== one)
        })
      }).pipe(Effect.flatMap((result) => Effect.fromResult(result as Result.Result<A, E>))),
    close: Effect.sync(() => {
      isClosed = true
      fail(waiting.splice(0))
    })
  }
}
