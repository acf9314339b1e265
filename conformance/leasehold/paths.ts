/** Where things are. */
import { fileURLToPath } from "node:url"
import { join } from "node:path"

export const root = fileURLToPath(new URL("../..", import.meta.url))

export const specDirectory = join(root, "spec")
export const modelsDirectory = join(specDirectory, "models")
export const phase7Directory = join(specDirectory, "phase7")
export const storeDirectory = join(specDirectory, "store")
export const lifecycleDirectory = join(specDirectory, "lifecycle")
export const manifestPath = join(specDirectory, "manifest.json")
/** What the controls of models that must fall showed. */
export const controlsPath = join(specDirectory, "controls.json")
/** What the last replay of large models came to. */
export const largePath = join(root, "docs/large.md")
/** What the last replay through the service came to. */
export const servicePagePath = join(root, "docs/service-replay.md")
/** What that of the life of tasks through stores came to. */
export const livesPagePath = join(root, "docs/lives-replay.md")
export const corpusDirectory = join(root, "corpus")
export const reportsDirectory = join(root, "reports")
export const cacheDirectory = join(root, ".cache")
export const tracesDirectory = join(cacheDirectory, "traces")
export const counterexamplesDirectory = join(root, "docs/counterexamples")

/** The code whose change makes earlier runs of models void. */
export const harnessDirectories = ["conformance/models", "conformance/tlc"].map((path) => join(root, path))

/** The module through which the specification is parsed: it extends Leasehold.tla and adds no variable. */
export const protocolModel = join(modelsDirectory, "MCProtocol.tla")

/** The same of the store: it extends Store.tla. */
export const storeModel = join(storeDirectory, "MCInstances.tla")

/** The same of the life of tasks: it extends Runner.tla. */
export const lifecycleModel = join(lifecycleDirectory, "MCRunner.tla")
