/** Folds TLC's messages, as they come, into a result or an error. */
import { Result } from "effect"
import { ConfigInvalid, EvaluationFailed, SpecInvalid, TlcFailed, type TlcError } from "./errors.ts"
import { Code, Severity, type Message } from "./messages.ts"
import { problemsOf } from "./problems.ts"
import type { Counts, Location, Progress, TlcResult, Trace, TraceStep, Violation } from "./result.ts"

/** With `-continue` a model can have millions of violations. */
export const violationsKept = 100

/** What has to be known of a run and is not in its messages. */
export interface About {
  readonly module: string
  readonly config: string
  /** Its version. */
  readonly java: string
  readonly jarSha256: string
  /** The name of a violated temporal property, which TLC does not print, where the configuration leaves only one. */
  readonly onlyProperty: string | undefined
}

/** Takes what one run prints; `end` then says what it comes to. */
export interface Summary {
  readonly onMessage: (message: Message) => void
  readonly onParserLine: (line: string) => void
  /** A line of standard error. The first 100 are kept, to be told if TLC fails. */
  readonly onErrorLine: (line: string) => void
  readonly end: (exitCode: number, outputLines: number) => Result.Result<TlcResult, TlcError>
}

interface OpenTrace {
  steps: Array<TraceStep>
  goesOn: Trace["goesOn"]
}

/** An empty summary, for one run. */
export const summary = (about: About, onProgress: (progress: Progress) => void): Summary => {
  const parserLines: Array<string> = []
  const errorLines: Array<string> = []
  const warnings: Array<string> = []
  const errors: Array<Message> = []
  const violations: Array<Violation> = []
  let trace: OpenTrace = { steps: [], goesOn: undefined }
  let version: string | undefined
  let nested: ReadonlyArray<Location> = []
  let initial: number | undefined
  let depth: number | undefined
  let progress: Progress | undefined
  let generated = 0
  let distinct = 0
  let queued = 0
  let counted = false
  let millis = 0

  const violated = (violation: Violation) => {
    trace = violation.trace as OpenTrace
    if (violations.length < violationsKept) violations.push(violation)
  }

  const failed = (message: Message) => {
    trace = { steps: [], goesOn: undefined }
    errors.push(message)
  }

  const onMessage = (message: Message): void => {
    const { code, text } = message
    switch (code) {
      case Code.version:
        version = /^TLC2 Version (.*)$/m.exec(text)?.[1] ?? text
        break
      case Code.initialStates:
      case Code.initialStatesDuplicated: {
        const found =
          /([\d,]+) distinct states? generated/.exec(text) ?? /with ([\d,]+) of them distinct/.exec(text) ?? []
        initial = numberOf(found[1])
        break
      }
      case Code.progress:
        progress = progressOf(text) ?? progress
        if (progress !== undefined) onProgress(progress)
        break
      case Code.counts: {
        const found = /([\d,]+) states generated, ([\d,]+) distinct states found, ([\d,]+) states left/.exec(text)
        if (found === null) break
        counted = true
        generated = numberOf(found[1])
        distinct = numberOf(found[2])
        queued = numberOf(found[3])
        break
      }
      case Code.depth:
        depth = numberOf(/is ([\d,]+)/.exec(text)?.[1])
        break
      case Code.finished:
        millis = millisOf(text)
        break
      case Code.behaviour:
      case Code.counterexample:
        break
      case Code.state:
        trace.steps.push(stepOf(text))
        break
      case Code.stuttering:
        trace.goesOn = "stuttering"
        break
      case Code.backToState:
        trace.goesOn = { from: numberOf(/^(\d+):/.exec(text)?.[1]) - 1 }
        break
      case Code.nestedExpression:
        nested = nestedOf(text)
        break
      default: {
        const violation = violationOf(message, about)
        if (violation !== undefined) violated(violation)
        else if (message.severity === Severity.warning) warnings.push(text)
        else if (message.severity === Severity.error || message.severity === Severity.bug) failed(message)
      }
    }
  }

  const end = (exitCode: number, outputLines: number): Result.Result<TlcResult, TlcError> => {
    const { module, config } = about
    const first = errors[0]
    const text = errors.map((error) => error.text).join("\n")
    if (exitCode === Exit.specInvalid) {
      const problems = problemsOf(parserLines)
      return Result.fail(new SpecInvalid({ module, problems: problems.length > 0 ? problems : [{ text }] }))
    }
    if (exitCode === Exit.configInvalid || errors.some(isConfigError)) {
      return Result.fail(new ConfigInvalid({ module, config, text: withoutPreamble(text) }))
    }
    const evaluating = exitCode >= Exit.evaluationFirst && exitCode <= Exit.evaluationLast
    if (evaluating && first !== undefined) {
      return Result.fail(new EvaluationFailed({ module, text: withoutPreamble(text), nested, trace }))
    }
    const holds = exitCode === Exit.holds && violations.length === 0
    const violatedExit = exitCode >= Exit.violatedFirst && exitCode <= Exit.violatedLast
    const violated = violations.length > 0 && (exitCode === Exit.holds || violatedExit)
    // A run that says "no error" without its version and counts did not check anything.
    if (version === undefined || !(violated || (holds && counted))) {
      const told = [text, ...errorLines].filter((line) => line !== "").join("\n")
      return Result.fail(new TlcFailed({ module, exitCode, text: told === "" ? "it gave no reason" : told }))
    }
    const counts: Counts = { generated, distinct, queued, initial, depth: depth ?? progress?.depth }
    return Result.succeed({
      version: { text: version, revision: /\(rev: (\S+)\)/.exec(version)?.[1], jarSha256: about.jarSha256 },
      java: about.java,
      exitCode,
      holds,
      violations,
      counts: counted ? counts : undefined,
      warnings,
      outputLines,
      millis
    })
  }

  return {
    onMessage,
    onParserLine: (line) => void parserLines.push(line),
    onErrorLine: (line) => void (errorLines.length < 100 && errorLines.push(line)),
    end
  }
}

/** From tlc2.output.EC.ExitStatus. */
const Exit = {
  holds: 0,
  violatedFirst: 10,
  violatedLast: 14,
  evaluationFirst: 75,
  evaluationLast: 77,
  specInvalid: 150,
  configInvalid: 151
} as const

const violationOf = (message: Message, about: About): Violation | undefined => {
  const { code, text } = message
  const trace: OpenTrace = { steps: [], goesOn: undefined }
  const by = (kind: Violation["kind"], name: string | undefined, location?: Location): Violation => ({
    kind,
    name,
    text,
    location,
    trace
  })
  switch (code) {
    case Code.assumptionFalse: {
      const said = /^Assumption (.*) is false/.exec(text)?.[1] ?? ""
      const location = locationOf(said)
      return by("assumption", location === undefined ? said : undefined, location)
    }
    case Code.invariantInitial:
    case Code.propertyInitial: {
      const found = /^(Invariant|Property) (\S+) is violated by the initial state:\n([\s\S]*)$/.exec(text)
      trace.steps.push({ action: "Initial predicate", location: undefined, state: found?.[3]?.trimEnd() ?? "" })
      return by(code === Code.invariantInitial ? "invariant" : "temporal property", found?.[2])
    }
    case Code.invariant:
      return by("invariant", /^Invariant (\S+) is violated/.exec(text)?.[1])
    case Code.actionProperty:
      return by("action property", /^Action property (.+) is violated/.exec(text)?.[1])
    case Code.temporal:
      return by(
        "temporal property",
        /^Temporal property (\S+) (?:is|was) violated/.exec(text)?.[1] ?? about.onlyProperty
      )
    case Code.deadlock:
      return by("deadlock", undefined)
    case Code.assertion:
      return by("assertion", undefined)
    default:
      return undefined
  }
}

/** Codes 2222 to 2252 and 5001 to 5009 are about the configuration; a file that is missing comes inside an exception. */
const isConfigError = (message: Message): boolean =>
  [message.code, ...message.inner].some((code) => (code >= 2222 && code <= 2252) || (code >= 5001 && code <= 5009))

const withoutPreamble = (text: string): string =>
  text.replace(/^TLC threw an unexpected exception\.\n[\s\S]*?\nThe exception was a \S+\n(?:: )?/, "").trim()

const stepOf = (text: string): TraceStep => {
  const newline = text.indexOf("\n")
  const [head, state] = newline < 0 ? [text, ""] : [text.slice(0, newline), text.slice(newline + 1).trimEnd()]
  const named = /^\d+: <(.*)>$/.exec(head)?.[1] ?? ""
  const location = locationOf(named)
  // Newer versions print the parameters too: <Step(2) line 9, ...>.
  const action = location === undefined ? named : named.slice(0, named.search(/ ?line \d+, col \d+ to line /))
  return { action, location, state }
}

const locationOf = (text: string): Location | undefined => {
  const found = /line (\d+), col (\d+) to line (\d+), col (\d+) of module (\S+)/.exec(text)
  return found === null ? undefined : location(found)
}

const nestedOf = (text: string): ReadonlyArray<Location> =>
  [...text.matchAll(/^\d+\. Line (\d+), column (\d+) to line (\d+), column (\d+) in (\S+)$/gm)].map(location)

const location = (found: RegExpMatchArray): Location => ({
  line: Number(found[1]),
  column: Number(found[2]),
  endLine: Number(found[3]),
  endColumn: Number(found[4]),
  module: found[5] ?? ""
})

const progressOf = (text: string): Progress | undefined => {
  const found =
    /^Progress\(([\d,]+)\).*?: ([\d,]+) states generated.*?, ([\d,]+) distinct states found.*?, ([\d,]+) states left/.exec(
      text
    )
  if (found === null) return undefined
  return {
    depth: numberOf(found[1]),
    generated: numberOf(found[2]),
    distinct: numberOf(found[3]),
    queued: numberOf(found[4])
  }
}

const numberOf = (digits: string | undefined): number => Number((digits ?? "0").replaceAll(",", ""))

/** "Finished in 464ms", "in 12s", "in 01min 05s", "in 02h 13min". */
const millisOf = (text: string): number => {
  const scales: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }
  const span = /^Finished in (.*?) at/.exec(text)?.[1] ?? ""
  return [...span.matchAll(/(\d+)\s*(ms|min|s|h|d)/g)].reduce(
    (sum, [, count, unit = "ms"]) => sum + Number(count) * (scales[unit] ?? 0),
    0
  )
}
