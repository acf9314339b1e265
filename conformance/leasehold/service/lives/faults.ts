/** Faults of what carries the life of tasks, each by a wrapper around one of its parts. Replay has to notice every one. */
import { Effect } from "effect"
import type { Action, Snapshot } from "../../../../src/protocol/index.ts"
import type { Driver } from "../../../../src/store/driver.ts"
import type { Entry } from "../../../../src/store/entry.ts"
import { tend } from "../../../../src/tasks/steward.ts"
import { replayLives } from "./replay.ts"
import type { LifeFailure, LifeModel } from "./replay.ts"
import { follower, lifeParts } from "./world.ts"
import type { Parts } from "./world.ts"

export interface LifeFault {
  readonly name: string
  /** Where it is looked for. */
  readonly model: string
  readonly parts: Partial<Parts>
}

/** Actions are written otherwise than they were decided. */
const writing =
  (change: (action: Action) => Action) =>
  (driver: Driver): Driver => ({
    ...driver,
    append: (last, row) => {
      const entries = row.entries.map((entry): Entry =>
        entry._tag === "Step" ? { ...entry, action: change(entry.action) } : entry
      )
      return driver.append(last, { ...row, entries })
    }
  })

const checkpointing =
  (change: (life: Snapshot["lives"][number]) => ReadonlyArray<Snapshot["lives"][number]>) =>
  (driver: Driver): Driver => ({
    ...driver,
    checkpoint: (checkpoint) => {
      const { snapshot } = checkpoint
      driver.checkpoint?.({ ...checkpoint, snapshot: { ...snapshot, lives: snapshot.lives.flatMap(change) } })
    }
  })

/** Rows of others are passed over by who only follows. */
const skipping = (driver: Driver, name: string): Driver =>
  name === follower
    ? {
        ...driver,
        read: (after) => driver.read(after).map((row) => (row.seq % 5 === 0 ? { ...row, entries: [] } : row))
      }
    : driver

export const lifeFaults: ReadonlyArray<LifeFault> = [
  {
    name: "what was agreed to is not written into the journal",
    model: "LifePermissions",
    parts: {
      driver: writing((action) =>
        action._tag === "Approve" ? { ...action, grant: { ...action.grant, digest: "" } } : action
      )
    }
  },
  {
    name: "what a task came to is not written into the journal",
    model: "LifeResults",
    parts: { driver: writing((action) => (action._tag === "Complete" ? { ...action, outcome: "" } : action)) }
  },
  { name: "a checkpoint lacks the lives", model: "LifeRoots", parts: { driver: checkpointing(() => []) } },
  {
    name: "a checkpoint lacks the commands",
    model: "LifeCommands",
    parts: { driver: checkpointing((life) => [{ ...life, command: undefined }]) }
  },
  {
    name: "a checkpoint lacks what tasks wrote",
    model: "LifeWrites",
    parts: { driver: checkpointing((life) => [{ ...life, record: [] }]) }
  },
  { name: "who follows passes over a row", model: "LifeTree", parts: { driver: skipping } },
  {
    name: "one of the tasks of a process is not looked after",
    model: "LifeResults",
    parts: { tend: (tx, { own, ...rest }) => tend(tx, { ...rest, own: new Map([...own].slice(1)) }) }
  },
  {
    name: "a task is brought to its end while something of it runs",
    model: "LifeKilled",
    parts: {
      tend: (tx, stewardship) => {
        for (const task of stewardship.own.keys()) {
          tx.step({ _tag: "Exit", task })
          tx.step({ _tag: "Finish", task, changed: [] })
        }
        tend(tx, stewardship)
      }
    }
  }
]

export interface NoticedLife {
  readonly name: string
  /** undefined: nothing noticed it */
  readonly by: LifeFailure | undefined
}

/** Whether replay notices the seeded faults. */
export const noticeLifeFaults = (
  models: ReadonlyArray<LifeModel>,
  seed: number
): Effect.Effect<ReadonlyArray<NoticedLife>> =>
  Effect.forEach(lifeFaults, ({ name, model, parts }) =>
    Effect.map(
      replayLives(
        models.filter((one) => one.name === model),
        { parts: { ...lifeParts, ...parts }, seed, refusals: 1, walks: 40, stopAtFailure: true }
      ),
      ({ failures }) => ({ name, by: failures[0] })
    )
  )
