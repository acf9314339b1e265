/** Keeps how models fall, from the step that runs them to the one that writes it down, so that no model is run twice for one change. */
import { join } from "node:path"
import { digestOf } from "../cli/cache.ts"
import { keptIn } from "../cli/kept.ts"
import type { Violation } from "../tlc/result.ts"
import type { Checked } from "./check.ts"
import { filesOf } from "./model.ts"
import type { Model } from "./model.ts"

/** How a model falls. */
export interface Fall {
  /** the claim that falls, or the kind of violation where no claim does */
  readonly property: string
  /** how many initial states there are; 0 where one of them violates, before all were counted */
  readonly initial: number
  readonly violation: Violation
}

/** Falls by the model's name. */
export interface Traces {
  /** What was kept of the model, if the digest is still this one. */
  readonly recall: (model: Model, digest: string) => Fall | undefined
  /** Keeps a fall; undefined, what holds, is not kept. */
  readonly remember: (model: Model, digest: string, fall: Fall | undefined) => void
}

/** Keeps nothing. */
export const noTraces: Traces = { recall: () => undefined, remember: () => {} }

/** The falls that are kept in a directory, a file for each. */
export const openTraces = (directory: string): Traces => {
  const keptOf = ({ name }: Model) => keptIn<Fall>(join(directory, `${name}.json`))
  return {
    recall: (model, digest) => keptOf(model).recall(digest),
    remember: (model, digest, fall) => {
      if (fall !== undefined) keptOf(model).keep(digest, fall)
    }
  }
}

/** What a fall depends on: the model's files, the code that runs it, and TLC. */
export const traceDigest = (
  model: Model,
  { library, harness }: { readonly library: ReadonlyArray<string>; readonly harness: ReadonlyArray<string> },
  jarSha256: string
): string => digestOf([...filesOf(model, library), ...harness], [jarSha256])

/** How a model fell in a run; undefined if it held. */
export const fallOf = ({ record, tlc }: Pick<Checked, "record" | "tlc">): Fall | undefined => {
  const violation = tlc.violations[0]
  if (violation === undefined) return undefined
  return { property: record.property ?? violation.kind, initial: record.initial, violation }
}
