/** The parse of a model's root module, from the store if it was parsed before. */
import { basename } from "node:path"
import { Effect } from "effect"
import { digestOf } from "../../cli/cache.ts"
import { filesOf } from "../../models/model.ts"
import { exportXml } from "../../tlc/sany.ts"
import { TlcTools } from "../../tlc/tools.ts"
import { withJvm } from "../jvms.ts"
import type { Store } from "../kept.ts"
import { readParsed } from "../text/parse.ts"
import { closure } from "../text/closure.ts"
import type { Item, Parsed } from "../text/parse.ts"
import type { SideModel } from "./models.ts"

const format = "leasehold.diff.parse/2"

/** The parse. Fails where SANY finds a problem. */
export const parseModel = Effect.fn("parseModel")(function* (model: SideModel, store: Store) {
  const { jar } = yield* TlcTools
  const files = filesOf(model, model.library).filter((path) => path !== model.config)
  const digest = digestOf(files, [format, jar.sha256])
  const kept = store.recall<Parsed>(digest)
  if (kept !== undefined) return kept
  const xml = yield* withJvm(exportXml({ module: model.module, library: model.library }))
  const parsed = readParsed(xml, new Set(files.map((path) => basename(path, ".tla"))))
  store.keep(digest, parsed)
  return parsed
})

/** What of a specification has to be known to explore it. */
export interface Shape {
  readonly variables: ReadonlyArray<string>
  /** the variable in which steps name themselves, if there is one */
  readonly event: string | undefined
  /** the operator that has all verdicts, if there is one */
  readonly verdicts: string | undefined
}

/** What steps name themselves in, and what has all verdicts, where a specification has them. */
export interface Names {
  readonly event: string
  readonly verdicts: string
}

const count = (text: string, part: string): number => text.split(part).length - 1

/** How often a definition says what the variable is, and not what it becomes. */
const readings = ({ meaning }: Item, event: string): number => {
  const mention = `OpApplNode(operator(${event} )`
  return count(meaning, mention) - count(meaning, `operator(' )operands(${mention}`)
}

/**
 * Whether an action needs to know the variable, by itself or by a state function: then states that differ by it alone are not the same.
 * What formulas name it in their subscripts is no action.
 */
const isRead = ({ items }: Parsed, event: string): boolean => {
  const readersOf = (key: string): ReadonlyArray<Item> =>
    [...items.values()].filter(
      (item) => item.kind === "definition" && item.mentions.includes(key) && readings(item, key) > 0
    )
  const functions = closure([event], (key) => readersOf(key).flatMap(({ level, key }) => (level === 1 ? [key] : [])))
  // What an INSTANCE gives to another module may be read there.
  return [...functions].some((key) =>
    readersOf(key).some(({ level, meaning }) => level === 2 || meaning.startsWith("module("))
  )
}

/** What they are called unless somebody says otherwise. */
export const namesDefault: Names = { event: "event", verdicts: "Verdicts" }

/** Whether some definition gives the variable a record of an action and its arguments, and no action asks for it. */
const namesSteps = (parsed: Parsed, event: string): boolean =>
  parsed.variables.includes(event) &&
  [...parsed.items.values()].some(
    ({ mentions, meaning }) => mentions.includes(event) && meaning.includes("(action)") && meaning.includes("(args)")
  ) &&
  !isRead(parsed, event)

/** What is known of a specification; without names its steps are not taken to name themselves. */
export const shapeOf = (parsed: Parsed, names: Names | undefined): Shape => {
  if (names === undefined) return { variables: parsed.variables, event: undefined, verdicts: undefined }
  const { event, verdicts } = names
  const named = namesSteps(parsed, event)
  return {
    variables: parsed.variables,
    event: named ? event : undefined,
    verdicts: named && parsed.items.has(verdicts) ? verdicts : undefined
  }
}
