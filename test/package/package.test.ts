// The package as its users have it: packed, installed into an empty directory, and run by plain Node.
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { directoryWith } from "../promise/support.ts"

const root = join(import.meta.dirname, "../..")

const run = (cwd: string, command: string, ...args: ReadonlyArray<string>): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

const npm = (cwd: string, ...args: ReadonlyArray<string>): string => run(cwd, "npm", ...args, "--loglevel=error")

const isReachable = (): boolean => {
  try {
    npm(root, "view", "effect@4.1.0", "version", "--fetch-retries=0", "--fetch-timeout=10000")
    return true
  } catch {
    return false
  }
}

/** Packs what is built now. */
const packed = (directory: string): string => {
  const [{ filename }] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", directory)) as [
    { readonly filename: string }
  ]
  return join(directory, filename)
}

// With the Promise face: a large file goes through the thread that hashes, which lies beside the code that starts it.
const promises = `
import { openWorkspace, isLeaseholdError, forModel } from "leasehold"
const accept = process.argv[2] === "accept" ? { onWeakPlatform: "accept", unknownWriters: "accept" } : {}
try {
  await using workspace = await openWorkspace({ directory: "work", ...accept })
  await using task = await workspace.start({ id: "one" })
  const large = Buffer.alloc(300 * 1024, "x")
  await task.create("large.bin", large)
  await task.editBytes("large.bin", (before) => Buffer.concat([before, Buffer.from("y")]))
  const { bytes, content } = await task.observe("large.bin")
  await task.delete("large.bin")
  console.log(JSON.stringify({ size: bytes.length, content: content.length, ring2: workspace.doctor.ring2.holds, lines: workspace.doctor.lines }))
  if (process.argv[2] === "accept") {
    const second = await openWorkspace({ directory: "work", ...accept }).then(() => "opened", (error) => error.message)
    console.log(JSON.stringify({ second }))
  }
} catch (error) {
  console.log(JSON.stringify({ error: error._tag, message: error.message, text: isLeaseholdError(error) ? forModel(error) : "" }))
}
`

const effects = `
import { Effect } from "effect"
import { Workspace } from "leasehold/effect"
const program = Effect.gen(function* () {
  const workspace = yield* Workspace
  const task = yield* workspace.start({ id: "one" })
  yield* task.create("a.txt", "a")
  return (yield* task.observe("a.txt")).text
})
console.log(await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(Workspace.layer({ directory: "work" })))))
`

const facade = `
import { openFileLockManager } from "leasehold/facade"
const locks = await openFileLockManager({ directory: "work" })
console.log(locks.acquireLock("a.txt", "one"), locks.acquireLock("a.txt", "other"))
await locks.close()
`

const history = `
import { openHistory } from "leasehold/history"
await using history = await openHistory({ directory: "work" })
await history.append("one", "said", { json: "Hello" })
const { items } = await history.items("one", "said")
const [writer] = await history.whoWrote({ path: "a.txt" })
console.log(items[0].json, writer.task)
`

const protocol = `
import { init, snapshot } from "leasehold/protocol"
console.log(snapshot(init({})).hosts.length)
`

const types = `
import { type LeaseholdError, LeaseHeld, forModel, isLeaseholdError, openWorkspace } from "leasehold"
import { openFileLockManager } from "leasehold/facade"
export const use = async (): Promise<string> => {
  const workspace = await openWorkspace({ directory: "." })
  const task = await workspace.start({ id: "one", scope: { write: { allow: ["src/**"] } } })
  try {
    await task.edit("src/a.ts", (before) => before ?? "")
  } catch (error) {
    if (error instanceof LeaseHeld) return error.task
    if (isLeaseholdError(error)) return forModel(error satisfies LeaseholdError)
  }
  const locks = await openFileLockManager({ directory: "." })
  return String(locks.acquireLock("a", "b") satisfies boolean)
}
`

interface Told {
  readonly size?: number
  readonly content?: number
  readonly second?: string
  readonly ring2?: boolean
  readonly lines?: ReadonlyArray<string>
  readonly error?: string
  readonly message?: string
}

describe("the package", () => {
  it("runs from each entry point, with koffi and without", { timeout: 300_000 }, ({ skip }) => {
    if (!isReachable()) return skip("the registry cannot be reached, from which the package's dependencies come")
    const directory = directoryWith({
      "package.json": JSON.stringify({ type: "module", private: true }),
      "promises.js": promises,
      "effects.js": effects,
      "facade.js": facade,
      "history.js": history,
      "protocol.js": protocol,
      "types.ts": types,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "es2024",
          lib: ["es2024", "esnext.disposable", "dom"],
          types: [],
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true
        },
        files: ["types.ts"]
      })
    })
    mkdirSync(join(directory, "work"))
    const tarball = packed(directory)
    const node = (...args: ReadonlyArray<string>): string => run(directory, process.execPath, "--no-warnings", ...args)
    const told = (printed: string): ReadonlyArray<Told> =>
      printed
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Told)

    npm(directory, "install", "--omit=optional", tarball)
    assert.isFalse(existsSync(join(directory, "node_modules/koffi")))
    const [refused] = told(node("promises.js"))
    assert.strictEqual(refused?.error, "WeakPlatform")
    assert.include(refused?.message, "koffi")
    const [alone, second] = told(node("promises.js", "accept"))
    assert.deepInclude(alone, { size: 300 * 1024 + 1, content: 64, ring2: false })
    assert.include(alone?.lines?.join("\n"), "koffi could not be loaded")
    assert.include(second?.second, "koffi")

    npm(directory, "install")
    const [whole] = told(node("promises.js"))
    assert.deepInclude(whole, { size: 300 * 1024 + 1, content: 64, ring2: true })
    assert.strictEqual(node("effects.js"), "a\n")
    assert.strictEqual(node("facade.js"), "true false\n")
    assert.strictEqual(node("history.js"), "Hello one\n")
    assert.strictEqual(node("protocol.js"), "0\n")
    run(directory, join(root, "node_modules/.bin/tsc"), "-p", directory)
  })

  it("has types that name nothing of Effect, in the faces that are not Effect's", { timeout: 60_000 }, () => {
    npm(root, "run", "--silent", "build")
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
        assert.match(specifier!, /^\./, `${file} imports ${specifier}`)
        visit(resolve(dirname(file), specifier!.replace(/\.[jt]s$/, ".d.ts")))
      }
    }
    for (const entry of ["dist/index.d.ts", "dist/facade.d.ts", "dist/history.d.ts"]) visit(join(root, entry))
    for (const file of seen) assert.notMatch(readFileSync(file, "utf8"), /\bEffect\b|"effect"/, file)
  })
})
