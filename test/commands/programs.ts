/** Programs that get away: written for sh, so that each does with real system calls what is asked of it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import * as fc from "fast-check"
import { isAlive, type ProcessId } from "../../src/commands/proc.ts"

/** A process, how it gets away from the one that starts it, and what it starts. */
export interface Plan {
  /** Its own session, by setsid. */
  readonly session: boolean
  /** SIGTERM does nothing to it. */
  readonly ignores: boolean
  /** It is started without the environment. */
  readonly cleared: boolean
  /** It has no descriptors of ours. */
  readonly closes: boolean
  /** It lies in another directory. */
  readonly moves: boolean
  /** It ends when it has started its children, which are orphans then. */
  readonly ends: boolean
  readonly children: ReadonlyArray<Plan>
}

export const detached: Plan = {
  session: true,
  ignores: true,
  cleared: true,
  closes: true,
  moves: true,
  ends: false,
  children: []
}

const { tree } = fc.letrec<{ tree: Plan }>((tie) => ({
  tree: fc.record({
    session: fc.boolean(),
    ignores: fc.boolean(),
    cleared: fc.boolean(),
    closes: fc.boolean(),
    moves: fc.boolean(),
    ends: fc.boolean(),
    children: fc.oneof({ depthSize: "small" }, fc.constant([]), fc.array(tie("tree"), { maxLength: 3 }))
  })
}))
export const plan = tree

export const sizeOf = ({ children }: Plan): number => 1 + children.reduce((sum, child) => sum + sizeOf(child), 0)

export interface Written {
  /** The script of the first one. */
  readonly script: string
  /** All that were started, once they all were. */
  readonly all: () => Promise<ReadonlyArray<ProcessId>>
}

/** Waits until it is so; the system tells nobody of it. */
export const until = async (isSo: () => boolean): Promise<void> => {
  for (const end = performance.now() + 15_000; !isSo(); await after(2))
    if (performance.now() > end) throw new Error("it took too long")
}

/** Writes the scripts of a plan. Each process makes a file that has its number and time of start when it has started its children. */
export const write = (directory: string, plan: Plan): Written => {
  const up = join(directory, "up")
  mkdirSync(up, { recursive: true })
  let count = 0
  const scriptOf = (plan: Plan): string => {
    const script = join(directory, `${count++}.sh`)
    const lines = plan.children.map((child) => {
      const start = `${child.cleared ? "env -i " : ""}${child.session ? "setsid " : ""}sh ${scriptOf(child)}`
      return `( ${start} ${child.closes ? "<&- >&- 2>&-" : ""} & )`
    })
    // Its number first: whoever reads it then finds it living, unless it ends.
    const own = join(up, script.split("/").at(-1)!)
    const text = [
      ...(plan.ignores ? ["trap '' TERM"] : []),
      ...(plan.moves ? ["cd /"] : []),
      ...lines,
      `read -r stat < /proc/$$/stat; echo "$stat" > ${own}.part; mv ${own}.part ${own}`,
      // What is ignored stays so.
      plan.ends ? "exit 0" : "exec sleep 1000"
    ]
    writeFileSync(script, text.join("\n"))
    return script
  }
  const script = scriptOf(plan)
  const total = count
  return {
    script,
    all: async () => {
      const names = (): Array<string> => readdirSync(up).filter((name) => !name.endsWith(".part"))
      await until(() => names().length === total)
      return names().map((name) => {
        const fields = readFileSync(join(up, name), "utf8").split(" ")
        return { pid: Number(fields[0]), started: Number(fields[21]) }
      })
    }
  }
}

export const living = (all: ReadonlyArray<ProcessId>): ReadonlyArray<ProcessId> => all.filter(isAlive)
