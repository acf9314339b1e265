// A pattern, whichever way it is written, as what it means.
import { Result } from "effect"
import { type Part, PatternInvalid } from "./errors.ts"
import { readGlob } from "./glob.ts"
import { literal, sequence, type Tree } from "./language/tree.ts"
import { readRegex } from "./regex.ts"
import type { Pattern } from "./scope.ts"
import { dialects } from "./subjects.ts"

/** What a pattern means: the texts it matches, each with a separator before it. */
export const readPattern = (part: Part, pattern: Pattern): Result.Result<Tree, PatternInvalid> => {
  const dialect = dialects[part]
  if (typeof pattern === "string") return readGlob(pattern, dialect)
  if (part === "commands") {
    const reason = 'commands are matched word by word, never as one text. Write a glob, as in "git diff **"'
    return Result.fail(new PatternInvalid({ kind: "regex", pattern: pattern.regex, at: 0, reason }))
  }
  return Result.map(readRegex(pattern.regex), (tree) => sequence(literal(dialect.between), tree))
}
