import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { findJar } from "../../../conformance/tlc/jar.ts"
import { findJava } from "../../../conformance/tlc/java.ts"
import { runTlc, type TlcOptions } from "../../../conformance/tlc/run.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"

const found = await Effect.runPromise(Effect.result(Effect.all({ java: findJava(), jar: findJar() })))

/** The machine's real tools. */
export const tools = Layer.effect(TlcTools, Effect.fromResult(found))

/** Only what is not installed is a reason to skip: anything else has to fail. */
const absent = ["JavaMissing", "JavaTooOld", "MavenMissing"]
const reason = Result.isFailure(found) && absent.includes(found.failure._tag) ? found.failure.message : undefined

// Vitest shows no titles of what is skipped.
if (reason !== undefined) console.warn(`The tests that need TLC are skipped: ${reason}`)

/** A suite with the real TLC; skipped, with the reason in its title, where TLC cannot be had. */
export const describeTlc = (title: string, suite: () => void): void => {
  describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped: ${reason})`, suite)
}

// Made when it is needed: where all of a file's tests are skipped, nothing would remove it.
let scratch: string | undefined
afterAll(() => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
})

/** A directory that is gone after the file's tests, with these files; what lies under bin/ is executable. */
export const directory = (files: Readonly<Record<string, string>> = {}): string => {
  scratch ??= mkdtempSync(join(tmpdir(), "leasehold-test-"))
  const path = mkdtempSync(join(scratch, "directory-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text, { mode: name.startsWith("bin/") ? 0o755 : 0o644 })
  }
  return path
}

/** The environment of a machine that has these programs only, each a shell script, and an empty cache. */
export const machine = (programs: Readonly<Record<string, string>>) => {
  const files = Object.entries(programs).map(([name, script]) => [`bin/${name}`, `#!/bin/sh\n${script}\n`])
  const root = directory(Object.fromEntries(files))
  return { PATH: join(root, "bin"), HOME: root, XDG_CACHE_HOME: join(root, "cache") }
}

/** The text of a module. */
export const module = (name: string, ...lines: ReadonlyArray<string>): string =>
  [`---- MODULE ${name} ----`, ...lines, "====", ""].join("\n")

/** Runs TLC on a module of these lines. */
export const check = (
  name: string,
  lines: ReadonlyArray<string>,
  config: string,
  options: Omit<TlcOptions, "module" | "config"> = {}
) => {
  const path = directory({ [`${name}.tla`]: module(name, ...lines), "some.cfg": config })
  return runTlc({ ...options, module: join(path, `${name}.tla`), config: join(path, "some.cfg") }).pipe(
    Effect.provide(tools)
  )
}
