import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { findJava } from "../../../conformance/tlc/java.ts"
import { machine } from "./support.ts"

const saying = (version: string) => machine({ java: `echo 'openjdk version "${version}" 2024-01-16' >&2` })

describe("Java on PATH", () => {
  it.effect("is taken if it is new enough", () =>
    Effect.gen(function* () {
      for (const version of ["11.0.2", "17.0.15", "21", "24-ea"]) {
        assert.deepStrictEqual(yield* findJava(saying(version)), { program: "java", version })
      }
    })
  )

  it.effect("is too old before 11", () =>
    Effect.gen(function* () {
      for (const version of ["1.8.0_392", "9.0.4", "10"]) {
        const error = yield* Effect.flip(findJava(saying(version)))
        assert.strictEqual(error._tag, "JavaTooOld")
        assert.include(error.message, `is ${version}`)
        assert.include(error.message, "apt-get install")
      }
    })
  )

  it.effect("is missing where PATH has none, or one that only says so", () =>
    Effect.gen(function* () {
      const stub = machine({ java: "echo 'Unable to locate a Java Runtime.' >&2; exit 1" })
      for (const env of [machine({}), stub]) {
        const error = yield* Effect.flip(findJava(env))
        assert.strictEqual(error._tag, "JavaMissing")
        assert.include(error.message, "apt-get install")
      }
    })
  )
})
