/** The Java that PATH has, if it is new enough for TLC. */
import { Data, Effect } from "effect"
import { capture, type Environment } from "./process.ts"

export interface Java {
  readonly program: string
  /** As Java prints it, for example "17.0.15". */
  readonly version: string
}

export const javaMajorMin = 11

export class JavaMissing extends Data.TaggedError("JavaMissing")<{}> {
  override get message(): string {
    return `Java is not on PATH. Install Java ${javaMajorMin} or newer (on Debian: apt-get install -y default-jre-headless), then try again.`
  }
}

export class JavaTooOld extends Data.TaggedError("JavaTooOld")<{ readonly version: string }> {
  override get message(): string {
    return `The Java on PATH is ${this.version}, and TLC needs ${javaMajorMin} or newer (on Debian: apt-get install -y default-jre-headless).`
  }
}

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
