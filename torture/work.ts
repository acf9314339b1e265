// What a writer does: one write after the other, each logged before it is asked for and after it is answered.
import { Effect } from "effect"
import type { Task, Tasks } from "../src/tasks/interface.ts"
import type { TaskError } from "../src/workspace/interface.ts"
import type { Added, Log, Own, WriterEntry } from "./log.ts"
import { archiveOf, linesOf, longest, now, ours, type Plan, shared } from "./plan.ts"
import type { Random } from "./random.ts"
import { type Attempt, makeTrespass } from "./trespass.ts"

/** The effect makes one attempt; true if it was acknowledged. */
export const makeWork = (
  task: Task,
  tasks: Tasks,
  name: string,
  { holds, trespasses }: Pick<Plan, "holds" | "trespasses">,
  random: Random,
  log: Log<WriterEntry>
): Effect.Effect<boolean, TaskError> => {
  let count = 0
  const files: Array<string> = []

  const attempt: Attempt = (op, adds, own, write) =>
    Effect.suspend(() => {
      log.add({ t: "try", at: now(), op, adds, own })
      return Effect.matchEffect(write, {
        onSuccess: ({ intent }) =>
          Effect.sync(() => {
            log.add({ t: "done", at: now(), intent })
            return true
          }),
        onFailure: (error) => {
          log.add({ t: "no", at: now(), kind: error._tag, why: error.message })
          // Nothing that this process asks for can be decided any more.
          if (error._tag === "StoreUnavailable") return Effect.die(error)
          // Who is in the way goes on for a while.
          return Effect.as(Effect.sleep(random.between(1, 10)), false)
        }
      })
    })

  const line = (): string => `${name} ${(count += 1)}`

  const edit = Effect.suspend(() => {
    const [file, added] = [random.chance(0.5) ? random.pick(ours) : random.pick(shared), line()]
    return attempt(
      "edit",
      [[file, added]],
      [],
      task.edit(file, (before) => `${before ?? ""}${added}\n`)
    )
  })

  /** A file that has become long is emptied into a new one: two files at once. */
  const archive = (file: string, text: string): Effect.Effect<boolean> => {
    const added = line()
    const path = archiveOf(file, added.replace(" ", "-"))
    const changes = [
      { path: file, content: "" },
      { path, content: `${text}${added}\n` }
    ]
    return attempt("archive", [[file, added]], [], task.patch(changes))
  }

  /** Two shared files at once. */
  const patch = Effect.gen(function* () {
    const first = random.pick(shared)
    const second = random.pick(shared.filter((file) => file !== first))
    const changes = []
    const adds: Array<Added> = []
    for (const file of [first, second]) {
      const seen = yield* task.observe(file)
      const text = seen.text ?? ""
      if (linesOf(text).length > longest) return yield* archive(file, text)
      const added = line()
      adds.push([file, added])
      changes.push({ path: file, content: `${text}${added}\n` })
    }
    return yield* attempt("patch", adds, [], task.patch(changes))
  }).pipe(Effect.catch((error) => attempt("patch", [], [], Effect.fail(error))))

  /** Holds a file while it thinks; others have to wait. */
  const hold = Effect.gen(function* () {
    const file = random.pick(ours)
    const lease = yield* task.acquire(file, { wait: true })
    const from = now()
    const seen = yield* task.observe(file)
    yield* Effect.sleep(random.between(1, 20))
    const added = line()
    const done = yield* attempt("hold", [[file, added]], [], task.write(file, `${seen.text ?? ""}${added}\n`))
    log.add({ t: "held", file, from, until: Math.min(now(), lease.expires) })
    yield* lease.release
    return done
  }).pipe(Effect.catch((error) => attempt("hold", [], [], Effect.fail(error))))

  const create = Effect.suspend(() => {
    const text = line()
    const path = `own/${name}/${count}.txt`
    const created = attempt("create", [], [[path, text]], task.create(path, text))
    return Effect.tap(created, (done) => Effect.sync(() => (done ? files.push(path) : 0)))
  })

  const move = Effect.suspend(() => {
    const [from] = files.splice(random.between(0, files.length - 1), 1)
    const text = from!.split("/").at(-1)!.split(".")[0]!
    const to = `own/${name}/to/${text}.txt`
    const moved: ReadonlyArray<Own> = [
      [from!, null],
      [to, `${name} ${text}`]
    ]
    return attempt("move", [], moved, Effect.andThen(task.observe(from!), task.move(from!, to)))
  })

  const remove = Effect.suspend(() => {
    const [path] = files.splice(random.between(0, files.length - 1), 1)
    return attempt("delete", [], [[path!, null]], Effect.andThen(task.observe(path!), task.delete(path!)))
  })

  const trespass = makeTrespass(task, tasks, random, attempt, line)

  return Effect.suspend(() => {
    if (random.chance(holds)) return hold
    if (random.chance(trespasses)) return trespass
    const kind = random.next()
    if (kind < 0.75) return edit
    if (kind < 0.9) return patch
    if (kind < 0.96 || files.length === 0) return create
    return kind < 0.98 ? move : remove
  })
}
