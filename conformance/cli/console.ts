/** What a long step shows: whole lines in a log, and on a terminal a line that says what is under way. */

/** Shows what is going on. */
export interface Console {
  readonly line: (text: string) => void
  /** Replaces the last status; nothing in a log. */
  readonly status: (text: string) => void
}

const clear = "\r\u001b[K"

export const makeConsole = (stream: NodeJS.WriteStream = process.stdout): Console => {
  const live = stream.isTTY === true
  let shown = false
  return {
    line: (text) => {
      stream.write(`${shown ? clear : ""}${text}\n`)
      shown = false
    },
    status: (text) => {
      if (!live) return
      stream.write(`${clear}${text.slice(0, (stream.columns ?? 80) - 1)}`)
      shown = text !== ""
    }
  }
}

/** 1234567 as 1,234,567. */
export const grouped = (n: number): string => n.toLocaleString("en-US")

/** Seconds with one decimal. */
export const inSeconds = (n: number): string => `${n.toFixed(1)} s`
