// What a run came to, as it is kept in results.json, and the pages that are made of it.
import type { Machine } from "./machine.ts"
import type { Figure, Measured, Unit } from "./measurement.ts"
import type { Spread } from "./samples.ts"

export interface Results {
  readonly date: string
  readonly seconds: number
  readonly machine: Machine
  readonly measured: ReadonlyArray<Measured & { readonly title: string; readonly how: string }>
}

const digits = (value: number): number => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)

const numberOf = (value: number, unit: Unit): string => {
  const number = value.toLocaleString("en", {
    minimumFractionDigits: digits(value),
    maximumFractionDigits: digits(value)
  })
  return unit === "x" || unit === "/s" ? `${number}${unit}` : `${number} ${unit}`
}

const spreadText = ({ low, high }: Spread, unit: Unit): string => `${numberOf(low, unit)} to ${numberOf(high, unit)}`

const targetText = ({ unit, target: { is, value, aim } }: Figure): string => {
  const short = (number: number): string =>
    `${number.toLocaleString("en")}${unit === "x" || unit === "/s" ? "" : " "}${unit}`
  return `${is} ${short(value)}${aim === undefined ? "" : ` (aim: ${short(aim)})`}`
}

/** By how much of the target it is missed; 0: it is met. */
export const missedBy = ({ target: { is, value }, measured: { median } }: Figure): number =>
  Math.max(0, is === "at most" ? median / value - 1 : 1 - median / value)

const verdict = (figure: Figure): string => {
  const missed = missedBy(figure)
  return missed === 0 ? "met" : `missed by ${numberOf(missed * 100, "x").slice(0, -1)} %`
}

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const onWhat = ({ date, machine }: Results): string => {
  const { processor, cores, kernel, fileSystem, mount, journal, versions, load } = machine
  const journaled = journal === "not told" ? "" : journal === "yes" ? " with a journal" : " without a journal"
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return (
    `${date}, ${processor} with ${cores} cores (load ${load.toFixed(1)} before), Linux ${kernel}, ${fileSystem}${journaled} mounted at ` +
    `\`${mount}\`, ${named.join(", ")}.`
  )
}

/** The promised figures, for the README too. */
export const figuresText = (results: Results): string =>
  [
    table(
      ["figure", "target", "median", "25 to 75 %", ""],
      results.measured.flatMap(({ figures }) =>
        figures.map((figure) => [
          figure.what,
          targetText(figure),
          numberOf(figure.measured.median, figure.unit),
          spreadText(figure.measured, figure.unit),
          verdict(figure)
        ])
      )
    ),
    onWhat(results)
  ].join("\n\n")

/** RESULTS.md. */
export const pageText = (results: Results): string =>
  [
    "# How fast it is",
    "Written by `make bench RECORD=1` from results.json. Do not edit.",
    figuresText(results),
    `Ratios compare what took turns sample by sample in one process; each is the median of the ratios of all turns. All of it took ${results.seconds} s.`,
    ...results.measured.flatMap(({ title, how, rows }) => [
      `## ${title}`,
      how,
      table(
        ["", "median", "25 to 75 %"],
        rows.map(({ what, unit, measured }) => [what, numberOf(measured.median, unit), spreadText(measured, unit)])
      )
    ])
  ].join("\n\n") + "\n"
