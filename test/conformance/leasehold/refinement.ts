/** The verdict on two versions of one model as TLC has it, by modules that extend the one and instantiate the other. */
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { assert } from "@effect/vitest"
import { Effect, Result } from "effect"
import { modelsOf } from "../../../conformance/diff/inputs/models.ts"
import type { ModelReport } from "../../../conformance/diff/report/model.ts"
import { filesOf } from "../../../conformance/models/model.ts"
import { boundsOf, substitutionsOf, valuesOf, withoutSections } from "../../../conformance/tlc/config.ts"
import { refines } from "../diff/refines.ts"

/** A model of one version: its modules by name, and its configuration. */
const read = (root: string, model: string) => {
  const found = modelsOf({ side: "base", root, title: root }).models.get(model)
  if (found === undefined) throw new Error(`${root} has no model ${model}`)
  const { module, config, library } = Result.getOrThrow(found)
  const paths = filesOf({ module, config }, library).filter((path) => path !== config)
  return {
    name: basename(module, ".tla"),
    modules: new Map(paths.map((path) => [basename(path, ".tla"), readFileSync(path, "utf8")])),
    config: readFileSync(config, "utf8")
  }
}

type Side = ReturnType<typeof read>

const other = (name: string): string => `Other${name}`

/** The modules under other names, beside those of the other version. */
const aside = (modules: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const names = new RegExp(`\\b(?:${[...modules.keys()].join("|")})\\b`, "g")
  return new Map(
    [...modules].map(([name, text]) => [
      other(name),
      text.replaceAll(/\b(?:MODULE|EXTENDS|INSTANCE)\s+\w+(?:\s*,\s*\w+)*/g, (clause) =>
        clause.replaceAll(names, other)
      )
    ])
  )
}

/** Whether all that the first allows is allowed by the second, whose variables have these names in the first. */
const refinesOther = (first: Side, second: Side, renames: ReadonlyArray<readonly [of: string, by: string]>) => {
  const values = new Map(valuesOf(first.config))
  // What has the same name and value on both sides needs no word.
  const own = valuesOf(second.config).filter(([constant, value]) => values.get(constant) !== value)
  // Substitutions for constants are those of the first; others hold in the module that defines what they replace.
  const definitions = substitutionsOf(second.config).flatMap(([name, by]) =>
    [...second.modules]
      .filter(([, text]) => new RegExp(`^${name}(?:\\(.*\\))? *==`, "m").test(text))
      .map(([module]) => `${name} <- [${other(module)}]${by}`)
  )
  const given = [...renames, ...own.map(([constant]) => [constant, other(constant)] as const)]
  const cut = boundsOf(first.config).join(" /\\ ") || "TRUE"
  const next = ["Next", ...boundsOf(second.config)].map((name) => `Other!${name}`).join(" /\\ ")
  return refines({
    files: Object.fromEntries(
      [...first.modules, ...aside(second.modules)].map(([name, text]) => [`${name}.tla`, text])
    ),
    lines: [
      `EXTENDS ${first.name}`,
      ...own.map(([constant]) => `CONSTANT ${other(constant)}`),
      `Other == INSTANCE ${other(second.name)}${given.length === 0 ? "" : " WITH "}${given.map(([name, by]) => `${name} <- ${by}`).join(", ")}`,
      // What a bound cuts is in no graph, and TLC asks of it all the same.
      `Refined == Other!Init /\\ [][${cut} => ${next}]_Other!vars`
    ],
    // Under a view a step that changes the event alone would be looked at in some states only.
    config: [
      withoutSections(first.config, ["INVARIANT", "PROPERTY", "VIEW", "CHECK_DEADLOCK"]),
      "CONSTANTS",
      ...own.map(([constant, value]) => `  ${other(constant)} = ${value}`),
      ...definitions.map((line) => `  ${line}`)
    ].join("\n")
  })
}

const verdictOf = (headRefines: boolean, baseRefines: boolean): string =>
  headRefines ? (baseRefines ? "equal" : "refines") : baseRefines ? "extends" : "incomparable"

/** Asks TLC for the verdict of a report on two versions that have the same variables. */
export const agreesWithTlc = (
  base: string,
  head: string,
  { model, verdict, seen }: Pick<ModelReport, "model" | "verdict" | "seen">
) =>
  Effect.gen(function* () {
    assert.deepStrictEqual([seen.added, seen.removed], [[], []])
    const [old = "", now = old] = model.split(" = ")
    const [before, after] = [read(base, old), read(head, now)]
    const renames = seen.renamed.map(({ from, to }) => [from, to] as const)
    const back = renames.map(([from, to]) => [to, from] as const)
    const both = [refinesOther(after, before, renames), refinesOther(before, after, back)]
    const [headRefines = false, baseRefines = false] = yield* Effect.all(both, { concurrency: 2 })
    assert.strictEqual(verdict, verdictOf(headRefines, baseRefines), model)
  })
