// Runs a program on a text without keeping anything: each character takes as long as the program is large, and no longer. It decides where
// states would be too many to keep, and says which rules take a text.
import { type Program, splits } from "./program.ts"

/** For each rule, 1 if it takes the text, which the separator stands before. */
export const takenBy = (program: Program, separator: number, text: string): Uint8Array => {
  const { rules, starts, takes, to, or, has, classes, classOf } = program
  // The last step in which an instruction was come to.
  const marks = new Int32Array(takes.length)
  const pending = new Int32Array(takes.length)
  let current = new Int32Array(takes.length)
  let next = new Int32Array(takes.length)
  let count = 0
  let step = 1

  /** Comes to an instruction, and by those that go two ways to others. Returns how many take a character by now. */
  const reach = (from: number, into: Int32Array, before: number): number => {
    let found = before
    let depth = 0
    for (let at = from; ;) {
      if (marks[at] !== step) {
        marks[at] = step
        const what = takes[at]!
        if (what >= 0) into[found++] = at
        else if (what === splits) {
          pending[depth++] = or[at]!
          at = to[at]!
          continue
        }
      }
      if (depth === 0) return found
      at = pending[--depth]!
    }
  }

  const advance = (class_: number): void => {
    step++
    let found = 0
    for (let i = 0; i < count; i++) {
      const at = current[i]!
      if (has[takes[at]! * classes + class_] !== 1) continue
      const target = to[at]!
      if (marks[target] !== step) found = reach(target, next, found)
    }
    const filled = next
    next = current
    current = filled
    count = found
  }

  for (const start of starts) count = reach(start, current, count)
  advance(separator)
  for (let at = 0; at < text.length && count > 0; at++) {
    const code = text.codePointAt(at)!
    if (code > 0xffff) at++
    advance(classOf(code))
    if (count === 0 && at < text.length - 1) return new Uint8Array(rules.length)
  }
  return Uint8Array.from(rules, (_, rule) => (marks[rule] === step ? 1 : 0))
}
