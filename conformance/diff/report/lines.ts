/** Two texts of one definition as one: what went, what came, and what stands between. */
import { diffComm } from "node-diff3"
import type { TextChange } from "./model.ts"

/** A line, and which side has it. */
export interface Line {
  readonly sign: " " | "-" | "+"
  readonly text: string
}

const linesOf = (place: TextChange["base"]): Array<string> => (place === null ? [] : place.text.split("\n"))

/** The lines of both. */
export const changedLines = ({ base, head }: Pick<TextChange, "base" | "head">): ReadonlyArray<Line> => {
  const signed = (sign: Line["sign"], lines: ReadonlyArray<string>) => lines.map((text): Line => ({ sign, text }))
  return diffComm(linesOf(base), linesOf(head)).flatMap((part) =>
    "common" in part ? signed(" ", part.common) : [...signed("-", part.buffer1), ...signed("+", part.buffer2)]
  )
}
