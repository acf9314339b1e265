// What the figures were measured on.
import { readFileSync } from "node:fs"
import { cpus, loadavg, release } from "node:os"
import { basename } from "node:path"

export interface Machine {
  readonly processor: string
  readonly cores: number
  /** How many processes wanted a core in the minute before. */
  readonly load: number
  readonly kernel: string
  readonly fileSystem: string
  readonly mount: string
  readonly journal: "yes" | "no" | "not told"
  readonly versions: Readonly<Record<"Node.js" | "koffi" | "SQLite" | "effect", string>>
}

const versionOf = (name: string): string => {
  const described = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(readFileSync(described, "utf8")) as { readonly version: string }).version
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8").trim()
  } catch {
    return undefined
  }
}

/** The mount that a directory lies in: where, of what kind, and what is mounted. */
const mountOf = (directory: string): readonly [mount: string, kind: string, source: string] =>
  readFileSync("/proc/self/mountinfo", "utf8")
    .trim()
    .split("\n")
    .map((line): readonly [string, string, string] => {
      const [own, theirs] = line.split(" - ") as [string, string]
      const [kind, source] = theirs.split(" ") as [string, string]
      return [own.split(" ")[4]!, kind, source]
    })
    .filter(([mount]) => mount === "/" || directory === mount || directory.startsWith(`${mount}/`))
    // Of two at one place the later one covers the other.
    .reduce((one, other) => (other[0].length >= one[0].length ? other : one))

const journalOf = (kind: string, source: string): Machine["journal"] => {
  if (kind !== "ext4") return "not told"
  const task = read(`/sys/fs/ext4/${basename(source)}/journal_task`)
  return task === undefined ? "not told" : task === "<none>" ? "no" : "yes"
}

/** The machine, and the mount that lies at the directory, whose path has no symbolic links. */
export const machineAt = (directory: string): Machine => {
  const [mount, fileSystem, source] = mountOf(directory)
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    load: loadavg()[0]!,
    kernel: /^\d+(\.\d+)*/.exec(release())?.[0] ?? release(),
    fileSystem,
    mount,
    journal: journalOf(fileSystem, source),
    versions: {
      "Node.js": process.versions.node,
      koffi: versionOf("koffi"),
      SQLite: process.versions["sqlite"] ?? "unknown",
      effect: versionOf("effect")
    }
  }
}
