// What was said by all processes of a run, and what cannot be so.
import type { Said } from "./said.ts"

type Wrote = Extract<Said, { readonly t: "wrote" }>

export interface Record {
  readonly spawned: ReadonlySet<string>
  readonly approved: ReadonlyMap<string, string>
  readonly denied: ReadonlySet<string>
  readonly cancelled: ReadonlySet<string>
  readonly came: ReadonlyMap<string, { readonly status: string; readonly outcome: string | null }>
  readonly wrote: ReadonlyArray<Wrote>
  readonly problems: Array<string>
  readonly add: (said: Said) => void
}

export const makeRecord = (parentOf: ReadonlyMap<string, string | null>): Record => {
  const [spawned, denied, cancelled, took] = [1, 2, 3, 4].map(() => new Set<string>()) as [
    Set<string>,
    Set<string>,
    Set<string>,
    Set<string>
  ]
  const approved = new Map<string, string>()
  const came = new Map<string, { readonly status: string; readonly outcome: string | null }>()
  const joined = new Map<string, ReadonlyArray<string>>()
  const wrote: Array<Wrote> = []
  const problems: Array<string> = []

  const add = (said: Said): void => {
    const must = (holds: boolean, what: string): void => {
      if (!holds) problems.push(`${what}: ${JSON.stringify(said)}`)
    }
    switch (said.t) {
      case "spawned":
        must(!spawned.has(said.task), "an id was given twice")
        spawned.add(said.task)
        return
      case "began":
        must(!came.has(said.task), "what is over began again")
        return
      case "approved":
        must(!denied.has(said.task), "what was denied was approved")
        must(!approved.has(said.task), "what was approved was asked for again")
        approved.set(said.task, said.digest)
        return
      case "denied":
        denied.add(said.task)
        return
      case "cancelled":
        cancelled.add(said.task)
        return
      case "came":
        must(!came.has(said.task), "it came to its end twice")
        came.set(said.task, said)
        return
      case "joined": {
        const told = new Set(said.children.map(([child]) => child))
        for (const child of told) must(!took.has(child), `${child} is told again, which was acknowledged`)
        // It may have been killed between an acknowledgement and saying so.
        const underWay = joined.get(said.task)?.find((child) => !took.has(child))
        if (underWay !== undefined && !told.has(underWay)) took.add(underWay)
        joined.set(said.task, [...told])
        for (const [child, parent] of parentOf)
          if (parent === said.task && came.has(child) && !took.has(child))
            must(told.has(child), `${child} is not told, which was not acknowledged`)
        for (const [child, outcome] of said.children)
          must(!came.has(child) || came.get(child)!.outcome === outcome, `${child} came to something else`)
        return
      }
      case "took":
        took.add(said.child)
        return
      case "wrote":
        wrote.push(said)
        return
      case "wrong":
        must(false, "wrong")
    }
  }

  return { spawned, approved, denied, cancelled, came, wrote, problems, add }
}
