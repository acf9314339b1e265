import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { XMLParser } from "fast-xml-parser"
import { exportXml } from "../../../conformance/tlc/sany.ts"
import { describeTlc, directory, module, tools } from "./support.ts"

const exported = (files: Readonly<Record<string, string>>, main: string, library: ReadonlyArray<string> = []) => {
  const root = directory(files)
  return exportXml({ module: join(root, main), library: library.map((path) => join(root, path)) }).pipe(
    Effect.provide(tools)
  )
}

describeTlc("SANY's export", () => {
  it.effect("is the parse of the module and of those it needs, from several directories", () =>
    Effect.gen(function* () {
      const xml = yield* exported(
        {
          "models/Main.tla": module("Main", "EXTENDS Naturals, Base", "VARIABLE x", "Init == x = Zero"),
          "base/Base.tla": module("Base", "Zero == 0")
        },
        "models/Main.tla",
        ["base"]
      )
      const parsed = new XMLParser().parse(xml) as { readonly modules?: { readonly RootModule?: string } }
      assert.strictEqual(parsed.modules?.RootModule, "Main")
      for (const name of ["Init", "Zero", "Naturals"]) assert.include(xml, `<uniquename>${name}</uniquename>`)
    })
  )

  it.effect("fails where the exporter itself says little or nothing", () =>
    Effect.gen(function* () {
      const problems = (lines: ReadonlyArray<string>) =>
        Effect.flip(exported({ "S.tla": module("S", ...lines) }, "S.tla")).pipe(Effect.map((error) => error.message))
      assert.include(yield* problems(["Wrong == = 0"]), "module S, line 2, column 12: Was expecting")
      assert.include(yield* problems(["Wrong == x"]), "module S, line 2, column 10: Unknown operator: `x'.")
      assert.include(yield* problems(["EXTENDS Absent"]), "Cannot find source file for module Absent")
    })
  )

  it.effect("fails where there is no file, though the exporter ends with 0", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(exported({}, "None.tla"))
      assert.strictEqual(error._tag, "SpecInvalid")
      assert.include(error.message, "None.tla")
    })
  )
})
