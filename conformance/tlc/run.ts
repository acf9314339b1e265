/** Runs TLC on a module with a configuration. */
import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, delimiter, dirname, join, resolve } from "node:path"
import { Effect } from "effect"
import { ConfigInvalid, SpecInvalid, TlcFailed } from "./errors.ts"
import { splitter } from "./messages.ts"
import { run, type OnLine } from "./process.ts"
import { onlyPropertyOf } from "./config.ts"
import type { Progress } from "./result.ts"
import { summary } from "./summary.ts"
import { TlcTools } from "./tools.ts"

/** What to run, with what, and who is told meanwhile. */
export interface TlcOptions {
  /** The path of the root module's file. */
  readonly module: string
  /** The path of its configuration. */
  readonly config: string
  /** Where the modules are that the root module needs, beside its own directory and TLC's standard modules. */
  readonly library?: ReadonlyArray<string>
  /** The depth and the counterexample are the same in each run only with one worker, so that is the default. */
  readonly workers?: number
  /** The most that the JVM's heap may take; {@link heapMegabytesDefault} unless given. */
  readonly heapMegabytes?: number
  /** A run of a few seconds: the JVM compiles at once rather than well, which takes half the time there, and half as much again in long ones. */
  readonly brief?: boolean
  /** Anything else that TLC takes: "-continue", "-simulate", "-dump", "dot,actionlabels", an absolute path. */
  readonly args?: ReadonlyArray<string>
  /** A line that the specification printed. TLC waits while a promise is pending. */
  readonly onOutput?: OnLine
  readonly onProgress?: (progress: Progress) => void
}

/** A fixed one: what the JVM would take by itself depends on the machine. */
export const heapMegabytesDefault = 2048

/**
 * Runs TLC to its end, with the {@link TlcTools} that it requires. A violated property is in the result; only if there
 * is nothing to conclude it fails, with a `TlcError`. Interruption ends the JVM and removes its files before it
 * returns, and so does a listener that throws, which is a defect.
 */
export const runTlc = Effect.fn("runTlc")(function* (options: TlcOptions) {
  const { java, jar } = yield* TlcTools
  const name = basename(options.module, ".tla")
  const config = yield* Effect.tryPromise({
    try: () => readFile(options.config, "utf8"),
    catch: () => new ConfigInvalid({ module: name, config: options.config, text: "there is no such file" })
  })
  return yield* inScratchDirectory((scratch) =>
    Effect.gen(function* () {
      // TLC looks for a configuration beside the module only, and newer versions leave files beside it: it gets copies.
      yield* Effect.tryPromise({
        try: async () => {
          await copyFile(options.module, join(scratch, basename(options.module)))
          await writeFile(join(scratch, configName), config)
        },
        catch: () => new SpecInvalid({ module: name, problems: [{ text: `There is no file ${options.module}.` }] })
      })
      const about = { module: name, config: options.config, java: java.version, jarSha256: jar.sha256 }
      const folded = summary({ ...about, onlyProperty: onlyPropertyOf(config) }, options.onProgress ?? (() => {}))
      let outputLines = 0
      const split = splitter({
        onMessage: folded.onMessage,
        onParserLine: folded.onParserLine,
        onOutput: (line) => {
          outputLines++
          return options.onOutput?.(line)
        }
      })
      const exitCode = yield* run({
        program: java.program,
        args: [...jvmArgs(jar.path, options, scratch), ...tlcArgs(name, options, scratch)],
        cwd: scratch,
        onStdout: split,
        onStderr: folded.onErrorLine
      }).pipe(
        Effect.mapError(
          (missing) => new TlcFailed({ module: name, exitCode: -1, text: `${missing.program} could not be started` })
        )
      )
      return yield* Effect.fromResult(folded.end(exitCode, outputLines))
    })
  )
})

const configName = "model.cfg"

const jvmArgs = (jar: string, options: TlcOptions, scratch: string): ReadonlyArray<string> => [
  `-Xmx${options.heapMegabytes ?? heapMegabytesDefault}m`,
  "-XX:+UseParallelGC",
  ...(options.brief === true ? ["-XX:TieredStopAtLevel=1"] : []),
  "-Djava.awt.headless=true",
  // TLC unpacks its standard modules there: two runs at a time must not share the place.
  `-Djava.io.tmpdir=${scratch}`,
  `-DTLA-Library=${libraryOf(options.module, options.library).join(delimiter)}`,
  "-cp",
  jar,
  "tlc2.TLC"
]

const tlcArgs = (name: string, options: TlcOptions, scratch: string): ReadonlyArray<string> => [
  "-tool",
  // A directory of its own: TLC names what it puts there by the second, and refuses a name that exists.
  "-metadir",
  join(scratch, "states"),
  "-workers",
  String(options.workers ?? 1),
  ...(options.args ?? []),
  "-config",
  configName,
  name
]

/** Where modules are looked for: absolute, since TLC runs elsewhere. */
export const libraryOf = (module: string, library: ReadonlyArray<string> = []): ReadonlyArray<string> =>
  [dirname(module), ...library].map((directory) => resolve(directory))

/** A directory outside the tree that is gone afterwards, however the effect ends. */
export const inScratchDirectory = <A, E, R>(use: (path: string) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.promise(async () => realpath(await mkdtemp(join(tmpdir(), "tlc-")))),
    use,
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 3 }))
  )
