// What patterns are about: a path, a tool's name, or the words of a command. Each is one text that begins with a separator.
import { anyChar, chars, either, literal, repeat, sequence, type Tree } from "./language/tree.ts"
import { ofText } from "./language/sets.ts"
import type { Part } from "./errors.ts"

/** How a pattern separates, and what stands for that in the text that it is matched with. */
export interface Dialect {
  readonly separator: "/" | " " | undefined
  readonly between: "/" | "\0"
}

/** A pattern has at most so many characters, which is what a path has. */
export const longestPattern = 4_096

/** What is longer is no path. */
export const longestSubject = 4_096

/** How deep braces and parentheses are nested at most. */
export const deepest = 50

/** How the patterns of each part are written. */
export const dialects: Readonly<Record<Part, Dialect>> = {
  read: { separator: "/", between: "/" },
  write: { separator: "/", between: "/" },
  tools: { separator: undefined, between: "\0" },
  commands: { separator: " ", between: "\0" }
}

const many = (part: Tree): Tree => repeat(part, 0, Infinity)

const not = (text: string): Tree => chars(ofText(text), true)

// A segment is not empty, ".", or "..", and has no NUL.
const segment = either(
  sequence(not("./\0"), many(not("/\0"))),
  sequence(literal("."), not("./\0"), many(not("/\0"))),
  sequence(literal(".."), not("/\0"), many(not("/\0")))
)

const word = (min: number): Tree => sequence(literal("\0"), repeat(not("\0"), min, Infinity))

/** Every subject there is: all keys, all names, all lists of words that begin with a program. */
export const subjects: Readonly<Record<Part, Tree>> = {
  read: repeat(sequence(literal("/"), segment), 1, Infinity),
  write: repeat(sequence(literal("/"), segment), 1, Infinity),
  tools: word(1),
  commands: sequence(word(1), many(word(0)))
}

/** A directory and all beneath it. */
export const beneath = (directory: string): Tree => sequence(literal(`/${directory}`), tail)

/** Nothing more, or a segment and whatever follows. */
const tail = repeat(sequence(literal("/"), many(anyChar)), 0, 1)
