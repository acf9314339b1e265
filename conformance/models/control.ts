/**
 * Controls of models that must fall: the same world with every rule in place. Where its control holds, a model falls by what was done
 * to the rule, and not by a world in which the claim holds of nothing.
 */
import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { substitutionsOf } from "../tlc/config.ts"
import type { Model } from "./model.ts"

/** Whether a substitution bounds a world, as opposed to doing something to a rule. */
export type IsBound = (overridden: string, by: string) => boolean

/** The configuration of the control; undefined if the model does nothing to a rule. */
export const controlOf = ({ config }: Pick<Model, "config">, isBound: IsBound): string | undefined => {
  const text = readFileSync(config, "utf8")
  const faults = substitutionsOf(text).filter(([overridden, by]) => !isBound(overridden, by))
  if (faults.length === 0) return undefined
  return faults.reduce(
    (rest, [overridden, by]) =>
      rest.replace(new RegExp(`^[ \\t]*${overridden}[ \\t]*<-[ \\t]*${by}[ \\t]*\\r?\\n`, "m"), ""),
    text
  )
}

/** What the controls showed, when, and at which revision. */
export const Controls = Schema.Struct({
  /** YYYY-MM-DD */
  date: Schema.String,
  revision: Schema.String,
  /** what each control had; one that needs longer is unfinished, and shows only that nothing fell until then */
  seconds: Schema.Int,
  models: Schema.Array(
    Schema.Struct({
      model: Schema.String,
      /** "none": nothing is done to a rule there, what falls is a claim about the world */
      outcome: Schema.Literals(["holds", "falls", "unfinished", "none"])
    })
  )
})
export type Controls = typeof Controls.Type

/** Reads what is recorded of controls. */
export const readControls = Schema.decodeUnknownResult(Schema.fromJsonString(Controls), { onExcessProperty: "error" })
