// The regular expressions that a scope may have: those of JavaScript (with its flags u and s) that say nothing but which texts match.
// What looks around, refers back, or depends on more than the text is refused.
import { type AST, RegExpParser, RegExpSyntaxError } from "@eslint-community/regexpp"
import { Result } from "effect"
import { PatternInvalid } from "./errors.ts"
import { type CharSet, complement, ofRanges, ofText, union } from "./language/sets.ts"
import { anyChar, chars, either, empty, literal, repeat, sequence, type Tree } from "./language/tree.ts"
import { deepest, longestPattern } from "./subjects.ts"

const parser = new RegExpParser({ ecmaVersion: 2025 })

const digits = ofText("0123456789")
const spaces = union(
  ofText("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"),
  ofRanges([[0x2000, 0x200a]])
)
const wordChars = union(
  digits,
  ofText("_"),
  ofRanges([
    [0x41, 0x5a],
    [0x61, 0x7a]
  ])
)

const escapes = { digit: digits, space: spaces, word: wordChars } as const

class Reader {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  refuse(reason: string, at: number): never {
    throw new PatternInvalid({ kind: "regex", pattern: this.text, at, reason })
  }

  read(): Tree {
    if (this.text.length > longestPattern) this.refuse(`it has more than ${longestPattern} characters`, longestPattern)
    if (this.text === "") this.refuse("it is empty", 0)
    this.refuseDepth()
    return this.alternatives(this.parse().alternatives, true, true)
  }

  // The parser recurses, so what is nested too deep never reaches it. Parentheses in classes count too, which refuses too much at most.
  refuseDepth(): void {
    let depth = 0
    for (let at = 0; at < this.text.length; at++) {
      const char = this.text[at]
      if (char === "\\") at++
      else if (char === "(" && ++depth > deepest) this.refuse(`it is nested deeper than ${deepest}`, at)
      else if (char === ")") depth--
    }
  }

  parse(): AST.Pattern {
    try {
      return parser.parsePattern(this.text, 0, this.text.length, { unicode: true })
    } catch (error) {
      if (!(error instanceof RegExpSyntaxError)) throw error
      return this.refuse(error.message.slice(error.message.lastIndexOf(": ") + 2), error.index)
    }
  }

  /** `first`, `last`: whether it stands at the beginning and the end of the whole. */
  alternatives(all: ReadonlyArray<AST.Alternative>, first: boolean, last: boolean): Tree {
    return either(
      ...all.map(({ elements }) =>
        sequence(
          ...elements.map((element, i) => this.element(element, first && i === 0, last && i === elements.length - 1))
        )
      )
    )
  }

  element(node: AST.Element, first: boolean, last: boolean): Tree {
    switch (node.type) {
      case "Character":
        return literal(String.fromCodePoint(node.value))
      case "CharacterSet":
        return node.kind === "any" ? anyChar : this.escape(node)
      case "CharacterClass":
        return chars(union(...node.elements.map((member) => this.member(member))), node.negate)
      case "Group":
        if (node.modifiers !== null)
          this.refuse("modifiers are not supported. Case folds as in the workspace", node.start)
        return this.alternatives(node.alternatives, first, last)
      case "CapturingGroup":
        return this.alternatives(node.alternatives, first, last)
      case "Quantifier":
        return repeat(this.element(node.element, false, false), node.min, node.max)
      case "Assertion":
        return this.assertion(node, first, last)
      case "Backreference":
        return this.refuse(
          "it refers back to what a group matched, which no automaton can decide. Write out the alternatives",
          node.start
        )
      default:
        return this.refuse("this is not supported", node.start)
    }
  }

  assertion(node: AST.Assertion, first: boolean, last: boolean): Tree {
    if ((node.kind === "start" && first) || (node.kind === "end" && last)) return empty
    if (node.kind === "start" || node.kind === "end")
      this.refuse(
        'it is about the whole path anyway, so "^" and "$" mean nothing but at its ends. Leave them out',
        node.start
      )
    return this.refuse(
      node.kind === "word"
        ? "word boundaries are not supported. Write the characters that may stand there"
        : "looking ahead or behind is not supported. Put what is not meant into the deny list",
      node.start
    )
  }

  escape(node: AST.CharacterSet): Tree {
    if (node.kind === "any" || node.kind === "property")
      return this.refuse("classes by property are not supported. Write ranges", node.start)
    return chars(escapes[node.kind], node.negate)
  }

  member(node: AST.CharacterClass["elements"][number]): CharSet {
    if (node.type === "Character") return ofRanges([[node.value, node.value]])
    if (node.type === "CharacterClassRange") return ofRanges([[node.min.value, node.max.value]])
    if (node.type !== "CharacterSet") return this.refuse("this is not supported in a class", node.start)
    const tree = this.escape(node)
    if (tree.kind !== "chars") return []
    return tree.negated ? complement(tree.listed) : tree.listed
  }
}

/** Reads a regular expression. */
export const readRegex = (text: string): Result.Result<Tree, PatternInvalid> => {
  try {
    return Result.succeed(new Reader(text).read())
  } catch (error) {
    if (error instanceof PatternInvalid) return Result.fail(error)
    throw error
  }
}
