/** What programs outside Leasehold do while a write is made. */
import { openSync, renameSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import type { Act } from "./kinds.ts"
import type { Line, Operation } from "./process.ts"

export interface Acts {
  /** Whoever writes late has the file open by now. */
  readonly open: () => void
  /** Does what is due before this. */
  readonly on: (what: Act["on"]) => void
}

export const makeActs = (
  directory: string,
  acts: ReadonlyArray<Act>,
  next: (operation: Operation) => void,
  tell: (line: Line) => void
): Acts => {
  const opened = new Map<string, number>()
  const times = new Map<string, number>()

  const doIt = ({ how, path, bytes, instead }: Act): void => {
    next({ call: "outside", paths: [path] })
    const file = join(directory, path)
    if (how === "inPlace") writeFileSync(file, bytes)
    else if (how === "held") writeSync(openSync(file, "w"), bytes)
    else if (how === "late") writeFileSync(`/proc/self/fd/${opened.get(path)}`, bytes)
    else {
      writeFileSync(`${file}~`, bytes)
      renameSync(`${file}~`, file)
    }
    tell({ acted: { path, bytes, instead: instead ?? false } })
  }

  return {
    open: () => {
      for (const { how, path } of acts) if (how === "late") opened.set(path, openSync(join(directory, path), "r"))
    },
    on: (what) => {
      // Probes are counted from the exchange on.
      if (what === "probe" && !times.has("exchange")) return
      const nth = (times.get(what) ?? 0) + 1
      times.set(what, nth)
      for (const act of acts) if (act.on === what && act.nth === nth) doIt(act)
    }
  }
}
