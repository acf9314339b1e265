/** Which pieces of a comment are shown in full, so that it is not longer than a comment may be. */

/** A paragraph, or the summary of something folded. */
export interface Piece {
  readonly text: string
  /** those of less weight come first where there is not room for all */
  readonly folded?: { readonly weight: number; readonly text: string }
}

const tooLong = (left: number): string =>
  "Some details are too long for a comment: the page and the JSON have all of them." +
  (left === 0 ? "" : ` ${left} findings are not even named here.`)

/** The summary with what is folded, or without it. */
const full = ({ text, folded }: Piece): string =>
  folded === undefined ? text : `<details><summary>${text}</summary>\n\n${folded.text}\n\n</details>`

const short = ({ text, folded }: Piece): string => (folded === undefined ? text : `<p>${text}</p>`)

/** Items of a list stay together. */
const gap = (before: string | undefined, text: string): string => {
  if (before === undefined) return ""
  return before.startsWith("- ") && text.startsWith("- ") ? "\n" : "\n\n"
}

const together = (texts: ReadonlyArray<string>): string =>
  texts.map((text, i) => `${gap(texts[i - 1], text)}${text}`).join("")

/** A line that separates pieces, at most. */
const between = 2

/** The pieces and the ending, in at most as many bytes as the limit says. */
export const fitted = (pieces: ReadonlyArray<Piece>, ending: string, limit: number): string => {
  const whole = `${together([...pieces.map(full), ending])}\n`
  if (Buffer.byteLength(whole) <= limit) return whole
  let room = limit - Buffer.byteLength(`\n\n${tooLong(pieces.length)}\n\n${ending}\n`)
  const kept = pieces.map(short)
  // As many summaries as fit, and among them as many details.
  const last = kept.findIndex((text) => {
    room -= Buffer.byteLength(text) + between
    return room < 0
  })
  const told = last === -1 ? kept.length : last
  if (last !== -1) room += Buffer.byteLength(kept[last]!) + between
  const order = pieces.slice(0, told).map((piece, i) => ({ piece, i }))
  for (const { piece, i } of order.toSorted((a, b) => (a.piece.folded?.weight ?? 0) - (b.piece.folded?.weight ?? 0))) {
    const more = Buffer.byteLength(full(piece)) - Buffer.byteLength(short(piece))
    if (more <= 0 || more > room) continue
    room -= more
    kept[i] = full(piece)
  }
  return `${together([...kept.slice(0, told), tooLong(pieces.length - told), ending])}\n`
}
