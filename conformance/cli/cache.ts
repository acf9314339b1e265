/** Remembers what was verified, by the digest of all that went into it: what has not changed need not be looked at again. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { sha256 } from "../graph/identity.ts"

/** Verified results by name. */
export interface Cache {
  /** What was kept for the name, if its digest is still this one, and since when. */
  readonly recall: (name: string, digest: string) => { readonly since: string; readonly summary: string } | undefined
  readonly remember: (name: string, digest: string, summary: string) => void
}

interface Entry {
  readonly digest: string
  readonly since: string
  readonly summary: string
}

const isEntry = (entry: unknown): entry is Entry =>
  typeof entry === "object" && entry !== null && "digest" in entry && "since" in entry && "summary" in entry

/** A cache that is damaged is no cache: everything is verified again. */
const load = (path: string): Map<string, Entry> => {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"))
    if (typeof content !== "object" || content === null) return new Map()
    return new Map(Object.entries(content).filter((pair): pair is [string, Entry] => isEntry(pair[1])))
  } catch {
    return new Map()
  }
}

/** A cache that keeps nothing. */
export const noCache: Cache = { recall: () => undefined, remember: () => {} }

/** The cache in this file. CI ignores it: there everything is verified. */
export const openCache = (path: string, env: NodeJS.ProcessEnv = process.env): Cache => {
  if (env["CI"] !== undefined && env["CI"] !== "") return noCache
  const entries = load(path)
  return {
    recall: (name, digest) => {
      const entry = entries.get(name)
      return entry?.digest === digest ? entry : undefined
    },
    remember: (name, digest, summary) => {
      entries.set(name, { digest, since: new Date().toISOString().slice(0, 16).replace("T", " "), summary })
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`)
    }
  }
}

/** All files at these paths, directories included whole, each with a name that does not depend on where the tree lies. */
const filesAt = (paths: ReadonlyArray<string>): ReadonlyArray<{ readonly name: string; readonly file: string }> =>
  paths.flatMap((path) =>
    statSync(path).isFile()
      ? [{ name: basename(path), file: path }]
      : readdirSync(path, { recursive: true, encoding: "utf8" })
          .toSorted()
          .map((name) => ({ name, file: join(path, name) }))
          .filter(({ file }) => statSync(file).isFile())
  )

/** One digest of the content of files, and of whatever else matters. */
export const digestOf = (paths: ReadonlyArray<string>, also: ReadonlyArray<string> = []): string =>
  sha256(
    [...filesAt(paths).map(({ name, file }) => `${name} ${sha256(readFileSync(file, "utf8"))}`), ...also].join("\n")
  )
