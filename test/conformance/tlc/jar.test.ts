import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { findJar, pinned } from "../../../conformance/tlc/jar.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { describeTlc, directory, machine, tools } from "./support.ts"

/** A Maven that delivers a file, and counts how often it is asked. */
const delivering = (file: string) =>
  [
    `for arg in "$@"; do case "$arg" in -DoutputDirectory=*) to="\${arg#*=}";; esac; done`,
    `echo asked >> "$HOME/asked"`,
    `/bin/cp '${file}' "$to/${pinned.file}"`
  ].join("\n")

const asked = (env: { readonly HOME: string }): number =>
  readFileSync(join(env.HOME, "asked"), "utf8").split("\n").length - 1

describe("the jar that TLA2TOOLS_JAR names", () => {
  it.effect("is taken, whatever it is", () =>
    Effect.gen(function* () {
      const path = join(directory({ "newer.jar": "a newer TLC" }), "newer.jar")
      const sha256 = createHash("sha256").update("a newer TLC").digest("hex")
      const jar = yield* findJar({ ...machine({}), TLA2TOOLS_JAR: path })
      assert.deepStrictEqual(jar, { path, source: "environment", sha256 })
    })
  )

  it.effect("is an error if there is none, and nothing else is tried", () =>
    Effect.gen(function* () {
      const env = machine({ mvn: "exit 9" })
      const error = yield* Effect.flip(findJar({ ...env, TLA2TOOLS_JAR: join(env.HOME, "none.jar") }))
      assert.strictEqual(error._tag, "JarMissing")
      assert.include(error.message, "none.jar")
    })
  )
})

describe("the jar from Maven", () => {
  it.effect("asks for Maven if there is none", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(findJar(machine({})))
      assert.strictEqual(error._tag, "MavenMissing")
      assert.include(error.message, "apt-get install -y maven")
    })
  )

  it.effect("says what Maven said if it failed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(findJar(machine({ mvn: "echo no route to host; exit 1" })))
      assert.strictEqual(error._tag, "MavenFailed")
      assert.include(error.message, "no route to host")
    })
  )

  it.effect("is refused, and not kept, if its digest is another", () =>
    Effect.gen(function* () {
      const wrong = join(directory({ "wrong.jar": "something else" }), "wrong.jar")
      const env = machine({ mvn: delivering(wrong) })
      const error = yield* Effect.flip(findJar(env))
      assert.strictEqual(error._tag, "JarDigestMismatch")
      assert.include(error.message, pinned.sha256)
      assert.deepStrictEqual(readdirSync(join(env.XDG_CACHE_HOME, "leasehold")), [])
    })
  )

  it.effect("needs a cache that can be written", () =>
    Effect.gen(function* () {
      const file = join(directory({ cache: "a file" }), "cache")
      const error = yield* Effect.flip(findJar({ ...machine({ mvn: "exit 9" }), XDG_CACHE_HOME: file }))
      assert.strictEqual(error._tag, "CacheUnusable")
      assert.include(error.message, "XDG_CACHE_HOME")
    })
  )
})

describeTlc("the pinned jar", () => {
  it.effect("is fetched once, into the cache, and again if the copy there is damaged", () =>
    Effect.gen(function* () {
      const { jar: real } = yield* TlcTools
      if (real.sha256 !== pinned.sha256) return
      const env = machine({ mvn: delivering(real.path) })
      const path = join(env.XDG_CACHE_HOME, "leasehold", pinned.file)
      const expected = { path, source: "maven", sha256: pinned.sha256 } as const
      assert.deepStrictEqual(yield* findJar(env), expected)
      assert.deepStrictEqual(yield* findJar(env), expected)
      assert.strictEqual(asked(env), 1)
      writeFileSync(path, "damaged")
      assert.deepStrictEqual(yield* findJar(env), expected)
      assert.strictEqual(asked(env), 2)
    }).pipe(Effect.provide(tools))
  )

  it.effect("is taken from Maven where tla is another program", () =>
    Effect.gen(function* () {
      const { jar: real } = yield* TlcTools
      if (real.sha256 !== pinned.sha256) return
      for (const tla of ["echo usage: tla command; exit 1", "echo hello", "echo /no/such/tla2tools.jar"]) {
        const env = machine({ tla, mvn: delivering(real.path) })
        assert.strictEqual((yield* findJar(env)).source, "maven")
        assert.isTrue(existsSync(join(env.XDG_CACHE_HOME, "leasehold", pinned.file)))
      }
    }).pipe(Effect.provide(tools))
  )
})
