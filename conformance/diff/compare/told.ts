/**
 * What requests are told on each side, in the states that both sides have: a request that is refused for another reason is a change
 * that users feel, whether or not any step is new or gone.
 */
import { textOfLabel } from "../graph/lts.ts"
import type { StepLabel, Told } from "../graph/lts.ts"
import { pathsOf } from "./paths.ts"
import type { Path } from "./paths.ts"
import type { Pair, Seen } from "./project.ts"

/** Requests of one name that were told one thing and are told another. */
export interface ToldOtherwise {
  readonly action: string
  /** several where what only one side has makes a difference, and "none" where nobody can ask for it there */
  readonly before: string
  readonly after: string
  /** how many requests, counted in each state */
  readonly requests: number
  /** the one in the state that the head comes to first, and how it does */
  readonly request: StepLabel
  readonly path: Path
}

const nothing: ReadonlyMap<string, ReadonlySet<string>> = new Map()

/** For each sight what each request is told in any of the states that look so. */
const toldAt = ({ lts, sight }: Seen) => {
  const labels = new Map<string, StepLabel>()
  const textOf = new Map<Told, string>()
  const bySight = new Map<number, Set<number>>()
  sight.forEach((seen, state) => {
    const vector = lts.vector[state]!
    bySight.set(seen, (bySight.get(seen) ?? new Set()).add(vector))
  })
  const memo = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>()
  const at = (seen: number): ReadonlyMap<string, ReadonlySet<string>> => {
    const vectors = bySight.get(seen)
    if (vectors === undefined) return nothing
    const key = [...vectors].toSorted((a, b) => a - b).join(" ")
    const known = memo.get(key)
    if (known !== undefined) return known
    const requests = new Map<string, Set<string>>()
    for (const vector of vectors) {
      for (const told of lts.vectors[vector]!) {
        const text = textOf.get(told) ?? textOfLabel(told)
        textOf.set(told, text)
        labels.set(text, told)
        requests.set(text, (requests.get(text) ?? new Set()).add(told.verdict))
      }
    }
    memo.set(key, requests)
    return requests
  }
  return { at, labels }
}

/** The names of requests. */
const asked = ({ lts }: Seen): ReadonlySet<string> =>
  new Set(lts.vectors.flatMap((vector) => vector.map(({ action }) => action)))

const all = (verdicts: ReadonlySet<string> | undefined): string =>
  verdicts === undefined ? "none" : [...verdicts].toSorted().join(" or ")

export const toldOtherwise = ({ base, head }: Pair): ReadonlyArray<ToldOtherwise> => {
  if (base.lts.vectors.length === 0 || head.lts.vectors.length === 0) return []
  const [before, after] = [toldAt(base), toldAt(head)]
  const pathTo = pathsOf(head.lts)
  const found = new Map<string, ToldOtherwise>()
  // A request that only one side has is a new action, or one that is gone.
  const names = [asked(base), asked(head)]
  const both = new Set(base.sight)
  const done = new Set<number>()
  head.sight.forEach((sight, state) => {
    if (done.has(sight) || !both.has(sight)) return
    done.add(sight)
    const [old, now] = [before.at(sight), after.at(sight)]
    if (old === now) return
    for (const text of new Set([...old.keys(), ...now.keys()])) {
      const [was, is] = [all(old.get(text)), all(now.get(text))]
      if (was === is) continue
      const request = (after.labels.get(text) ?? before.labels.get(text))!
      if (!names.every((own) => own.has(request.action))) continue
      const key = `${request.action} ${was} ${is}`
      const known = found.get(key)
      found.set(
        key,
        known === undefined
          ? { action: request.action, before: was, after: is, requests: 1, request, path: pathTo(state) }
          : { ...known, requests: known.requests + 1 }
      )
    }
  })
  return [...found.values()]
}
