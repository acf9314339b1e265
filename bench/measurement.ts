// What a file of this folder measures, and what comes of it.
import { type Spread, spreadOf } from "./samples.ts"

export type Unit = "x" | "µs" | "ms" | "/s"

export interface Target {
  readonly is: "at most" | "at least"
  readonly value: number
  /** What would be better still. */
  readonly aim?: number
}

/** Something that was promised. */
export interface Figure {
  readonly what: string
  readonly unit: Unit
  readonly target: Target
  readonly measured: Spread
}

/** Something that explains a figure. */
export interface Row {
  readonly what: string
  readonly unit: Unit
  readonly measured: Spread
}

export const figure = (what: string, unit: Unit, target: Target, numbers: ReadonlyArray<number>): Figure => ({
  what,
  unit,
  target,
  measured: spreadOf(numbers)
})

export const row = (what: string, unit: Unit, numbers: ReadonlyArray<number>): Row => ({
  what,
  unit,
  measured: spreadOf(numbers)
})

export const atMost = (value: number, aim?: number): Target => ({
  is: "at most",
  value,
  ...(aim === undefined ? {} : { aim })
})
export const atLeast = (value: number): Target => ({ is: "at least", value })

export interface Measured {
  readonly figures: ReadonlyArray<Figure>
  readonly rows: ReadonlyArray<Row>
}

export interface Measurement {
  readonly title: string
  /** How it is measured, and what it leaves out. */
  readonly how: string
  /** In a process of its own, and a directory of its own that is empty. */
  readonly measure: (directory: string) => Promise<Measured>
}
