/** What replay through the service came to, for people. */
import { grouped } from "../../cli/console.ts"
import { code, table } from "../generate/tables.ts"
import type { Replayed } from "./replay.ts"
import type { Noticed } from "./notice.ts"
import type { Failed } from "./walk.ts"

const sum = <A>(all: Iterable<A>, of: (one: A) => number): number => [...all].reduce((n, one) => n + of(one), 0)

/** The figures, in one line. */
export const replayedLine = ({ models, kinds, verdicts }: Replayed): string => {
  const [taken, total] = [sum(kinds.values(), (kind) => kind.taken), sum(kinds.values(), (kind) => kind.total)]
  return (
    `through the service: ${grouped(sum(models, ({ walks }) => walks))} walks, ${grouped(sum(models, ({ steps }) => steps))} steps, ` +
    `${grouped(taken)} of ${grouped(total)} transitions, ${grouped(sum(models, ({ refusals }) => refusals))} refusals; ` +
    `${[...kinds.values()].filter((kind) => kind.taken > 0).length} of ${kinds.size} kinds of steps, ` +
    `${[...verdicts.values()].filter((asked) => asked).length} of ${verdicts.size} kinds of refusals`
  )
}

/** Where the service is another one than the specification. */
export const failureText = ({ model, manner, state, label, what, path }: Failed, seed: number): string =>
  [
    `FAIL ${model}, written ${manner}, seed ${seed}: ${label === "" ? "" : `${label} in state ${state}: `}${what}`,
    ...(path.length === 0 ? [] : ["  after:", ...path.map((step) => `    ${step}`)])
  ].join("\n")

const neverOf = ({ models }: Replayed): ReadonlyArray<readonly [string, number]> => {
  const all = new Map<string, number>()
  for (const { never } of models) for (const [why, count] of never) all.set(why, (all.get(why) ?? 0) + count)
  return [...all].toSorted(([, one], [, other]) => other - one)
}

/** What each reason means. */
export const servicePage = (replayed: Replayed, noticed: ReadonlyArray<Noticed>, seed: number): string =>
  [
    "# What is replayed through the service",
    "Written by `make conform-service`. Do not edit.",
    "Walks along a path cover of each model are driven through real instances of the service, each walk in a directory of its own, with a " +
      "store in SQLite: hosts are opened and killed, files are staged, exchanged and kept aside, and other programs rename and write " +
      "them. After every step the store as every instance reads it, and the files on the disk, are compared with the specification, in all " +
      "its variables; in each state some of what must be refused is asked for. Every second walk writes each step of a gate into the journal at once, the others all of " +
      "them when the write is settled, as the service does. Between a look at a file and the decision a program may replace it.",
    `${replayedLine(replayed)}; seed ${seed}.`,
    table(
      ["model", "walks", "steps", "refusals", "races", "transitions", "of"],
      replayed.models.map(({ model, walks, steps, refusals, races, edges, transitions }) => [
        code(model),
        ...[walks, steps, refusals, races, edges.size, transitions].map(grouped)
      ])
    ),
    "## What cannot be replayed",
    "Steps that the service cannot come to, after any walk that was tried. Each is allowed by the specification, which says less of what " +
      "is lost than what a real store loses: any rows, where SQLite loses the last ones.",
    table(
      ["why", "transitions"],
      neverOf(replayed).map(([why, count]) => [why, grouped(count)])
    ),
    "## Kinds of steps",
    table(
      ["step", "transitions taken", "of"],
      [...replayed.kinds]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([kind, { taken, total }]) => [kind, grouped(taken), grouped(total)])
    ),
    "## Seeded faults of the service",
    table(
      ["fault", "noticed in", "by"],
      noticed.map(({ name, by }) => [
        name,
        by === undefined ? "NOT NOTICED" : code(by.model),
        by === undefined ? "" : code(by.label)
      ])
    )
  ].join("\n\n") + "\n"
