/**
 * A specification that writes its steps in all the ways that `Next` can be written in; in two modules, and with an instance of a
 * third one, whose variables and definitions have names that mean other things.
 */
import { join } from "node:path"
import { Effect } from "effect"
import { readAst } from "../../../conformance/spec/ast.ts"
import { exportXml } from "../../../conformance/tlc/sany.ts"
import { directory, module, tools } from "../tlc/support.ts"

const base = module(
  "Base",
  "EXTENDS Naturals",
  "CONSTANT Users",
  "VARIABLES event",
  "Journal(action, args) == event' = [action |-> action, args |-> args]"
)

const abstract = module(
  "Abstract",
  "VARIABLES held, doors",
  "IsFree(l) == doors[l]",
  "Next == held' = doors /\\ UNCHANGED doors"
)

const lockers = module(
  "Lockers",
  "EXTENDS Base",
  "CONSTANTS Lockers, Codes",
  "VARIABLES held, alarm",
  "IsFree(l) == held[l] = 0",
  "A == INSTANCE Abstract WITH doors <- held",
  "IsQuiet == ~alarm",
  "MayOpen(u, l) == u = l",
  'Init == held = [l \\in Lockers |-> 0] /\\ alarm = FALSE /\\ event = [action |-> "Init", args |-> <<>>]',
  "Rest == UNCHANGED <<held, alarm>>",
  "Step(action, args) == Journal(action, args) /\\ Rest",
  "Take(u, l) == /\\ IsQuiet",
  "              /\\ IsFree(l)",
  "              /\\ ~MayOpen(u, l)",
  "              /\\ held' = held",
  'Alarm == IsQuiet /\\ MayOpen(1, 1) /\\ Step("Alarm", <<>>)',
  "Only == IsQuiet",
  'ResetStep(l) == IsFree(l) /\\ Journal("Reset", <<l>>)',
  "RECURSIVE Down(_)",
  'Down(n) == IF n = 0 THEN Step("Down", <<>>) ELSE Down(n - 1)',
  'First == LET step == Step("First", <<>>) IN step',
  'Second == LET step == Step("Second", <<>>) IN step',
  "LockerSteps ==",
  "  \\E u, v \\in Users, l \\in Lockers :",
  '    \\/ Take(u, l) /\\ Step("Take", <<u, l>>)',
  "    \\/ \\E code \\in Codes :",
  "         /\\ MayOpen(u, l)",
  '         /\\ Step("Give", <<l, v, code>>)',
  "    \\/ ResetStep(l)",
  '    \\/ Step("Fixed", <<7, l>>)',
  "Next == LockerSteps \\/ Alarm \\/ Down(2) \\/ First \\/ Second",
  "Silent == IsQuiet /\\ Rest",
  'TakeVerdict(u, l) == CASE ~IsQuiet -> "Loud"',
  '                       [] ~IsFree(l) -> "Taken"',
  '                       [] MayOpen(u, l) -> "Own"',
  '                       [] OTHER -> "ok"',
  'ResetVerdict(l) == IF ~IsFree(l) THEN "Taken" ELSE "ok"',
  'ChainVerdict(l) == IF ~IsQuiet THEN "Loud" ELSE IF ~IsFree(l) THEN "Taken" ELSE "ok"',
  'NoOtherVerdict(l) == CASE ~IsQuiet -> "Loud" [] ~IsFree(l) -> "Taken"',
  'NeverVerdict(l) == IF ~IsQuiet THEN "Loud" ELSE "Taken"',
  'TurnedVerdict(l) == IF IsQuiet THEN "ok" ELSE "Loud"',
  'UnnamedVerdict(l) == IF \\A u \\in Users : MayOpen(u, l) THEN IF alarm THEN "Loud" ELSE "Own" ELSE "ok"',
  'FreeVerdict == "ok"'
)

/** The parse by the real SANY. */
export const parseLockers = Effect.suspend(() =>
  exportXml({
    module: join(directory({ "Abstract.tla": abstract, "Base.tla": base, "Lockers.tla": lockers }), "Lockers.tla")
  })
).pipe(Effect.map(readAst), Effect.provide(tools))

/** The line of a definition in the module's text. */
export const lineOf = (start: string): number => lockers.split("\n").findIndex((line) => line.startsWith(start)) + 1
