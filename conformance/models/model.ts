/** The models of a specification: one for each configuration file, in directories that say what is expected of them. */
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { claimsOf } from "../tlc/config.ts"

/** A model that TLC can run. */
export interface Model {
  /** the path of its configuration below the models' directory, without its ending: "holds/MCLeases_Small" */
  readonly name: string
  /** the first directory of the name */
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

/** Names that end so are for BOUNDS=large only. */
const largeSuffix = "Large"

const aboutOf = (config: string): string =>
  config
    .split("\n")
    .filter((line) => line.startsWith("\\*"))
    .map((line) => line.slice(2).trim())
    .join(" ")

/** All models below a directory, by name. */
export const findModels = (directory: string): ReadonlyArray<Model> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".cfg"))
    .toSorted()
    .map((path) => {
      const config = join(directory, path)
      const text = readFileSync(config, "utf8")
      const name = path.slice(0, -".cfg".length)
      return {
        name,
        group: dirname(path),
        module: join(directory, `${basename(name).split("_")[0]}.tla`),
        config,
        claims: claimsOf(text),
        about: aboutOf(text),
        large: name.endsWith(largeSuffix)
      }
    })
