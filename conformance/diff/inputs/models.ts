/**
 * The models of one side. A configuration file is a model; its module has the same name, or the longest one that this begins with, and
 * lies beside the configuration or in a directory above. Where there is a manifest, it says which of them hold, and only these are
 * compared unless others are asked for by name.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { Data, Result } from "effect"
import { manifestFormat, readManifest } from "../../models/manifest.ts"
import { isLarge } from "../../models/model.ts"

/** Which of the two versions. */
export type SideName = "base" | "head"

/** One version of a specification. */
export interface Side {
  readonly side: SideName
  /** the directory that it lies in */
  readonly root: string
  /** what people call it: the directory as it was given, or a revision */
  readonly title: string
  /** directories with modules that come from elsewhere */
  readonly library?: ReadonlyArray<string>
}

/** A model of one side. */
export interface SideModel {
  /** as the manifest has it; where there is none, the path of its configuration below the root, without its ending */
  readonly name: string
  readonly module: string
  readonly config: string
  /** where the modules are that its own needs */
  readonly library: ReadonlyArray<string>
}

/** Something about one side that cannot be used. */
export class SideUnusable extends Data.TaggedError("SideUnusable")<{
  readonly side: SideName
  readonly title: string
  /** undefined where it is of no single model */
  readonly model: string | undefined
  readonly reason: string
}> {
  override get message(): string {
    return `${this.side} (${this.title})${this.model === undefined ? "" : `, model ${this.model}`}: ${this.reason}`
  }
}

/** The models of a side by name, each with its files or why it has none. */
export interface SideModels {
  readonly models: ReadonlyMap<string, Result.Result<SideModel, SideUnusable>>
  /** those that are compared unless others are asked for */
  readonly listed: ReadonlySet<string>
}

/** The directories from this one up to the root. */
const upTo = (root: string, directory: string): ReadonlyArray<string> =>
  directory === root || dirname(directory) === directory ? [directory] : [directory, ...upTo(root, dirname(directory))]

/** What may be the module's name, the longest first: "Lock_2Big", "Lock_2", "Lock"; no word is cut, so "Loc" is none. */
const prefixes = (name: string): ReadonlyArray<string> =>
  [...name.matchAll(/(?<=.)(?:(?<![A-Za-z])|(?![a-z]))/g)].map(({ index }) => name.slice(0, index)).toReversed()

const moduleFor = (root: string, config: string): string | undefined =>
  prefixes(basename(config, ".cfg"))
    .flatMap((name) => upTo(root, dirname(config)).map((directory) => join(directory, `${name}.tla`)))
    .find((path) => existsSync(path))

const configsIn = (root: string): ReadonlyArray<string> =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter(
      (path) =>
        path.endsWith(".cfg") && !path.split("/").some((part) => part.startsWith(".") || part === "node_modules")
    )
    .toSorted()

/** Whether each model of the manifest holds, and is not large; undefined where there is none. Throws {@link SideUnusable}. */
const recorded = ({ root, side, title }: Side): ReadonlyMap<string, boolean> | undefined => {
  const path = join(root, "manifest.json")
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, "utf8")
  // Others keep their own under this name.
  if (!text.includes(`"${manifestFormat}"`)) return undefined
  const manifest = readManifest(text)
  if (Result.isFailure(manifest)) {
    const reason = `manifest.json is damaged: ${manifest.failure.message}`
    throw new SideUnusable({ side, title, model: undefined, reason })
  }
  return new Map(
    manifest.success.models.map(({ model, outcome }) => [model, outcome === "holds" && !isLarge(model)] as const)
  )
}

/** The models of a side. Throws {@link SideUnusable}. */
export const modelsOf = (side: Side): SideModels => {
  const { root, title, library = [] } = side
  if (!existsSync(root)) {
    throw new SideUnusable({ side: side.side, title, model: undefined, reason: `there is no directory ${root}` })
  }
  const known = recorded(side)
  const models = new Map<string, Result.Result<SideModel, SideUnusable>>()
  const listed = new Set<string>()
  for (const path of configsIn(root)) {
    const own = path.slice(0, -".cfg".length)
    // A manifest's names may begin below the directory that the models lie in.
    const tails = own.split("/").map((_, i, parts) => parts.slice(i).join("/"))
    const name = tails.find((tail) => known?.has(tail)) ?? own
    if (known === undefined || known.get(name) === true) listed.add(name)
    const config = join(root, path)
    const module = moduleFor(root, config)
    const reason = `there is no module for ${relative(root, config)}: put ${basename(own)}.tla, or a module whose name begins this one, beside it or above`
    models.set(
      name,
      module === undefined
        ? Result.fail(new SideUnusable({ side: side.side, title, model: name, reason }))
        : Result.succeed({ name, module, config, library: [...upTo(root, dirname(config)), ...library] })
    )
  }
  return { models, listed }
}
