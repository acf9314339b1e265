// Text in files. A string stands for UTF-8; what the file has beside its words stays: the byte order mark, and how its lines end.
import { isUtf8 } from "node:buffer"
import { inspect, types } from "node:util"

const mark = Buffer.from([0xef, 0xbb, 0xbf])

const hasMark = (bytes: Uint8Array): boolean => bytes.length >= 3 && mark.equals(bytes.subarray(0, 3))

/** The text of a file, without its byte order mark and with "\n" at the end of lines if all end alike; undefined if it is none. */
export const textIn = (bytes: Uint8Array): string | undefined => {
  if (!isUtf8(bytes)) return undefined
  const body = hasMark(bytes) ? bytes.subarray(3) : bytes
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8")
  return endsWithReturns(text) ? text.replaceAll("\r\n", "\n") : text
}

/** Every line ends with CR LF, and there is one. */
const endsWithReturns = (text: string): boolean => text.includes("\r\n") && !/(^|[^\r])\n/.test(text)

/** The bytes of a text, in the manner of what the file has now: `before` undefined if it is not there. */
export const bytesFor = (text: string, before: Uint8Array | undefined): Buffer => {
  if (before === undefined || !isUtf8(before)) return Buffer.from(text, "utf8")
  const old = Buffer.from(before.buffer, before.byteOffset, before.length).toString("utf8")
  const lines = endsWithReturns(old) ? text.replaceAll(/\r?\n/g, "\r\n") : text
  const bytes = Buffer.from(lines.startsWith("\ufeff") ? lines.slice(1) : lines, "utf8")
  return hasMark(before) || text.startsWith("\ufeff") ? Buffer.concat([mark, bytes]) : bytes
}

/** Callers without types give other things, too; above all what an `async` transformation returns. */
export const mustBeContents = (key: string, content: unknown): void => {
  if (typeof content === "string" || types.isUint8Array(content)) return
  const hint = types.isPromise(content) ? ", which came too late: what is made of a file has to be there at once" : ""
  throw new TypeError(
    `a file contains text or bytes; for ${JSON.stringify(key)} there came ${inspect(content, { depth: 0 })}${hint}`
  )
}
