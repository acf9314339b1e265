/** Text with names of a specification in it, which each output marks in its own way, whatever they consist of. */

/** What stands in the specification as it is said. */
export interface Code {
  readonly code: string
}

/** Words and names. */
export type Phrase = ReadonlyArray<string | Code>

/** A name, or anything else of the specification's. */
export const code = (text: string): Code => ({ code: text })

/** A phrase from words with names, numbers or other phrases between them. */
export const say = (words: TemplateStringsArray, ...between: ReadonlyArray<string | number | Code | Phrase>): Phrase =>
  words.flatMap((word, i): Phrase => {
    const next = between[i]
    if (next === undefined) return [word]
    if (Array.isArray(next)) return [word, ...(next as Phrase)]
    return [word, typeof next === "number" ? String(next) : (next as string | Code)]
  })

/** The phrases with words between them. */
export const joined = (phrases: ReadonlyArray<Phrase>, between: string): Phrase =>
  phrases.flatMap((phrase, i) => (i === 0 ? phrase : [between, ...phrase]))

/** Without marks. */
export const bare = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === "string" ? part : part.code)).join("")
