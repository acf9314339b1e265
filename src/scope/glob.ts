// The globs that a scope is written in, read strictly: what different tools read differently is refused, with what to write instead.
// A pattern is about the whole subject, which is taken as if a separator stood before it; so "**" between separators is
// an optional (separator, anything), wherever it stands. docs/scopes.md has the dialect.
import { Result } from "effect"
import { PatternInvalid } from "./errors.ts"
import { readClass } from "./glob-class.ts"
import { anyChar, chars, either, letter, literal, repeat, sequence, type Tree } from "./language/tree.ts"
import { ofText } from "./language/sets.ts"
import { type Dialect, longestPattern, deepest } from "./subjects.ts"

/** What a run of elements means, and what is left open at its end. */
interface Run {
  readonly tree: Tree
  /** A separator stands at its end, and is not in the tree yet: "**" takes it with it. */
  readonly due: boolean
  /** It ends with "**", so a separator or the end must come. */
  readonly stars: boolean
}

type Inside = "pattern" | "braces" | "group"

const isGroup = (char: string | undefined): boolean => char !== undefined && "?*+@!".includes(char)

class Reader {
  at = 0
  depth = 0
  groups = 0
  readonly text: string
  readonly dialect: Dialect
  readonly other: Tree

  constructor(text: string, dialect: Dialect) {
    this.text = text
    this.dialect = dialect
    this.other = chars(ofText(dialect.between), true)
  }

  refuse(reason: string, at = this.at): never {
    throw new PatternInvalid({ kind: "glob", pattern: this.text, at, reason })
  }

  read(): Tree {
    if (this.text.length > longestPattern) this.refuse(`it has more than ${longestPattern} characters`, longestPattern)
    if (this.text === "") this.refuse("it is empty")
    if (this.text.startsWith("!")) this.refuse('a leading "!" would negate. Put the pattern into the deny list')
    const { tree, due } = this.run("pattern", true)
    if (due && this.dialect.separator === "/")
      this.refuse('it ends with "/". Write "/**" after a directory', this.text.length - 1)
    return tree
  }

  /** Elements up to what ends them; `due`: a separator is due before the first. */
  run(inside: Inside, dueBefore: boolean): Run {
    const found: Array<Tree> = []
    let due = dueBefore
    let stars = false
    const element = (tree: Tree): void => {
      if (due) found.push(literal(this.dialect.between))
      found.push(tree)
      due = false
    }
    while (this.at < this.text.length) {
      const char = this.text[this.at]!
      if (inside === "braces" && (char === "," || char === "}")) break
      if (inside === "group" && (char === "|" || char === ")")) break
      if (char === this.dialect.separator) {
        this.separator(due)
        due = true
        stars = false
        continue
      }
      if (stars)
        this.refuse(
          `"**" stands for whole segments, so nothing may follow it but a separator. Write "**${this.dialect.separator}*" for what is anywhere`
        )
      if (char === "{") {
        const braces = this.braces(due)
        found.push(braces.tree)
        due = braces.due
        stars = braces.stars
      } else if (this.text.startsWith("**", this.at) && this.text[this.at + 2] !== "(") {
        this.stars(due)
        found.push(repeat(sequence(literal(this.dialect.between), repeat(anyChar, 0, Infinity)), 0, 1))
        due = false
        stars = true
      } else {
        if (due) this.refuseDots(inside)
        element(this.element(char))
      }
    }
    return { tree: sequence(...found), due, stars }
  }

  separator(due: boolean): void {
    if (this.groups > 0) this.refuse(`alternatives in parentheses lie in one segment. Use braces: {a/b,c}`)
    if (due && this.dialect.separator === "/") {
      this.refuse(
        this.at === 0
          ? 'it begins with "/". Patterns are relative to the workspace, so leave it out'
          : "a segment is empty"
      )
    }
    this.at++
  }

  stars(due: boolean): void {
    const { separator } = this.dialect
    if (separator === undefined) this.refuse('"**" has no meaning in a name. Write "*"')
    if (this.groups > 0) this.refuse('"**" cannot stand in parentheses')
    if (!due || this.text[this.at + 2] === "*")
      this.refuse(
        `"**" stands for whole segments, so it stands alone between separators, as in "${separator === "/" ? "src/**/*.ts" : "npm run **"}"`
      )
    this.at += 2
  }

  refuseDots(inside: Inside): void {
    if (this.dialect.separator !== "/") return
    const ending = inside === "braces" ? /^\.\.?(?=[/,}]|$)/ : /^\.\.?(?=\/|$)/
    const dots = ending.exec(this.text.slice(this.at, this.at + 3))?.[0]
    if (dots !== undefined) this.refuse(`a key has no "${dots}" segment, so it would match nothing. Leave it out`)
  }

  braces(due: boolean): Run {
    const start = this.at
    const runs = this.alternatives(",", "}", () => this.run("braces", due), start)
    if (runs.length === 1)
      this.refuse(
        this.text.slice(start, this.at).includes("..")
          ? "ranges in braces are not supported. Write the alternatives, as in {1,2,3}"
          : 'braces have alternatives, as in "{a,b}". Write \\{ for the character',
        start
      )
    const allDue = runs.every((run) => run.due)
    const trees = runs.map((run) => (run.due && !allDue ? sequence(run.tree, literal(this.dialect.between)) : run.tree))
    return { tree: either(...trees), due: allDue, stars: runs.some((run) => run.stars) }
  }

  alternatives<A>(comma: string, end: string, one: () => A, start: number): ReadonlyArray<A> {
    if (++this.depth > deepest) this.refuse(`it is nested deeper than ${deepest}`, start)
    const found: Array<A> = []
    do {
      this.at++
      found.push(one())
    } while (this.text[this.at] === comma)
    if (this.text[this.at] !== end)
      this.refuse(`"${this.text[start]}" is never closed. Write \\${this.text[start]} for the character`, start)
    this.at++
    this.depth--
    return found
  }

  /** One element of a segment. */
  element(char: string): Tree {
    if (isGroup(char) && this.text[this.at + 1] === "(") return this.group(char)
    const start = this.at
    switch (char) {
      case "*":
        this.at++
        return repeat(this.other, 0, Infinity)
      case "?":
        this.at++
        return this.other
      case "[": {
        const [tree, end] = readClass(this.text, start, this.dialect, (reason, at) => this.refuse(reason, at))
        this.at = end
        return tree
      }
      case "\\":
        return this.escaped()
      case "(":
      case ")":
      case "|":
      case "}":
      case "]":
        return this.refuse(
          `a bare "${char}" is read differently by different tools. Write \\${char} for the character${char === "(" ? ", or @(a|b) for alternatives" : ""}`
        )
      case "\0":
        return this.refuse("a NUL character is in no name")
      default: {
        const code = this.text.codePointAt(start)!
        this.at += code > 0xffff ? 2 : 1
        return letter(code)
      }
    }
  }

  escaped(): Tree {
    const next = this.text.codePointAt(this.at + 1)
    if (next === undefined) this.refuse('it ends with "\\"')
    const char = String.fromCodePoint(next)
    if (/[A-Za-z0-9/\0]/.test(char))
      this.refuse(
        '"\\" makes a special character an ordinary one, and separates nothing. Write "/" between directories'
      )
    this.at += 1 + char.length
    return literal(char)
  }

  group(kind: string): Tree {
    if (kind === "!") this.refuse('"!(...)" is not supported. Put what is not meant into the deny list')
    this.at++
    this.groups++
    const tree = either(...this.alternatives("|", ")", () => this.run("group", false).tree, this.at))
    this.groups--
    const [min, max] = ({ "?": [0, 1], "*": [0, Infinity], "+": [1, Infinity] } as const)[kind] ?? [1, 1]
    return repeat(tree, min, max)
  }
}

/** Reads a glob. */
export const readGlob = (text: string, dialect: Dialect): Result.Result<Tree, PatternInvalid> => {
  try {
    return Result.succeed(new Reader(text, dialect).read())
  } catch (error) {
    if (error instanceof PatternInvalid) return Result.fail(error)
    throw error
  }
}

/** The glob that matches this path and no other: what is special in it is escaped. */
export const escapeGlob = (path: string): string => path.replaceAll(/[\\*?[\]{}()|]|^!/g, "\\$&")
