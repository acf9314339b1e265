/** A sequence diagram as SVG: who acts, in which order. Its arrows carry the numbers of their steps. */
import type { Arrow } from "../../counterexample/parties.ts"
import { markup } from "./html.ts"
import type { Html } from "./html.ts"

/** Pixels: of a letter of the font that page.css gives diagrams, and between things. */
const letter = 7.3
const [rowHeight, headHeight, margin, gap] = [44, 40, 8, 24]

const widthOf = (text: string): number => text.length * letter

/** Where each participant's line is: far enough from the others for the names, and for what stands on arrows. */
const placed = (names: ReadonlyArray<string>, arrows: ReadonlyArray<Arrow>) => {
  const at: Array<number> = []
  for (const [i, name] of names.entries()) {
    const half = widthOf(name) / 2 + 10
    const before = i === 0 ? margin + half : at[i - 1]! + widthOf(names[i - 1]!) / 2 + 10 + gap + half
    const needed = arrows.map(({ from, to, text }) => {
      const ends = [names.indexOf(from), names.indexOf(to)]
      const [low, high] = [Math.min(...ends), Math.max(...ends)]
      // An arrow to oneself has its text to the right of the line.
      if (low === high) return low === i - 1 ? at[low]! + 36 + widthOf(text) + gap : 0
      return high === i ? at[low]! + widthOf(text) + gap : 0
    })
    at.push(Math.max(before, ...needed))
  }
  const ends = arrows.map(({ from, to, text }) => (from === to ? at[names.indexOf(from)]! + 36 + widthOf(text) : 0))
  const last = (at.at(-1) ?? 0) + widthOf(names.at(-1) ?? "") / 2 + 10
  return { at, width: Math.ceil(Math.max(last, ...ends) + margin) }
}

const arrowMarks = (x: number, to: number, y: number, text: string): Html => {
  if (x === to)
    return markup`<path class="arrow" d="M${x} ${y - 8}h26v14h-20" /><path class="tip" d="M${x} ${y + 6}l8 -4v8z" />
      <text x="${x + 34}" y="${y + 3}">${text}</text>`
  const back = to < x ? 8 : -8
  return markup`<path class="arrow" d="M${x} ${y}H${to + back}" /><path class="tip" d="M${to} ${y}l${back} -4v8z" />
    <text x="${(x + to) / 2}" y="${y - 7}" text-anchor="middle">${text}</text>`
}

/** The diagram. `name` is what it is called for those who do not see it. */
export const sequence = (unnumbered: ReadonlyArray<Arrow>, name: string): Html => {
  const arrows = unnumbered.map((arrow, i) => ({ ...arrow, text: `${i + 1}. ${arrow.text}` }))
  const names = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))]
  const { at, width } = placed(names, arrows)
  const height = headHeight + arrows.length * rowHeight + margin
  const x = (who: string): number => at[names.indexOf(who)]!
  return markup`<svg role="img" aria-label="${name}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    ${names.map((who) => {
      const box = widthOf(who) + 20
      return markup`<path class="life" d="M${x(who)} ${headHeight - 10}V${height}" />
        <rect class="who" x="${x(who) - box / 2}" y="4" width="${box}" height="26" rx="4" />
        <text x="${x(who)}" y="21" text-anchor="middle">${who}</text>`
    })}
    ${arrows.map(
      ({ from, to, text }, i) =>
        markup`<g class="step" data-step="${i + 1}"
          ><rect class="row" x="0" y="${headHeight + i * rowHeight}" width="${width}" height="${rowHeight}" />
          ${arrowMarks(x(from), x(to), headHeight + i * rowHeight + 28, text)}</g
        >`
    )}
  </svg>`
}
