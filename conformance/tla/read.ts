/**
 * Reads TLA+ values as TLC's ToString and PrintT write them. Recursive descent on char codes: a large model prints gigabytes.
 */
import { Data, Result } from "effect"
import { bool, fn, int, model, record, set, string, tuple } from "./value.ts"
import type { IntValue, Value } from "./value.ts"

/** Text that is not a TLA+ value, with the place where reading stopped. */
export class ValueSyntaxError extends Data.TaggedError("ValueSyntaxError")<{
  readonly expected: string
  /** in the text, from 0 */
  readonly offset: number
  /** what stands there, up to 40 characters; "the end" if nothing does */
  readonly excerpt: string
}> {
  override get message(): string {
    return `expected ${this.expected} at offset ${this.offset}, before ${JSON.stringify(this.excerpt)}`
  }
}

/** A place in a text; reading moves it on. */
export interface Cursor {
  readonly text: string
  at: number
}

const quote = 34
const openParen = 40
const closeParen = 41
const comma = 44
const minus = 45
const dot = 46
const zero = 48
const nine = 57
const colon = 58
const less = 60
const greater = 62
const at = 64
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const bar = 124
const closeBrace = 125

/** Reading a longer interval would be a trap for memory, and no state of a finite model holds one. */
const longestInterval = 1_000_000n

/** Operators by which TLC prints a set that it was too lazy to enumerate: as a value such a text is never canonical. */
const lazySets: ReadonlySet<string> = new Set(["SUBSET", "UNION", "DOMAIN", "CHOOSE", "LAMBDA"])

/** The error for what stands at the cursor. */
export const syntaxError = (cursor: Cursor, expected: string): ValueSyntaxError =>
  new ValueSyntaxError({
    expected,
    offset: cursor.at,
    excerpt: cursor.at >= cursor.text.length ? "the end" : cursor.text.slice(cursor.at, cursor.at + 40)
  })

/** Passes spaces; the code of the character at the cursor, NaN at the end. */
export const skipSpace = (cursor: Cursor): number => {
  let code = cursor.text.charCodeAt(cursor.at)
  while (code === 32 || (code >= 9 && code <= 13)) code = cursor.text.charCodeAt(++cursor.at)
  return code
}

const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= zero && code <= nine) ||
  code === 95 ||
  code >= 128

/** Passes one character, after spaces. */
const pass = (cursor: Cursor, code: number): void => {
  if (skipSpace(cursor) !== code) throw syntaxError(cursor, `'${String.fromCharCode(code)}'`)
  cursor.at++
}

/** Passes a symbol such as `|->`, after spaces. */
export const passSymbol = (cursor: Cursor, symbol: string): void => {
  skipSpace(cursor)
  if (!cursor.text.startsWith(symbol, cursor.at)) throw syntaxError(cursor, `'${symbol}'`)
  cursor.at += symbol.length
}

/** Reads letters, digits and underscores at the cursor. */
export const readWord = (cursor: Cursor, expected: string): string => {
  const start = cursor.at
  while (isWordCode(cursor.text.charCodeAt(cursor.at))) cursor.at++
  if (cursor.at === start) throw syntaxError(cursor, expected)
  return cursor.text.slice(start, cursor.at)
}

const unescaped: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  n: "\n",
  t: "\t",
  f: "\f",
  r: "\r"
}

const readString = (cursor: Cursor): Value => {
  const { text } = cursor
  let start = ++cursor.at
  let value = ""
  for (;;) {
    const code = text.charCodeAt(cursor.at)
    if (code === quote) break
    if (code === backslash) {
      const plain = unescaped[text.charAt(cursor.at + 1)]
      if (plain === undefined) throw syntaxError(cursor, "an escape of TLA+")
      value += text.slice(start, cursor.at) + plain
      cursor.at += 2
      start = cursor.at
    } else if (code !== code) {
      throw syntaxError(cursor, "the end of a string")
    } else cursor.at++
  }
  value += text.slice(start, cursor.at++)
  return string(value)
}

const readInt = (cursor: Cursor): IntValue => {
  const start = cursor.at
  if (cursor.text.charCodeAt(cursor.at) === minus) cursor.at++
  const digits = cursor.at
  let value = 0
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at)
    if (!(code >= zero && code <= nine)) break
    value = value * 10 + (code - zero)
    cursor.at++
  }
  if (cursor.at === digits) throw syntaxError(cursor, "a digit")
  if (cursor.at - digits > 15) return int(BigInt(cursor.text.slice(start, cursor.at)))
  return int(digits === start ? value : -value)
}

const interval = (cursor: Cursor, low: bigint, high: bigint): Value => {
  if (high - low >= longestInterval) throw syntaxError(cursor, `an interval of at most ${longestInterval} elements`)
  const elements: Array<Value> = []
  for (let i = low; i <= high; i++) elements.push(int(i))
  return set(elements)
}

const readNumber = (cursor: Cursor): Value => {
  const low = readInt(cursor)
  const end = cursor.at
  if (skipSpace(cursor) === dot && cursor.text.charCodeAt(cursor.at + 1) === dot) {
    cursor.at += 2
    skipSpace(cursor)
    return interval(cursor, low.value, readInt(cursor).value)
  }
  cursor.at = end
  return low
}

/** A word is a number if it has digits only: `1a` is a model value. */
const readWordValue = (cursor: Cursor, code: number): Value => {
  const start = cursor.at
  let end = start
  while (isWordCode(cursor.text.charCodeAt(end))) end++
  if (code >= zero && code <= nine) {
    let i = start
    for (let c = code; c >= zero && c <= nine; c = cursor.text.charCodeAt(i)) i++
    if (i >= end) return readNumber(cursor)
  }
  const word = cursor.text.slice(start, end)
  if (lazySets.has(word)) throw syntaxError(cursor, "an enumerated value (TLC printed a lazy one)")
  cursor.at = end
  return word === "TRUE" ? bool(true) : word === "FALSE" ? bool(false) : model(word)
}

const readElements = (cursor: Cursor, close: number): ReadonlyArray<Value> => {
  const elements: Array<Value> = []
  if (skipSpace(cursor) === close) return elements
  for (;;) {
    elements.push(readValue(cursor))
    if (skipSpace(cursor) !== comma) return elements
    cursor.at++
  }
}

const readTuple = (cursor: Cursor): Value => {
  passSymbol(cursor, "<<")
  const elements = readElements(cursor, greater)
  passSymbol(cursor, ">>")
  return tuple(elements)
}

const readSet = (cursor: Cursor): Value => {
  cursor.at++
  const elements = readElements(cursor, closeBrace)
  pass(cursor, closeBrace)
  return set(elements)
}

/** Two values for one argument are a fault of the text, and are reported with its place. */
const built = (cursor: Cursor, start: number, build: () => Value): Value => {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw syntaxError({ text: cursor.text, at: start }, `one value for each argument (${error.message})`)
  }
}

const readRecord = (cursor: Cursor): Value => {
  const start = cursor.at++
  const fields: Array<readonly [string, Value]> = []
  do {
    skipSpace(cursor)
    const name = readWord(cursor, "a field name")
    if (skipSpace(cursor) !== bar) throw syntaxError(cursor, "'|->'")
    passSymbol(cursor, "|->")
    fields.push([name, readValue(cursor)])
  } while (skipSpace(cursor) === comma && ++cursor.at > 0)
  pass(cursor, closeBracket)
  return built(cursor, start, () => record(fields))
}

const readFunction = (cursor: Cursor): Value => {
  const start = cursor.at++
  const entries: Array<readonly [Value, Value]> = []
  for (;;) {
    const argument = readValue(cursor)
    passSymbol(cursor, ":>")
    entries.push([argument, readValue(cursor)])
    if (skipSpace(cursor) !== at) break
    passSymbol(cursor, "@@")
  }
  pass(cursor, closeParen)
  return built(cursor, start, () => fn(entries))
}

/** Reads one value at the cursor and leaves the cursor behind it. Throws {@link ValueSyntaxError}. */
export const readValue = (cursor: Cursor): Value => {
  const code = skipSpace(cursor)
  switch (code) {
    case quote:
      return readString(cursor)
    case less:
      return readTuple(cursor)
    case openBrace:
      return readSet(cursor)
    case openBracket:
      return readRecord(cursor)
    case openParen:
      return readFunction(cursor)
    case minus:
      return readNumber(cursor)
    default:
      if (isWordCode(code)) return readWordValue(cursor, code)
      throw syntaxError(cursor, code === colon ? "a value before ':>'" : "a value")
  }
}

/** Reads a text that is one value and nothing else. Throws {@link ValueSyntaxError}. */
export const read = (text: string): Value => {
  const cursor: Cursor = { text, at: 0 }
  const value = readValue(cursor)
  skipSpace(cursor)
  if (cursor.at < text.length) throw syntaxError(cursor, "the end of the value")
  return value
}

/** {@link read}, with the error as a value. */
export const readResult = (text: string): Result.Result<Value, ValueSyntaxError> => {
  try {
    return Result.succeed(read(text))
  } catch (error) {
    if (error instanceof ValueSyntaxError) return Result.fail(error)
    throw error
  }
}
