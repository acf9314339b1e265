/** Generated files: written by `make manifest`, compared with what is committed by `make drift`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { Effect } from "effect"
import { root } from "../paths.ts"

/** A file as it should be. */
export interface Generated {
  readonly path: string
  readonly text: string
}

const committed = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined)

/** Writes what differs; returns the paths of that, below the root. */
export const write = (files: ReadonlyArray<Generated>) =>
  Effect.sync(() =>
    files.flatMap(({ path, text }) => {
      if (committed(path) === text) return []
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
      return [relative(root, path)]
    })
  )

const shown = 5

/** Where a file differs from what is committed, line by line, old and new. */
const difference = (old: string, now: string): ReadonlyArray<string> => {
  const [oldLines, newLines] = [old.split("\n"), now.split("\n")]
  const known = { old: new Set(oldLines), now: new Set(newLines) }
  const gone = oldLines.filter((line) => !known.now.has(line))
  const come = newLines.filter((line) => !known.old.has(line))
  const cut = (lines: ReadonlyArray<string>, sign: string): ReadonlyArray<string> => [
    ...lines.slice(0, shown).map((line) => `  ${sign} ${line.slice(0, 160)}`),
    ...(lines.length > shown ? [`  ${sign} and ${lines.length - shown} lines more`] : [])
  ]
  if (gone.length + come.length === 0) return ["  the same lines in another order or number"]
  return [...cut(gone, "-"), ...cut(come, "+")]
}

/** What is committed and is not what is generated, in words. */
export const drift = (files: ReadonlyArray<Generated>): ReadonlyArray<string> =>
  files.flatMap(({ path, text }) => {
    const name = relative(root, path)
    const old = committed(path)
    if (old === text) return []
    if (old === undefined) return [`${name} is missing`]
    return [`${name} has drifted:`, ...difference(old, text)]
  })

/** Files of a directory that holds nothing but what is generated, and that are not generated any more. */
export const stray = (files: ReadonlyArray<Generated>, directory: string): ReadonlyArray<string> => {
  const known = new Set(files.map(({ path }) => path))
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => !known.has(path))
    .map((path) => `${relative(root, path)} is not generated any more: remove it`)
}

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
export const withSection = (text: string, name: string, content: string): string => {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  if (start < 0 || end < start) throw new RangeError(`the text has no section between ${open} and ${close}`)
  return `${text.slice(0, start + open.length)}\n\n${content.trim()}\n\n${text.slice(end)}`
}
