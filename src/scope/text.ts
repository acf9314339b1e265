// Scopes and verdicts as people read them. What a grant shows is the text of a scope; the same scope has the same text.
import type { Explanation } from "./decide.ts"
import { type Part, parts } from "./errors.ts"
import { quote, showPath } from "./quote.ts"
import type { Layer, Pattern, Scope } from "./scope.ts"
import type { Overlap, Within } from "./verdicts.ts"

const titles: Readonly<Record<Part, string>> = {
  read: "may read files",
  write: "may write files",
  tools: "may call tools",
  commands: "may run commands"
}

const things: Readonly<Record<Part, string>> = {
  read: "the file",
  write: "the file",
  tools: "the tool",
  commands: "the command"
}

/** Whole, in quotes, with what does not show written out: a pattern is shown as it is, or it is not what was approved. */
const show = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`
  )

const showPattern = (pattern: Pattern): string =>
  typeof pattern === "string" ? show(pattern) : `regex ${show(pattern.regex)}`

const list = (patterns: ReadonlyArray<Pattern>): string => patterns.map(showPattern).join(", ")

const describeLayer = ({ allow, deny }: Layer): string =>
  allow.length === 0 ? "none" : deny.length === 0 ? list(allow) : `${list(allow)}; but not ${list(deny)}`

/** A scope, one line for each part or layer. */
export const describeScope = (scope: Scope): string =>
  parts
    .flatMap((part) => {
      const layers = scope[part]
      if (layers.length === 0) return [`${titles[part]}: all`]
      return layers.map((layer, i) => `${i === 0 ? titles[part] : "    and of those only"}: ${describeLayer(layer)}`)
    })
    .join("\n")

/** A key, name or command, in one line; of a path only if it is one of the workspace. */
const showSubject = (part: Part, subject: string): string => {
  if (part === "tools" || part === "commands") return `${things[part]} ${quote(subject.replaceAll("\0", " "))}`
  const shown = showPath(subject)
  return shown.startsWith('"') ? `${things[part]} ${shown}` : shown
}

/** The answer to whether a scope is within another. */
export const describeWithin = (verdict: Within): string => {
  switch (verdict._tag) {
    case "Within":
      return "It is within the other."
    case "Wider":
      return (
        `It is wider than the other: it ${titles[verdict.part]} such as ${quote(verdict.example.replaceAll("\0", " "))}, and the other may not. ` +
        "Ask for less."
      )
    case "Undecided":
      return undecided(verdict.part, verdict.pattern)
  }
}

/** What a scope allows beyond another one, as it is asked for: "to read ..."; undefined if there is nothing. */
export const describeBeyond = (verdict: Within): string | undefined => {
  switch (verdict._tag) {
    case "Within":
      return undefined
    case "Wider": {
      const { part, example } = verdict
      if (part === "read" || part === "write") return `to ${part} ${showPath(example)}`
      return part === "tools" ? `to call the tool ${quote(example)}` : `to run ${quote(example.replaceAll("\0", " "))}`
    }
    case "Undecided":
      return `more than can be compared in bounded time, above all by ${showPattern(verdict.pattern)} under ${quote(verdict.part)}`
  }
}

/** The answer to whether two write scopes overlap. */
export const describeOverlap = (verdict: Overlap): string => {
  switch (verdict._tag) {
    case "Disjoint":
      return "They overlap nowhere."
    case "Overlapping":
      return `They overlap: both may write ${quote(verdict.example)}. Part them, or run one after the other.`
    case "Undecided":
      return undecided(verdict.part, verdict.pattern)
  }
}

const undecided = (part: Part, pattern: Pattern): string =>
  `It cannot be decided in bounded time, above all for ${showPattern(pattern)} under ${quote(part)}. Repeat less in it, or name directories.`

/** Why something is in scope, or is not. */
export const describeExplanation = (part: Part, subject: string, explanation: Explanation): string => {
  const what = showSubject(part, subject)
  switch (explanation._tag) {
    case "Allowed":
      return `${what} is in scope.`
    case "NoSubject":
      return `${what} is in nobody's scope.`
    case "Denied":
      return `${what} is denied by ${showPattern(explanation.by)}.`
    case "NotAllowed":
      return explanation.nearest === undefined
        ? `${what} is not in scope, nothing is.`
        : `${what} is not in scope. The nearest that is: ${showPattern(explanation.nearest)}.`
  }
}
