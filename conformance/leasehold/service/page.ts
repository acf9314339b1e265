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

const added = (maps: ReadonlyArray<ReadonlyMap<string, number>>): ReadonlyMap<string, number> => {
  const all = new Map<string, number>()
  for (const map of maps) for (const [name, count] of map) all.set(name, (all.get(name) ?? 0) + count)
  return all
}

const counts = (map: ReadonlyMap<string, number>): number => sum(map.values(), (count) => count)

const about = `
Walks along a path cover of each model are driven through real instances of the service, each walk in a directory of its own, with a
store in SQLite: hosts are opened and killed, files are staged, exchanged and kept aside, and other programs rename and write them. After
every step the store, as every instance reads it, and the files on the disk are compared with the specification, in all its
variables. In each state some of what must be refused is asked for: the same conflict, and nothing changed.

Every second walk writes each step of a gate into the journal at once; the others write all of them when the write is settled, as the
service does, so that what is known of a write whose settler died is what its sidecar says. Between a look at a file and the decision on what
was seen a program may replace it (races). Where a walk ends, the service is called as programs call it, and takes many steps at once
(whole calls): the rows that it writes say which, and the specification must allow each, and come to the same state.
`

const instead = `
Steps that no walk could come to. A walk that comes to one ends there. The specification says less of what is lost than what a real
store loses: any rows of intents, where SQLite loses the last rows of all; and it marks a write that goes back when that is
decided, where the service marks it when it does so. In each case what the service does is another behaviour of the specification.
`

/** The page. */
export const servicePage = (replayed: Replayed, noticed: ReadonlyArray<Noticed>, seed: number): string => {
  const { models, kinds } = replayed
  const never = added(models.map((model) => model.never))
  const untaken = sum(models, ({ transitions, edges }) => transitions - edges.size)
  const cut = added(models.map((model) => model.cut))
  const wholes = added(models.map((model) => model.wholes))
  const parts = [
    "# What is replayed through the service",
    "Written by `make conform-service`. Do not edit.",
    about.trim(),
    `${replayedLine(replayed)}; seed ${seed}.`,
    table(
      ["model", "walks", "steps", "refusals", "races", "whole calls", "transitions", "of"],
      models.map(({ model, walks, steps, refusals, races, wholes: calls, edges, transitions }) => [
        code(model),
        ...[walks, steps, refusals, races, counts(calls), edges.size, transitions].map(grouped)
      ])
    ),
    "## Whole calls",
    table(
      ["call", "times"],
      [...wholes].map(([name, times]) => [name, grouped(times)])
    ),
    "## What cannot be replayed",
    instead.trim(),
    table(
      ["why", "walks that ended there", "transitions never taken"],
      [
        ...[...cut].map(([why, walks]) => [why, grouped(walks), grouped(never.get(why) ?? 0)]),
        ["it only comes after one of these", "", grouped(untaken - counts(never))]
      ]
    ),
    "## Kinds of steps",
    table(
      ["step", "transitions taken", "of"],
      [...kinds]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([kind, { taken, total }]) => [kind, grouped(taken), grouped(total)])
    ),
    "## Seeded faults of the service",
    table(
      ["fault", "noticed in", "by"],
      noticed.map(({ name, by }) => [
        name,
        by === undefined ? "NOT NOTICED" : code(by.model),
        by === undefined ? "" : by.label === "" ? "the instances do not agree, or one fails" : code(by.label)
      ])
    )
  ]
  return `${parts.join("\n\n")}\n`
}
