// Files are changed by platform/calls.ts alone: whoever puts crashes between two operations would otherwise miss some.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"

const src = fileURLToPath(new URL("../../src", import.meta.url))

/** What makes the directories and locks of Leasehold's own, opens SQLite, tries out the machine, or is told of by whoever calls it. */
const excepted = new Map([
  ["commands/displaced.ts", "copies that nothing depends on after a crash: they are named by what they contain"],
  ["commands/groups.ts", "files of the kernel's"],
  ["commands/tree-worker.ts", "the same copies, which get their names when they are whole"],
  ["history/database.ts", "a database of its own, of which tests kill the writers"],
  ["platform/calls.ts", "the seam"],
  ["platform/self-tests.ts", "tries out the machine, on files of its own"],
  ["publish/layout.ts", "directories"],
  ["publish/staging.ts", "directories"],
  ["store/liveness.ts", "the lock of a life"],
  ["store/lock.ts", "the lock of the store"],
  ["store/mark.ts", "the mark beside it, which nothing depends on after a crash"],
  ["store/open.ts", "syncs by the seam, unless it is opened without one"],
  ["store/sqlite.ts", "syncs by the seam, unless it is opened without one"],
  ["tasks/baseline.ts", "what was there before a command, which nothing depends on after a loss of power"],
  ["tasks/guarded.ts", "directories"]
])

const changing =
  /\b(write|append|copy|cp|truncate|rename|unlink|rm|rmdir|mkdir|mkdtemp|link|symlink|f?chmod|f?chown|f?utimes|fsync|fdatasync|createWriteStream)(File)?(Sync|v)?\b/

const changingNative = /\bnative\??\.(rename|link|setAttribute|touch)\(/

const imported = (text: string): string => /import \{([^}]*)\} from "node:fs"/s.exec(text)?.[1] ?? ""

describe("src/", () => {
  it("changes files through one door", () => {
    const found = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !excepted.has(path))
      .filter((path) => {
        const text = readFileSync(join(src, path), "utf8")
        if (changing.test(imported(text)) || changingNative.test(text)) return true
        return text.includes("O_CREAT") && !text.includes("calls.create(")
      })
    assert.deepStrictEqual(found, [])
  })
})
