/** Asks TLC in which of some states predicates of a specification are true. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { Effect } from "effect"
import { read } from "../../tla/read.ts"
import { entriesOf } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import { withoutSections } from "../../tlc/config.ts"
import { runTlc } from "../../tlc/run.ts"
import { withJvm } from "../jvms.ts"
import type { Read } from "../looked.ts"
import type { Probes } from "./states.ts"

/** Model values have no names in a module unless they are declared. */
const modelValues = (value: Value): ReadonlyArray<string> => {
  if (value._tag === "model") return [value.name]
  if (value._tag === "set") return value.elements.flatMap(modelValues)
  return (entriesOf(value) ?? []).flatMap(([argument, image]) => [...modelValues(argument), ...modelValues(image)])
}

const moduleName = "Probe"

const start = '[action |-> "Init", args |-> <<>>]'

const list = (items: ReadonlyArray<string>): string => `<<${items.join(", ")}>>`

const moduleText = (read: Read, probes: Probes, predicates: ReadonlyArray<string>, models: ReadonlyArray<string>) => {
  const { variables, values, states } = probes
  const hidden = read.parsed.variables.filter((name) => !variables.includes(name))
  return [
    `---- MODULE ${moduleName} ----`,
    `EXTENDS ${basename(read.model.module, ".tla")}, TLC`,
    ...(models.length > 0 ? [`CONSTANTS ${models.join(", ")}`] : []),
    "VARIABLE probeAt",
    ...values.map((texts, v) => `ProbeValues${v} == ${list(texts)}`),
    `ProbeStates == ${list(states.map((state) => list(state.map((value) => String(value + 1)))))}`,
    "ProbeInit ==",
    "  /\\ probeAt \\in DOMAIN ProbeStates",
    ...variables.map((name, v) => `  /\\ ${name} = ProbeValues${v}[ProbeStates[probeAt][${v + 1}]]`),
    ...hidden.map((name) => `  /\\ ${name} = ${start}`),
    `ProbeNext == UNCHANGED ${list([...variables, ...hidden, "probeAt"])}`,
    `ProbePrint == PrintT(ToString(<<probeAt, ${list(predicates)}>>))`,
    "====",
    ""
  ].join("\n")
}

const replaced = [
  "SPECIFICATION",
  "INIT",
  "NEXT",
  "INVARIANT",
  "PROPERTY",
  "CONSTRAINT",
  "ACTION_CONSTRAINT",
  "VIEW",
  "SYMMETRY",
  "ALIAS",
  "POSTCONDITION",
  "CHECK_DEADLOCK"
]

const configText = (config: string, models: ReadonlyArray<string>): string =>
  [
    withoutSections(config, replaced),
    "INIT ProbeInit",
    "NEXT ProbeNext",
    "INVARIANT ProbePrint",
    "CHECK_DEADLOCK FALSE",
    ...models.map((name) => `CONSTANT ${name} = ${name}`),
    ""
  ].join("\n")

/** For each state whether each predicate is true. Fails as TLC does, also where a predicate makes no sense in one of the states. */
export const evaluate = Effect.fn("evaluate")(function* (
  side: Read,
  probes: Probes,
  predicates: ReadonlyArray<string>
) {
  const declared = side.parsed.items
  const models = [...new Set(probes.values.flatMap((texts) => texts.flatMap((text) => modelValues(read(text)))))]
    .filter((name) => !declared.has(name))
    .toSorted()
  const truths: Array<ReadonlyArray<boolean>> = []
  return yield* Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "probe-"))),
    (directory) =>
      Effect.gen(function* () {
        const module = join(directory, `${moduleName}.tla`)
        const config = join(directory, `${moduleName}.cfg`)
        yield* Effect.promise(async () => {
          await writeFile(module, moduleText(side, probes, predicates, models))
          await writeFile(config, configText(side.config, models))
        })
        yield* withJvm(
          runTlc({
            module,
            config,
            library: [dirname(side.model.module), ...side.model.library],
            brief: true,
            onOutput: (line) => {
              const [, at, values] = /^"<<(\d+), <<([A-Z, ]*)>>>>"$/.exec(line) ?? []
              if (at !== undefined) truths[Number(at) - 1] = values!.split(", ").map((value) => value === "TRUE")
            }
          })
        )
        return truths
      }),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  )
})
