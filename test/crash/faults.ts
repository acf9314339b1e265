/** Rules that are broken, one at a time, to see that it is noticed: each in whoever writes and in whoever recovers. */
import { fstatSync } from "node:fs"
import type { Calls } from "../../src/platform/calls.ts"
import { firstOpen, makeStep, type Rules, rules, type SeenPart, type Step, step } from "../../src/protocol/index.ts"
import type { OpenOptions } from "../../src/workspace/host.ts"

export interface Fault {
  readonly name: string
  readonly options: Partial<OpenOptions>
  /** Where it shows: in which kind of write, by which end of it, and as what. */
  readonly kind: string
  readonly by: "crash" | "power loss"
  readonly complaint: string
  /** Before which call it shows, if not at most of the ends. */
  readonly before?: string
}

const isFile = (fd: number): boolean => fstatSync(fd).isFile()

const isSidecar = (name: string): boolean => /\.(open|judged|turned)$/.test(name)

const unless =
  (isMeant: (calls: Calls) => Partial<Calls>) =>
  (calls: Calls): Calls => ({ ...calls, ...isMeant(calls) })

/** Only these are synced. */
const syncing = (isMeant: (fd: number) => boolean) =>
  unless(({ fsync, fsyncBehind }) => ({
    fsync: (fd) => (isMeant(fd) ? fsync(fd) : undefined),
    fsyncBehind: (fd) => (isMeant(fd) ? fsyncBehind(fd) : Promise.resolve())
  }))

/** The protocol without one choice of what comes next in a gate, or without one change. */
const without = (action: keyof Rules, name: string): Step => {
  const { choices, changes, guards } = rules[action] as Rules["Judge"]
  const others = { guards, changes: changes.filter((one) => one.name !== name) }
  const left = choices === undefined ? others : { ...others, choices: choices.filter((one) => one.name !== name) }
  return makeStep({ ...rules, [action]: left } as Rules)
}

/** What is at the key decides whether a file was exchanged, not which file it is. */
const byContent: Step = (state, action, now) => {
  if (action._tag !== "Judge") return step(state, action, now)
  const seen = action.seen.map((one): SeenPart => {
    const part = firstOpen(state, action.key)?.parts.find(({ key }) => key === one.key)
    if (part === undefined || one.file?.content !== part.base) return one
    return { ...one, staged: { content: part.content, inode: part.inode ?? one.file.inode, beingWritten: false } }
  })
  return step(state, { ...action, seen }, now)
}

/** A system without the calls for renames: what is done by several calls then. */
const weak: Partial<OpenOptions> = {
  onWeakPlatform: "accept",
  facts: (facts) => ({ ...facts, findings: { ...facts.findings, exchange: "not here", noreplace: "not here" } })
}

/** For `optionsOf`: breaks no rule. */
export const weakSystem = "weak system"

export const faults: ReadonlyArray<Fault> = [
  {
    name: "a write has no sidecar",
    options: {
      calls: unless(({ symlink, rename }) => ({
        symlink: (target, name) => (isSidecar(name.name) ? undefined : symlink(target, name)),
        rename: (from, to) => (isSidecar(from.name) ? undefined : rename(from, to))
      }))
    },
    kind: "replace",
    by: "crash",
    complaint: "is not known as written"
  },
  {
    name: "what was found clean is not marked",
    options: {
      calls: unless(({ rename }) => ({
        rename: (from, to) => (to.name.endsWith(".judged") ? undefined : rename(from, to))
      }))
    },
    kind: "replace",
    by: "power loss",
    complaint: "an acknowledged write is gone"
  },
  {
    name: "what was found clean is judged again",
    options: { step: without("Judge", "IsJudged") },
    kind: "replace",
    by: "power loss",
    // Its mark is in the way of being turned back: nobody can settle it.
    complaint: "became visible is not known"
  },
  {
    name: "staged files are not synced",
    options: { calls: syncing((fd) => !isFile(fd)) },
    kind: "replace",
    by: "power loss",
    complaint: "is torn"
  },
  {
    name: "directories are not synced",
    options: { calls: syncing(isFile) },
    kind: "replace",
    by: "power loss",
    complaint: "an acknowledged write is gone"
  },
  {
    name: "staged files go before the store is synced",
    options: { calls: unless(() => ({ durable: () => Promise.resolve() })) },
    kind: "late check",
    by: "power loss",
    complaint: "is not known as written"
  },
  {
    name: "late bytes are not looked for",
    options: { step: without("LateCheck", "Differs") },
    kind: "late check with a late writer",
    by: "crash",
    complaint: 'lost "late"'
  },
  {
    name: "a write of an older generation goes forward",
    options: { step: without("Judge", "IsOfThisGeneration") },
    kind: "refused before it is exchanged, then what it was built on put back",
    by: "power loss",
    complaint: "a refused write is visible"
  },
  {
    name: "what is at the key tells whether it was exchanged",
    options: { step: byContent },
    kind: "refused, and what it was built on put back meanwhile",
    by: "crash",
    before: "rename",
    complaint: "known as written"
  }
]

/** How an instance is opened that breaks the rule of that name, if it is to break one. */
export const optionsOf = (name: string | undefined): Partial<OpenOptions> => {
  if (name === undefined) return {}
  if (name === weakSystem) return weak
  const fault = faults.find((one) => one.name === name)
  if (fault === undefined) throw new Error(`no fault is called ${name}`)
  return fault.options
}
