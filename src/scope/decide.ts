// What is asked of one scope.
import type { Decider } from "./compiled.ts"
import type { Part } from "./errors.ts"
import type { Pattern } from "./scope.ts"
import { longestSubject } from "./subjects.ts"

const isIn = (decider: Decider, part: Part, subject: string): boolean =>
  subject.length <= longestSubject && decider.automaton(part).test(subject)

/** Whether a key is in scope. What is no key, such as one with a ".." segment, is in nobody's. */
export const allows = (decider: Decider, side: "read" | "write", key: string): boolean => isIn(decider, side, key)

/** Whether a tool of that name may be called. */
export const allowsTool = (decider: Decider, name: string): boolean => isIn(decider, "tools", name)

/** Whether a command may be run: the program and its arguments, as they are passed to it. No shell reads them. */
export const allowsCommand = (decider: Decider, words: ReadonlyArray<string>): boolean =>
  !words.some((word) => word.includes("\0")) && isIn(decider, "commands", words.join("\0"))

/** Why something is in scope, or is not. `layer` counts from 0; of a write, after its own come those of what may be read. */
export type Explanation =
  | { readonly _tag: "Allowed" }
  /** It is no key, name or command at all, or it is Leasehold's own. */
  | { readonly _tag: "NoSubject" }
  | { readonly _tag: "Denied"; readonly layer: number; readonly by: Pattern }
  /** No pattern of that layer allows it. `nearest`: the one that begins most like it, if the layer allows anything. */
  | { readonly _tag: "NotAllowed"; readonly layer: number; readonly nearest: Pattern | undefined }

/** Which pattern decides; of a command, its words with NUL between. */
export const explain = (decider: Decider, part: Part, subject: string): Explanation => {
  const automaton = decider.automaton(part)
  if (subject.length > longestSubject) return { _tag: "NoSubject" }
  const taken = automaton.takenBy(subject)
  let rule = 0
  for (const [i, { meanings }] of decider.layers[part].entries()) {
    const first = rule
    rule += meanings.length
    const matched = meanings.filter((_, j) => taken[first + j] === 1)
    const denying = matched.find(({ denies }) => denies)
    if (denying === undefined && matched.length > 0) continue
    if (i === 0) return { _tag: "NoSubject" }
    if (denying !== undefined) return { _tag: "Denied", layer: i - 1, by: denying.pattern! }
    const allowing = meanings.flatMap(({ pattern, denies }) => (denies || pattern === undefined ? [] : [pattern]))
    return { _tag: "NotAllowed", layer: i - 1, nearest: nearest(allowing, subject) }
  }
  return { _tag: "Allowed" }
}

const nearest = (patterns: ReadonlyArray<Pattern>, subject: string): Pattern | undefined => {
  const common = (pattern: Pattern): number => {
    const text = typeof pattern === "string" ? pattern : pattern.regex
    let length = 0
    while (length < text.length && text[length] === subject[length]) length++
    return length
  }
  let best: Pattern | undefined
  for (const pattern of patterns) if (best === undefined || common(pattern) > common(best)) best = pattern
  return best
}
