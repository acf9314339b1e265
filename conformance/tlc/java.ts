/** The Java that PATH has, if it is new enough for TLC. */
import { Data, Effect } from "effect"
import { capture, type Environment } from "./process.ts"

/** A Java that is new enough. */
export interface Java {
  /** What to start; a bare name is looked up on PATH. */
  readonly program: string
  /** As Java prints it, for example "17.0.15". */
  readonly version: string
}

/** The oldest major version that is accepted. */
export const javaMajorMin = 11

/** No Java on PATH, or something of its name that does not tell a version. */
export class JavaMissing extends Data.TaggedError("JavaMissing")<{}> {
  override get message(): string {
    return `Java is not on PATH. Install Java ${javaMajorMin} or newer (on Debian: apt-get install -y default-jre-headless), then try again.`
  }
}

/** There is a Java on PATH, of this version, as it prints it. */
export class JavaTooOld extends Data.TaggedError("JavaTooOld")<{ readonly version: string }> {
  override get message(): string {
    return `The Java on PATH is ${this.version}, and TLC needs ${javaMajorMin} or newer (on Debian: apt-get install -y default-jre-headless).`
  }
}

/** Asks the Java on the PATH of `env` for its version. Fails with {@link JavaMissing} or {@link JavaTooOld}. */
export const findJava = Effect.fn("findJava")(function* (env: Environment = process.env) {
  const said = yield* capture({ program: "java", args: ["-version"], env }).pipe(
    Effect.mapError(() => new JavaMissing())
  )
  // macOS has a /usr/bin/java that only says that there is no Java.
  const version = /version "([^"]+)"/.exec(`${said.stderr}\n${said.stdout}`)?.[1]
  if (said.code !== 0 || version === undefined) return yield* new JavaMissing()
  if (majorOf(version) < javaMajorMin) return yield* new JavaTooOld({ version })
  const java: Java = { program: "java", version }
  return java
})

/** Up to Java 8 the major version came second: 1.8.0. */
const majorOf = (version: string): number => {
  const [first = 0, second = 0] = version.split(/[._-]/, 2).map(Number)
  return first === 1 ? second : first
}
