/** Where things are. */
import { fileURLToPath } from "node:url"
import { join } from "node:path"

export const root = fileURLToPath(new URL("../..", import.meta.url))

export const specDirectory = join(root, "spec")
export const modelsDirectory = join(specDirectory, "models")
export const manifestPath = join(specDirectory, "manifest.json")
export const corpusDirectory = join(root, "corpus")
export const reportsDirectory = join(root, "reports")
export const cacheDirectory = join(root, ".cache")

/** The module whose parse stands for the specification, and a model module to parse it through. */
export const specModule = join(specDirectory, "Leasehold.tla")
export const protocolModel = join(modelsDirectory, "MCProtocol.tla")
