/** PlusCal is a comment for everything but its translator: a changed algorithm with the old translation changes nothing. */
import type { Sources } from "./sources.ts"

/** An algorithm, and what was made of it, each without what says nothing. */
interface Algorithm {
  readonly text: string
  readonly translation: string
  /** where it begins, from 1 */
  readonly line: number
}

/** Without comments and layout, and without the checksums that newer translators leave. */
const bare = (text: string): string =>
  text
    .replaceAll(/\\\*.*$/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim()

const algorithmIn = (source: string): Algorithm | undefined => {
  const found = /--(?:fair\s+)?algorithm\b([\s\S]*?)\\\*+\s*BEGIN TRANSLATION([\s\S]*?)\\\*+\s*END TRANSLATION/.exec(
    source
  )
  if (found === null) return undefined
  const [, text = "", translation = ""] = found
  return { text: bare(text), translation: bare(translation), line: source.slice(0, found.index).split("\n").length }
}

/** The modules whose algorithm changed while its translation did not, with the line where the head has it. */
export const staleTranslations = (base: Sources, head: Sources): ReadonlyArray<{ module: string; line: number }> =>
  [...head].flatMap(([module, source]) => {
    const [before, now] = [algorithmIn(base.get(module) ?? ""), algorithmIn(source)]
    if (before === undefined || now === undefined) return []
    return before.text !== now.text && before.translation === now.translation ? [{ module, line: now.line }] : []
  })
