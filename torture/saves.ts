// The ways in which programs outside Leasehold save. Each builds on what it read just before, and adds a line that nobody else writes.
import { closeSync, constants, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { hashOf } from "../src/platform/files.ts"
import type { EditorEntry, Log } from "./log.ts"
import { mapFile } from "./mapping.ts"
import { now, type Plan, type SaveKind, workspaceOf } from "./plan.ts"
import type { Random } from "./random.ts"

export interface Save {
  readonly file: string
  readonly line: string
}

export const makeSaves = (
  plan: Plan,
  random: Random,
  log: Log<EditorEntry>
): Readonly<Record<SaveKind, (save: Save) => Promise<void>>> => {
  const pathOf = (file: string): string => join(workspaceOf(plan), file)

  /** Logs the attempt. Returns what to write. */
  const begin = (kind: SaveKind, { file, line }: Save, whole: boolean): string => {
    const at = now()
    const bytes = readFileSync(pathOf(file))
    const content = `${bytes.toString("utf8")}${line}\n`
    log.add({ t: "save", at, kind, file, line, read: hashOf(bytes), content: whole ? content : null })
    return content
  }

  const end = (owed = true): void => log.add({ t: "saved", at: now(), owed })

  return {
    rename: async (save) => {
      const content = begin("rename", save, true)
      if (random.chance(0.2)) await sleep(random.between(0, 5))
      const temporary = pathOf(`${save.file}.${save.line.split(" ")[0]}`)
      writeFileSync(temporary, content)
      renameSync(temporary, pathOf(save.file))
      end()
    },
    "in place": async (save) => {
      const bytes = Buffer.from(begin("in place", save, true))
      const fd = openSync(pathOf(save.file), "w")
      const pieces = random.between(1, 4)
      const size = Math.ceil(bytes.length / pieces)
      for (let from = 0; from < bytes.length; from += size) {
        writeSync(fd, bytes.subarray(from, from + size))
        await sleep(random.between(0, 3))
      }
      closeSync(fd)
      end()
    },
    append: async (save) => {
      begin("append", save, false)
      const fd = openSync(pathOf(save.file), "a")
      await sleep(random.between(0, 2 * plan.graceMs))
      writeSync(fd, `${save.line}\n`)
      await sleep(random.between(0, plan.graceMs))
      closeSync(fd)
      end()
    },
    mapping: async (save) => {
      begin("mapping", save, false)
      const bytes = Buffer.from(`${save.line}\n`)
      const mapping = mapFile(pathOf(save.file), (size) => size + bytes.length)
      await sleep(random.between(0, 2 * plan.graceMs))
      mapping.bytes.set(bytes, mapping.bytes.length - bytes.length)
      await sleep(random.between(0, 10))
      mapping.close()
      end()
    },
    // Like an open() that has found the file and is not yet counted as a writer when it is looked for: it is open for reading first.
    late: async (save) => {
      begin("late", save, false)
      // Before it is found: how long it takes from there is what counts.
      const opened = now()
      const found = openSync(pathOf(save.file), "r")
      await sleep(random.between(0, 8))
      const fd = openSync(`/proc/self/fd/${found}`, constants.O_WRONLY | constants.O_APPEND)
      writeSync(fd, `${save.line}\n`)
      closeSync(fd)
      closeSync(found)
      // What comes when the grace is over is written to a file that is unlinked; that no such program is so slow is what grace is for.
      end(now() - opened < plan.graceMs / 2)
    }
  }
}
