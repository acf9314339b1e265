/** `make conform-service`: replays the committed corpora through the service, on real files, and writes down what that came to. */
import { writeFileSync } from "node:fs"
import { Effect } from "effect"
import { inSeconds, makeConsole } from "../../cli/console.ts"
import { NotVerified, runMain } from "../../cli/main.ts"
import { Unusable, usable } from "../bounds.ts"
import { readCommitted } from "../corpora.ts"
import { livesPagePath, servicePagePath } from "../paths.ts"
import { serviceParts } from "../service/instance.ts"
import { noticeFaults } from "../service/notice.ts"
import { noticeLifeFaults } from "../service/lives/faults.ts"
import { lifeFailureText, livesLine, livesPage } from "../service/lives/page.ts"
import { replayLives } from "../service/lives/replay.ts"
import type { LifeModel } from "../service/lives/replay.ts"
import { lifeParts } from "../service/lives/world.ts"
import { failureText, replayedLine, servicePage } from "../service/page.ts"
import { replayService } from "../service/replay.ts"
import { lifecycle } from "../specifications.ts"

/** The life of tasks, through stores: what lies on the disk is none of its business. */
const conformLives = (models: ReadonlyArray<LifeModel>, seed: number, all: boolean) =>
  Effect.gen(function* () {
    const console = makeConsole()
    const replayed = yield* replayLives(models, { parts: lifeParts, seed, refusals: 6, progress: console.status })
    for (const failure of replayed.failures.slice(0, 20)) console.line(lifeFailureText(failure, seed))
    console.line(livesLine(replayed))
    const untaken = replayed.models.filter(({ taken, total }) => taken < total)
    for (const { name, taken, total } of untaken)
      console.line(`FAIL ${name}: ${taken} of ${total} transitions were taken`)
    if (replayed.failures.length > 0 || untaken.length > 0)
      return yield* new NotVerified({ what: `The stores do not conform: ${replayed.failures.length} walks failed.` })
    if (!all) return
    const noticed = yield* noticeLifeFaults(models, seed)
    const missed = noticed.filter(({ by }) => by === undefined)
    console.line(`seeded faults of stores: ${noticed.length - missed.length} of ${noticed.length} noticed`)
    for (const { name } of missed) console.line(`FAIL not noticed: ${name}`)
    if (missed.length > 0) return yield* new NotVerified({ what: "Faults of stores go unnoticed." })
    writeFileSync(livesPagePath, livesPage(replayed, noticed, seed))
  })

const main = Effect.gen(function* () {
  const console = makeConsole()
  const started = performance.now()
  const only = process.env["MODEL"] ?? ""
  const text = process.env["SEED"] ?? "1"
  // Another one takes other refusals and other manners of writing.
  const seed = Number(text)
  if (!Number.isSafeInteger(seed)) return yield* new Unusable({ what: `SEED is ${text}; it has to be a whole number.` })
  // What an instance does with the store is a specification of its own, replayed with the core.
  const committed = yield* usable(readCommitted)
  const modelsOf = (of: string) =>
    committed
      .filter(({ specification }) => specification === of)
      .map(({ info, graph }) => ({ name: info.model, graph }))
  const chosen = <A extends LifeModel>(all: ReadonlyArray<A>) => all.filter(({ name }) => only === "" || name === only)
  const known = [...modelsOf(""), ...modelsOf(lifecycle)]
  const [models, lives] = [chosen(modelsOf("")), chosen(modelsOf(lifecycle))]
  if (lives.length > 0) yield* conformLives(lives, seed, only === "")
  if (models.length === 0 && lives.length > 0) return
  if (models.length === 0) {
    const there = known.map(({ name }) => name).join(", ")
    return yield* new Unusable({ what: `There is no model ${only} to replay through the service; there are ${there}.` })
  }
  const replayed = yield* replayService(models, { parts: serviceParts, seed, refusals: 6, progress: console.status })
  for (const failure of replayed.failures.slice(0, 20)) console.line(failureText(failure, seed))
  for (const what of replayed.missing) console.line(`FAIL ${what}`)
  console.line(`${replayedLine(replayed)}, in ${inSeconds((performance.now() - started) / 1000)}`)
  if (replayed.failures.length > 0 || replayed.missing.length > 0) {
    return yield* new NotVerified({ what: `The service does not conform: ${replayed.failures.length} walks failed.` })
  }
  if (only !== "") return
  console.status("seeding faults")
  const noticed = yield* noticeFaults(models, { seed })
  const missed = noticed.filter(({ by }) => by === undefined)
  console.line(`seeded faults of the service: ${noticed.length - missed.length} of ${noticed.length} noticed`)
  for (const { name } of missed) console.line(`FAIL not noticed: ${name}`)
  if (missed.length > 0) return yield* new NotVerified({ what: "Faults of the service go unnoticed." })
  writeFileSync(servicePagePath, servicePage(replayed, noticed, seed))
})

runMain(main)
