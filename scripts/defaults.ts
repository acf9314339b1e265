/** Writes docs/defaults.md: every option with its default, and what its comment in src/workspace/options.ts says of it. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { defaults } from "../src/workspace/options.ts"

const root = join(import.meta.dirname, "..")

const meanings = (): ReadonlyMap<string, string> => {
  const source = readFileSync(join(root, "src/workspace/options.ts"), "utf8")
  const commented = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+(\w+): /g)
  return new Map([...commented].map(([, text, name]) => [name!, text!.replaceAll(/\s*\n\s*\* ?/g, " ").trim()]))
}

const unitOf = (name: string, value: unknown): string =>
  name.endsWith("Ms") ? "ms" : typeof value === "number" ? "times" : ""

const shown = (value: unknown): string => (typeof value === "number" ? value.toLocaleString("en-US") : `\`"${value}"\``)

/** The page. */
export const defaultsPage = (): string => {
  const all = meanings()
  const rows = Object.entries(defaults).map(
    ([name, value]) => `| \`${name}\` | ${shown(value)} | ${unitOf(name, value)} | ${all.get(name) ?? ""} |`
  )
  return [
    "# What can be set",
    "",
    "Options of `openWorkspace` and `Workspace.open`, and what holds unless they are set. Written by `node scripts/defaults.ts`.",
    "",
    "| option | default | unit | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    ""
  ].join("\n")
}

if (import.meta.main) writeFileSync(join(root, "docs/defaults.md"), defaultsPage())
