// What importing an entry of the package loads: itself and what it needs, no other entry, and nothing native.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const root = join(import.meta.dirname, "../..")

const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly "leasehold-source": string }>>
}

const loader = `
import { registerHooks } from "node:module"
const loaded = []
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
await import(process.argv[1])
const native = process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node"))
console.log(JSON.stringify({ loaded, native }))
`

/** The files of src/ that are loaded with an entry, and the addons. */
const loadedBy = (entry: string): { readonly files: ReadonlyArray<string>; readonly native: ReadonlyArray<string> } => {
  const { loaded, native } = JSON.parse(
    execFileSync(
      process.execPath,
      ["--conditions=leasehold-source", "--input-type=module", "--eval", loader, entry.replace(".", "leasehold")],
      { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }
    )
  ) as { readonly loaded: ReadonlyArray<string>; readonly native: ReadonlyArray<string> }
  const prefix = `file://${root}/`
  return {
    files: loaded.filter((url) => url.startsWith(`${prefix}src/`)).map((url) => url.slice(prefix.length)),
    native
  }
}

const sources = Object.entries(entries).map(([entry, to]) => [entry, to["leasehold-source"].slice(2)] as const)

describe("importing", () => {
  for (const [entry, source] of sources) {
    it(`${entry} loads no other face, and no system calls`, () => {
      const { files, native } = loadedBy(entry)
      assert.include(files, source)
      const faces = sources.filter(([other]) => other !== "./protocol" && other !== "./scope")
      const others = faces.filter(([other]) => other !== entry).map(([, other]) => other)
      assert.deepStrictEqual(
        files.filter((file) => others.includes(file)),
        []
      )
      if (entry !== ".")
        assert.deepStrictEqual(
          files.filter((file) => file.startsWith("src/promise/")),
          []
        )
      assert.deepStrictEqual(native, [])
    })
  }

  it("scopes load nothing but scopes", () => {
    const { files } = loadedBy("./scope")
    assert.deepStrictEqual(
      files.filter((file) => !file.startsWith("src/scope/")),
      []
    )
  })

  it("the protocol loads nothing but the protocol and scopes", () => {
    const { files } = loadedBy("./protocol")
    assert.deepStrictEqual(
      files.filter((file) => !file.startsWith("src/protocol/") && !file.startsWith("src/scope/")),
      []
    )
  })
})
