// A run: processes that are killed at any moment, one after the other, and looked at what each leaves.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { Deferred, Effect, Fiber } from "effect"
import { Workspace, type WorkspaceService } from "../../src/workspace/workspace.ts"
import { check } from "./check.ts"
import { deciding } from "./deciding.ts"
import { chance, endOf, type Planned, planOf } from "./plan.ts"
import { makeRecord, type Record } from "./record.ts"
import type { Said } from "./said.ts"

export interface Asked {
  readonly seed: number
  readonly tasks: number
  readonly kills: number
}

export interface Killed {
  readonly problems: ReadonlyArray<string>
  /** How many processes were killed before all was over, and how much was said. */
  readonly kills: number
  readonly said: number
  readonly wrote: number
}

interface Ended {
  readonly said: number
  /** How it ended though nobody killed it; undefined: by us. */
  readonly failure: string | undefined
  readonly isOver: boolean
}

/** By the operating system, with all that it started in its group, or by a person at the terminal. */
const ways = ["alone", "its group", "Ctrl-C"] as const

interface Kill {
  readonly after: number
  readonly ms: number
  readonly way: (typeof ways)[number]
}

const end = (child: ChildProcess, way: Kill["way"]): void => {
  if (child.exitCode !== null || child.signalCode !== null) return
  if (way === "alone") child.kill("SIGKILL")
  else process.kill(-child.pid!, way === "Ctrl-C" ? "SIGINT" : "SIGKILL")
}

/** Runs a process, and kills it some ms after it said so much. */
const run = async (args: ReadonlyArray<string>, record: Record, kill: Kill | undefined): Promise<Ended> => {
  const path = new URL("worker.ts", import.meta.url).pathname
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  let [said, complaint, isOver] = [0, "", false]
  child.stderr.on("data", (bytes: Buffer) => (complaint += bytes.toString()))
  const gone = once(child, "close")
  // Whatever is in the pipe when it is killed was said.
  for await (const line of createInterface(child.stdout)) {
    const one = JSON.parse(line) as Said
    if (one.t === "over") isOver = true
    record.add(one)
    said += 1
    if (said === kill?.after) void sleep(kill.ms).then(() => end(child, kill.way))
  }
  const [code, signal] = (await gone) as [number | null, string | null]
  const failure =
    signal === "SIGKILL" || signal === "SIGINT" || (code === 0 && isOver)
      ? undefined
      : `ended with ${code}: ${complaint}`
  return { said, failure, isOver }
}

/** How a process opens the workspace that looks at it. */
const openIn = (directory: string) => Workspace.open({ directory, tendMs: 10, pollMs: 5, upkeepMs: 50, graceMs: 200 })

const live: ReadonlySet<string> = new Set(["pending", "queued", "running", "waiting", "stopping"])

/** Completes once what the dead left is brought to its end, as long as that may take. */
const settled = ({ tasks }: WorkspaceService) =>
  tasks.list.pipe(
    Effect.tap(() => Effect.sleep(20)),
    Effect.repeat({ until: (all) => all.every(({ status }) => !live.has(status)) }),
    Effect.timeoutOption("15 seconds")
  )

/** What was interrupted goes on with the permission that it had, and no other. */
const resumes = Effect.fnUntraced(function* (
  { tasks }: WorkspaceService,
  { approved }: Record,
  plan: ReadonlyArray<Planned>,
  say: (problem: string) => void
) {
  const all = yield* tasks.list
  const one = all.find(
    ({ task, status }) =>
      status === "interrupted" && approved.has(task) && plan.some(({ id, kind }) => id === task && kind === "writer")
  )
  const taken =
    all[0] === undefined ? undefined : yield* Effect.flip(tasks.spawn({ id: all[0].task }, () => Effect.void))
  if (taken !== undefined && taken._tag !== "TaskExists") say(`${all[0]!.task} can be spawned again: ${taken._tag}`)
  if (one === undefined) return
  const told = yield* Deferred.make<string>()
  yield* tasks.resume(one.task, (task) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(task.create("elsewhere.txt", ""))
      const lease = yield* Effect.result(task.acquire({ directory: `own/${task.task}` }))
      yield* Deferred.succeed(told, `${refused._tag} ${lease._tag}`)
      return yield* Effect.never
    })
  )
  const answer = yield* Effect.timeoutOption(Deferred.await(told), "10 seconds")
  const shown = answer._tag === "Some" ? answer.value : "nothing"
  if (shown !== "OutOfScope Success") say(`${one.task} was resumed, and told ${shown}`)
})

export const killed = Effect.fnUntraced(function* ({ seed, tasks, kills }: Asked) {
  const plan = planOf(seed, tasks)
  const random = chance(seed + 1)
  const directory = mkdtempSync(join(tmpdir(), "leasehold-killed-"))
  const record = makeRecord(new Map(plan.map(({ id, parent }) => [id, parent])))
  const ends = new Map<string, string>()
  let [round, said, isOver] = [0, 0, false]
  const say = (problem: string): void => void record.problems.push(`round ${round}: ${problem}`)
  for (; !isOver && record.problems.length === 0; round++) {
    const isLast = round >= kills
    const kill = {
      after: 2 + Math.floor(random() * ((8 * tasks) / kills)),
      ms: random() * 15,
      way: ways[round % ways.length]!
    }
    // Somebody else may be there, who decides, and who finds the dead.
    const isBeside = !isLast && random() < 0.5
    yield* Effect.scoped(
      Effect.gen(function* () {
        const beside = isBeside ? yield* openIn(directory) : undefined
        const decider = beside && (yield* Effect.forkScoped(deciding(beside, plan, record.add)))
        const args = [directory, `${seed}`, `${tasks}`, `${!isBeside}`]
        const ended = yield* Effect.promise(() => run(args, record, isLast ? undefined : kill))
        if (ended.failure !== undefined) say(ended.failure)
        said += ended.said
        isOver = ended.isOver
        if (decider !== undefined) yield* Fiber.interrupt(decider)
        const workspace = beside ?? (yield* openIn(directory))
        yield* settled(workspace)
        yield* check(workspace, record, ends, say)
        if (!isOver) yield* resumes(workspace, record, plan, say)
      })
    )
  }
  if (record.problems.length === 0) {
    for (const { id, kind } of plan) {
      const end = ends.get(id)
      if (end?.startsWith(`["${endOf[kind]}"`) !== true) say(`${id}, a ${kind}, came to ${end ?? "nothing"}`)
    }
    rmSync(directory, { recursive: true, force: true })
  }
  const problems = record.problems.map((problem) => `${problem} (seed ${seed}, see ${directory})`)
  return { problems, kills: round - 1, said, wrote: record.wrote.length } satisfies Killed
})
