/** TLC's own answer to what a verdict says: whether one specification refines another one, which a module instantiates. */
import { join } from "node:path"
import { Effect } from "effect"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { directory, module, tools } from "../tlc/support.ts"

/** What to ask. */
export interface Refinement {
  /** the modules of both specifications */
  readonly files: Readonly<Record<string, string>>
  /** the module that asks: it extends the first one's, and `Refined` are the behaviours of the second */
  readonly lines: ReadonlyArray<string>
  /** the first one's configuration */
  readonly config: string
}

/** Whether TLC finds no behaviour of the first that is none of the second. */
export const refines = ({ files, lines, config }: Refinement) => {
  const path = directory({
    ...files,
    "Check.tla": module("Check", ...lines),
    "Check.cfg": `${config}\nPROPERTY Refined\nCHECK_DEADLOCK FALSE\n`
  })
  return runTlc({ module: join(path, "Check.tla"), config: join(path, "Check.cfg"), brief: true }).pipe(
    Effect.map(({ holds }) => holds),
    Effect.provide(tools)
  )
}
