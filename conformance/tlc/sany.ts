/** A specification's parse, as the XML that SANY exports. */
import { basename, delimiter, resolve } from "node:path"
import { Effect } from "effect"
import { SpecInvalid, TlcFailed } from "./errors.ts"
import { capture } from "./process.ts"
import { problemsOf } from "./problems.ts"
import { inScratchDirectory, libraryOf } from "./run.ts"
import { TlcTools } from "./tools.ts"

/** A root module, and where the others are. */
export interface ParseOptions {
  /** The path of the root module's file. */
  readonly module: string
  /** Where the modules are that it needs, beside its own directory and the standard modules. */
  readonly library?: ReadonlyArray<string>
  /** The most that the JVM's heap may take; 512 unless given. */
  readonly heapMegabytes?: number
}

/**
 * The XML as text, by the {@link TlcTools} that it requires. Fails with {@link SpecInvalid} if SANY finds a problem,
 * else with {@link TlcFailed}. Interruption ends the JVM and removes its files before it returns.
 */
export const exportXml = Effect.fn("exportXml")(function* (options: ParseOptions) {
  const { java, jar } = yield* TlcTools
  const name = basename(options.module, ".tla")
  const library = libraryOf(options.module, options.library)
  return yield* inScratchDirectory((scratch) =>
    Effect.gen(function* () {
      const sany = (main: string, args: ReadonlyArray<string>, jvmArgs: ReadonlyArray<string> = []) =>
        capture({
          program: java.program,
          args: [
            `-Xmx${options.heapMegabytes ?? 512}m`,
            "-Djava.awt.headless=true",
            `-Djava.io.tmpdir=${scratch}`,
            ...jvmArgs,
            "-cp",
            jar.path,
            main,
            ...args,
            resolve(options.module)
          ],
          cwd: scratch
        }).pipe(
          Effect.mapError(
            (missing) => new TlcFailed({ module: name, exitCode: -1, text: `${missing.program} could not be started` })
          )
        )
      // -o, offline: without it the result would be validated against a schema from the network.
      const exported = yield* sany("tla2sany.xml.XMLExporter", ["-o", ...library.flatMap((path) => ["-I", path])])
      const broken = /\*\*\* (?:Errors|Abort messages): [1-9]/.test(exported.stderr)
      if (exported.code === 0 && !broken && exported.stdout.startsWith("<?xml")) return exported.stdout

      // The exporter swallows syntax errors and ends with 0 where a file is missing, so the parser itself is asked.
      const parsed = yield* sany("tla2sany.SANY", [], [`-DTLA-Library=${library.join(delimiter)}`])
      const problems = problemsOf(parsed.stdout.split("\n"))
      if (problems.length > 0) return yield* new SpecInvalid({ module: name, problems })
      return yield* new TlcFailed({ module: name, exitCode: exported.code, text: exported.stderr.slice(0, 2000) })
    })
  )
})
