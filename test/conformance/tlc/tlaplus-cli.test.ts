import { spawnSync, type SpawnSyncOptions } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { cacheDirectory, findJar } from "../../../conformance/tlc/jar.ts"
import { TlcTools } from "../../../conformance/tlc/tools.ts"
import { describeTlc, machine, tools } from "./support.ts"

const release = "tlaplus-cli==0.8.1"
const setUpMillis = 180_000

/** The real CLI in a virtual environment, made once; or the reason why it cannot be had. */
const cli = (): { readonly bin: string } | { readonly reason: string } => {
  const venv = join(cacheDirectory(process.env), `venv-${release}`)
  const [bin, complete] = [join(venv, "bin"), join(venv, "complete")]
  if (existsSync(complete)) return { bin }
  rmSync(venv, { recursive: true, force: true })
  mkdirSync(dirname(venv), { recursive: true })
  const said = (program: string, ...args: ReadonlyArray<string>) => {
    const options: SpawnSyncOptions = { encoding: "utf8", timeout: setUpMillis / 2 }
    const run = spawnSync(program, args, options)
    if (run.status === 0) return undefined
    return `${program} ${args[0]} ${args[1]}: ${run.error?.message ?? String(run.stderr).trim().split("\n").at(-1)}`
  }
  const failed =
    said("python3", "-m", "venv", venv) ??
    said(join(bin, "python"), "-m", "pip", "install", "--quiet", "--retries", "1", "--timeout", "30", release)
  if (failed !== undefined) return { reason: `tlaplus-cli cannot be installed here: ${failed}` }
  writeFileSync(complete, "")
  return { bin }
}

describeTlc("the tlaplus CLI", () => {
  it(
    "gives the jar that it has pinned, and the way to Maven if it has none",
    async (context) => {
      const installed = cli()
      if ("reason" in installed) {
        // Vitest counts what is skipped, and does not show the reason.
        console.warn(`Skipped: ${installed.reason}`)
        return context.skip(installed.reason)
      }
      const { jar: real } = await Effect.runPromise(TlcTools.pipe(Effect.provide(tools)))
      const env = machine({})
      const withCli = { ...env, PATH: `${installed.bin}:${env.PATH}` }
      const tla = (...args: ReadonlyArray<string>) =>
        spawnSync(join(installed.bin, "tla"), ["tools", ...args], { env: withCli, encoding: "utf8" })

      const without = await Effect.runPromise(Effect.flip(findJar(withCli)))
      assert.strictEqual(without._tag, "MavenMissing")

      const directory = tla("dir").stdout.trim()
      const path = join(directory, "v1.8.0-pinned", "tla2tools.jar")
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(real.path, path)
      assert.strictEqual(tla("pin", "v1.8.0").status, 0)
      const expected = { path, source: "tlaplus-cli", sha256: real.sha256 }
      assert.deepStrictEqual(await Effect.runPromise(findJar(withCli)), expected as never)

      const named = await Effect.runPromise(findJar({ ...withCli, TLA2TOOLS_JAR: real.path }))
      assert.strictEqual(named.source, "environment")
    },
    setUpMillis
  )
})
