/**
 * Splits what `TLC -tool` prints into TLC's own messages, SANY's remarks, and what the specification printed. A message is
 *
 *     @!@!@STARTMSG code:severity @!@!@
 *     text, of any number of lines, possibly with another message inside
 *     @!@!@ENDMSG code @!@!@
 *
 * and is printed as a whole, so that no other thread's lines come between.
 */

/** A message of TLC's. */
export interface Message {
  /** The class of the message; `Code` names those that matter here. */
  readonly code: number
  /** `Severity` names those that matter here. */
  readonly severity: number
  readonly text: string
  /** Codes of the messages inside it: an exception's message holds the one that says what went wrong. */
  readonly inner: ReadonlyArray<number>
}

/** From tlc2.output.EC. */
export const Code = {
  general: 1000,
  evaluating: 2102,
  nestedExpression: 2103,
  assumptionFalse: 2104,
  invariantInitial: 2107,
  propertyInitial: 2108,
  invariant: 2110,
  actionProperty: 2112,
  deadlock: 2114,
  temporal: 2116,
  behaviour: 2121,
  backToState: 2122,
  assertion: 2132,
  finished: 2186,
  initialStates: 2190,
  initialStatesDuplicated: 2191,
  depth: 2194,
  counts: 2199,
  progress: 2200,
  state: 2217,
  stuttering: 2218,
  parsed: 2219,
  parsing: 2220,
  version: 2262,
  counterexample: 2264
} as const

/** From tlc2.output.MP. */
export const Severity = { error: 1, bug: 2, warning: 3 } as const

/** Who is told what. Lines outside of messages are SANY's while it parses, and else the specification's. */
export interface Listener {
  readonly onMessage: (message: Message) => void
  readonly onParserLine: (line: string) => void
  readonly onOutput: (line: string) => void | Promise<void>
}

const startMark = "@!@!@STARTMSG "
const endMark = "@!@!@ENDMSG "
const markChar = startMark.charCodeAt(0)

/** Takes one line at a time. The promise of `onOutput`, if there is one, is handed back: the reader waits for it. */
export const splitter = (listener: Listener): ((line: string) => void | Promise<void>) => {
  let lines: Array<string> | undefined
  let head: readonly [code: number, severity: number] = [0, 0]
  let inner: Array<number> = []
  let nesting = 0
  let parsing = false

  const close = (text: ReadonlyArray<string>): void => {
    lines = undefined
    if (head[0] === Code.parsing) parsing = true
    if (head[0] === Code.parsed) parsing = false
    listener.onMessage({ code: head[0], severity: head[1], text: text.join("\n").trimEnd(), inner })
  }

  const within = (text: Array<string>, line: string): void => {
    const at = line.indexOf(startMark)
    if (at >= 0) {
      nesting++
      inner.push(headOf(line, at)[0])
      // What stands before an inner message is the ": " of Java's exceptions.
      if (at > 2) text.push(line.slice(0, at))
    } else if (!line.startsWith(endMark)) text.push(line)
    else if (nesting > 0) nesting--
    else close(text)
  }

  return (line) => {
    if (lines !== undefined) return within(lines, line)
    if (line.charCodeAt(0) === markChar && line.startsWith(startMark)) {
      lines = []
      inner = []
      head = headOf(line, 0)
      return undefined
    }
    return parsing ? listener.onParserLine(line) : listener.onOutput(line)
  }
}

const headOf = (line: string, at: number): readonly [number, number] => {
  const [code = 0, severity = 0] = line
    .slice(at + startMark.length)
    .split(/[: ]/, 2)
    .map(Number)
  return [code, severity]
}
