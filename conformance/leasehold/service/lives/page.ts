/** What replay of the life of tasks through stores came to, for people. */
import { grouped } from "../../../cli/console.ts"
import { code, table } from "../../generate/tables.ts"
import type { NoticedLife } from "./faults.ts"
import type { LifeFailure, LivesReplayed } from "./replay.ts"

/** The figures, in one line. */
export const livesLine = ({
  models,
  walks,
  steps,
  refusals,
  looks,
  reopened,
  offered,
  took,
  warded,
  actions
}: LivesReplayed): string => {
  const sum = (of: "taken" | "total"): number => models.reduce((n, model) => n + model[of], 0)
  return (
    `the life of tasks through stores: ${grouped(walks)} walks, ${grouped(steps)} steps, ` +
    `${grouped(sum("taken"))} of ${grouped(sum("total"))} transitions of ${actions.size} actions, ${grouped(refusals)} refusals; ` +
    `all who have the store open compared ${grouped(looks)} times, all opened anew ${grouped(reopened)} times; ` +
    `the service offers ${grouped(offered)} of these steps, and takes ${grouped(took)} by itself, ` +
    `the warden ${grouped(warded)}`
  )
}

/** What is wrong, and how it came about. */
export const lifeFailureText = ({ model, what, path }: LifeFailure, seed: number): string =>
  [`FAIL ${model}, seed ${seed}: ${what}`, ...path.map((label) => `    ${label}`)].join("\n")

const about = `
Walks along a path cover of each model of the life of tasks are taken by transactions of real stores of one directory, each walk in one of
its own: any of those who have the store open decides. Every few steps all of them look at the journal, one of whom never decides; every
few more all are killed, and open the store anew. Each must then say what the specification says, in all its variables, and know all that
the others know, down to what the specification does not have: grants, questions, results, commands. Some of what must be refused is asked
for in each state.

Beside that it is tried, in transactions that come to nothing, what the service does by itself: \`tend\` must offer each Schedule, Join,
Deliver, Finish and TimeOut that a walk takes (but the end of a task with a command left, which is the warden's), and whatever it takes by
itself, or \`begin\` for a session, the specification must allow, and come to the same state. Where a walk ends the warden looks after the
commands that are left, and what it decides must be allowed as well.
`

/** The page. */
export const livesPage = (replayed: LivesReplayed, noticed: ReadonlyArray<NoticedLife>, seed: number): string => {
  const parts = [
    "# What the life of tasks comes to in real stores",
    "Written by `make conform-service`. Do not edit.",
    about.trim(),
    `${livesLine(replayed)}; seed ${seed}.`,
    table(
      ["model", "transitions", "of"],
      replayed.models.map(({ name, taken, total }) => [code(name), grouped(taken), grouped(total)])
    ),
    "## Seeded faults",
    table(
      ["fault", "noticed in", "by"],
      noticed.map(({ name, by }) => [
        name,
        by === undefined ? "NOT NOTICED" : code(by.model),
        by === undefined ? "" : code(by.path.slice(-3).join(" "))
      ])
    )
  ]
  return `${parts.join("\n\n")}\n`
}
