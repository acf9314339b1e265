/** Changes of this specification, and the reports on them. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { diffSpecs } from "../../../conformance/diff/diff.ts"
import type { DiffOptions } from "../../../conformance/diff/diff.ts"
import { openStore } from "../../../conformance/diff/kept.ts"
import type { Store } from "../../../conformance/diff/kept.ts"
import { specDirectory } from "../../../conformance/leasehold/paths.ts"
import { directory, tools } from "../tlc/support.ts"

/** A text in a file of the specification, and what stands there instead. */
export type Edit = readonly [file: string, from: string, to: string]

/** The specification with these edits. */
export const edited = (...edits: ReadonlyArray<Edit>): string => {
  const root = directory()
  cpSync(specDirectory, root, { recursive: true })
  for (const [file, from, to] of edits) {
    const path = join(root, file)
    const text = readFileSync(path, "utf8")
    assert.include(text, from, `${file} has no such text`)
    writeFileSync(
      path,
      text.replace(from, () => to)
    )
  }
  return root
}

/** The specification with another name for a variable of it, in all modules. */
export const queueRenamed = (): string => {
  const root = edited()
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".tla")) continue
    const text = readFileSync(join(root, file), "utf8")
    writeFileSync(join(root, file), text.replaceAll(/\bqueue\b/g, "waiters"))
  }
  return root
}

let store: Store | undefined

/** Leases of two restricted tasks: the smallest model that has them. */
export const profiles = "replay/MCProtocol_Profiles"

/** The report on that model, unless others are asked for. */
export const report = (base: string, head: string, options: Partial<DiffOptions> = {}) =>
  diffSpecs({
    base: { side: "base", root: base, title: "old" },
    head: { side: "head", root: head, title: "new" },
    wanted: [profiles],
    pairs: [],
    stateLimit: 50_000,
    renames: new Map(),
    names: { event: "event", verdicts: "Verdicts" },
    store: (store ??= openStore(directory())),
    console: { line: () => {}, status: () => {} },
    ...options
  }).pipe(Effect.provide(tools))
