/** Drives what an instance does with a store (rules.ts) through the specification's transitions, among files and locks (files.ts). */
import { bool, int, modelOrString } from "../../replay/codecs.ts"
import { drivenFrom } from "../../replay/domains.ts"
import { refused, stepped } from "../../replay/driver.ts"
import type { ActionDriver, Driver, Outcome } from "../../replay/driver.ts"
import { losePower, makeInode, nextInode, nothing, rowsIn, withPlace, writeRows } from "./files.ts"
import type { Machine } from "./files.ts"
import { machineOf, observed } from "./mapping.ts"
import { parts, storeRules } from "./rules.ts"
import type { Args, Parts, Rule } from "./rules.ts"
import { specParameters as P } from "./spec.generated.ts"
import type { SpecAction, SpecVariable } from "./spec.generated.ts"

/** What an instance is made of: one with a fault has another part. */
export interface Instance {
  readonly rules: Readonly<Record<keyof typeof storeRules, Rule>>
  readonly parts: Parts
}

export const instance: Instance = { rules: storeRules, parts }

const domains = {
  Hosts: modelOrString,
  Places: modelOrString,
  Openings: modelOrString,
  Reasons: modelOrString,
  Lengths: int,
  Losses: int,
  BOOLEAN: bool
} as const

const drive = drivenFrom<Machine>()(domains)

const variables: Readonly<Record<Exclude<SpecVariable, "event">, "compared">> = {
  at: "compared",
  boot: "compared",
  drawn: "compared",
  held: "compared",
  locks: "compared",
  logs: "compared",
  phase: "compared",
  root: "compared",
  seen: "compared"
}

const filesChange = "nobody asks: files change under the instances"

/** Steps of the environment, which no instance is asked for, nor told of. */
export const unaskedOfStore = {
  Remove: filesChange,
  RemoveLock: filesChange,
  Copy: filesChange,
  Restore: filesChange,
  Rewind: filesChange,
  PowerLoss: "cannot be refused"
} as const

/** What a copy that was never opened tells of where it was copied from. */
const copies: readonly [string | null, string | null] = [null, "another root"]

/** A driver for this instance: the one as it should be, or one with a seeded fault. */
export const makeStoreDriver = ({ rules, parts: decides }: Instance): Driver<Machine> => {
  const ask = (name: keyof typeof storeRules, machine: Machine, args: Args): Outcome<Machine> => {
    const { guards, changes } = rules[name]
    const failed = guards.find(({ holds }) => !holds(machine, args, decides))
    if (failed !== undefined) return refused(failed.conflict, machine)
    return stepped(changes.reduce((next, { apply }) => apply(next, args), machine))
  }

  const storeAt = (machine: Machine, place: string): number => machine.places[place]!.store!

  const actions: { readonly [Name in SpecAction]: ActionDriver<Machine> } = {
    Enter: drive(P.Enter, (m, ...args) => ask("Enter", m, args)),
    Open: drive(P.Open, (m, ...args) => ask("Open", m, args)),
    Begin: drive(P.Begin, (m, ...args) => ask("Begin", m, args)),
    Read: drive(P.Read, (m, ...args) => ask("Read", m, args)),
    Commit: drive(P.Commit, (m, ...args) => ask("Commit", m, args)),
    Reap: drive(P.Reap, (m, ...args) => ask("Reap", m, args)),
    Finish: drive(P.Finish, (m, ...args) => ask("Finish", m, args)),
    GiveUp: drive(P.GiveUp, (m, ...args) => ask("GiveUp", m, args)),
    Crash: drive(P.Crash, (m, ...args) => ask("Crash", m, args)),
    Remove: drive(P.Remove, (m, place) => stepped(withPlace(m, place, nothing))),
    RemoveLock: drive(P.RemoveLock, (m, place) => stepped(withPlace(m, place, { lock: null }))),
    Copy: drive(P.Copy, (m, from, to) => {
      const inode = nextInode(m)
      const copied = makeInode(m, rowsIn(m, storeAt(m, from)))
      return stepped(withPlace(copied, to, { dir: inode, store: inode, lock: inode, mark: m.places[from]!.mark }))
    }),
    Restore: drive(P.Restore, (m, place, rows) =>
      stepped(withPlace(makeInode(m, rowsIn(m, storeAt(m, place)).slice(0, rows)), place, { store: nextInode(m) }))
    ),
    Rewind: drive(P.Rewind, (m, place, rows) => {
      const store = storeAt(m, place)
      return stepped(writeRows(m, store, rowsIn(m, store).slice(0, rows)))
    }),
    PowerLoss: drive(P.PowerLoss, (m, rows, marks) => stepped(losePower(m, rows, marks)))
  }

  return {
    variables,
    actions,
    unasked: unaskedOfStore,
    enter: (state, variant) => machineOf(state, copies[variant as 0 | 1]),
    observe: observed
  }
}
