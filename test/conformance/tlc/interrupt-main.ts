/** A program for interrupt.test.ts: it runs a model that never ends, until it is interrupted. */
import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { runTlc } from "../../../conformance/tlc/run.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"

const [module = "", config = "", java = "", jar = ""] = process.argv.slice(2)

runTlc({ module, config, onOutput: () => void process.stdout.write("running\n") }).pipe(
  Effect.provideService(TlcTools, {
    java: { program: java, version: "any" },
    jar: { path: jar, source: "environment", sha256: "any" }
  }),
  NodeRuntime.runMain
)
