/**
 * The models of a specification: one for each configuration file, in directories that say what is expected of them. Where there are
 * several specifications, the names of a model begin with that of its own.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { claimsOf } from "../tlc/config.ts"

/** A model that TLC can run. */
export interface Model {
  /**
   * the path of its configuration below the models' directory, without its ending: "holds/MCLeases_Small"; below the name of the
   * specification, if that has one: "other/holds/MCLocks_Small"
   */
  readonly name: string
  /** the directory that the configuration is in */
  readonly group: string
  /** the path of the root module: what stands before the underscore, in the models' directory */
  readonly module: string
  readonly config: string
  /** what the configuration claims: its invariants and properties */
  readonly claims: ReadonlyArray<string>
  /** the comment at the head of the configuration, in one line */
  readonly about: string
  readonly large: boolean
}

/** Whether a model of this name takes more than minutes, and so is not run at the bounds of a pull request. */
export const isLarge = (name: string): boolean => name.endsWith("Large")

/** What is expected of a model of this name: "holds" of "other/holds/MCLocks_Small". */
export const groupOf = (name: string): string => name.split("/").at(-2) ?? ""

/** Which specification a model of this name belongs to: "other" in "other/holds/MCLocks_Small"; one may have no name. */
export const specificationOf = (name: string): string => name.split("/").slice(0, -2).join("/")

const aboutOf = (config: string): string =>
  config
    .split("\n")
    .filter((line) => line.startsWith("\\*"))
    .map((line) => line.slice(2).trim())
    .join(" ")

/** All models below a directory, by name. The specification has a name where it is one of several. */
export const findModels = (directory: string, specification = ""): ReadonlyArray<Model> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".cfg"))
    .toSorted()
    .map((path) => {
      const config = join(directory, path)
      const text = readFileSync(config, "utf8")
      const name = join(specification, path.slice(0, -".cfg".length))
      return {
        name,
        group: groupOf(name),
        module: join(directory, `${basename(name).split("_")[0]}.tla`),
        config,
        claims: claimsOf(text),
        about: aboutOf(text),
        large: isLarge(name)
      }
    })

/**
 * The names of the modules that a module's text takes from. It is read as it is and without comments: one name too many does no
 * harm, one that is missed behind a comment would hide a change.
 */
const namedIn = (text: string): ReadonlyArray<string> =>
  [text, text.replace(/\(\*[\s\S]*?\*\)|\\\*.*/g, " ")].flatMap((read) =>
    [...read.matchAll(/\b(?:EXTENDS|INSTANCE)\s+(\w+(?:\s*,\s*\w+)*)/g)].flatMap(([, names = ""]) =>
      names.split(/\s*,\s*/)
    )
  )

/** What a model is made of: its module, the modules that this one needs, beside it and in the library, and its configuration. */
export const filesOf = (
  model: Pick<Model, "module" | "config">,
  library: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const directories = [dirname(model.module), ...library]
  const files = new Set([model.module])
  // A set is iterated in the order of insertion, and what is added on the way comes too.
  for (const file of files) {
    for (const name of namedIn(readFileSync(file, "utf8"))) {
      const found = directories.map((directory) => join(directory, `${name}.tla`)).find((path) => existsSync(path))
      // Standard modules lie in the jar.
      if (found !== undefined) files.add(found)
    }
  }
  return [...files, model.config]
}
