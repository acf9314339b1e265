/** What SANY, the parser of TLA+, found wrong with a specification, read from what it prints. */

/** One thing that is wrong. Its place, as far as SANY gives one; lines and columns count from 1. */
export interface Problem {
  readonly text: string
  readonly module?: string
  readonly line?: number
  readonly column?: number
}

/**
 * SANY prints a syntax error under "***Parse Error***", a lexical error in a line of its own, and lists the rest, each remark
 * under its place, below "*** Errors" or "*** Abort messages"; warnings come in a list of their own and are left out.
 */
export const problemsOf = (printed: ReadonlyArray<string>): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  let file: string | undefined
  let list: "errors" | "aborts" | "other" = "other"
  let place: Omit<Problem, "text"> = {}
  // A remark of several lines is one problem.
  let lastRemark = -2
  for (let i = 0; i < printed.length; i++) {
    const line = (printed[i] ?? "").trimEnd()
    file = /^Parsing file (?:.*\/)?([^/]+)\.tla$/.exec(line)?.[1] ?? file
    const listed = /^\*\*\* (Errors|Abort messages|Warnings): \d+/.exec(line)?.[1]
    if (listed !== undefined) list = listed === "Errors" ? "errors" : listed === "Warnings" ? "other" : "aborts"
    else if (line === "***Parse Error***") {
      const until = printed.findIndex((text, at) => at > i && text.trim() === "")
      const said = printed.slice(i + 1, until < 0 ? undefined : until).map((text) => text.trim())
      problems.push({ text: said.join("; "), ...moduleOf(file), ...lexicalPlace(said.join(" ")) })
      i += said.length
    } else if (line.startsWith("Lexical error at "))
      problems.push({ text: line, ...moduleOf(file), ...lexicalPlace(line) })
    else if (list !== "other" && line !== "") {
      const at = placeOf(line)
      const last = problems.at(-1)
      if (at !== undefined) place = at
      else if (last !== undefined && i === lastRemark + 1) {
        problems[problems.length - 1] = { ...last, text: `${last.text} ${line.trim()}` }
        lastRemark = i
      }
      // That a module could not be parsed only repeats the syntax error above it.
      else if (problems.length === 0 || !line.startsWith("Could not parse module ")) {
        problems.push({ text: line, ...place })
        lastRemark = i
      }
    } else if (line.startsWith("Cannot find the specified file ")) problems.push({ text: line })
  }
  return problems
}

/** "S, line 4, column 15: Unknown operator", as far as the place is known. */
export const showProblem = (problem: Problem): string => {
  const place = [
    ...(problem.module === undefined ? [] : [`module ${problem.module}`]),
    ...(problem.line === undefined ? [] : [`line ${problem.line}, column ${problem.column}`])
  ].join(", ")
  return place === "" ? problem.text : `${place}: ${problem.text}`
}

const moduleOf = (module: string | undefined) => (module === undefined ? {} : { module })

const lexicalPlace = (text: string): Omit<Problem, "text"> => {
  const found = /at line (\d+), column (\d+)/.exec(text)
  return found === null ? {} : { line: Number(found[1]), column: Number(found[2]) }
}

const placeOf = (line: string): Omit<Problem, "text"> | undefined => {
  if (line === "Unknown location") return {}
  const inModule = /^In module (\S+)$/.exec(line)?.[1]
  if (inModule !== undefined) return { module: inModule }
  const found = /^line (\d+), col (\d+) to line \d+, col \d+ of module (\S+)$/.exec(line)
  if (found === null) return undefined
  return { line: Number(found[1]), column: Number(found[2]), module: found[3] ?? "" }
}
