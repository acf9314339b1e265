// File names are bytes. Here they are strings in which a byte that is no UTF-8 stands as a lone surrogate (U+DC80 to U+DCFF, as
// Python's "surrogateescape" has it): every name has one string, no two share one, and a name that is UTF-8 reads as it is.
import { isUtf8 } from "node:buffer"

const escaped = (byte: number): string => String.fromCharCode(0xdc00 + byte)

/** How long the UTF-8 sequence is that begins here; 0 if none does. */
const sequenceAt = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at]!
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0
}

/** The string of a name. */
export const nameOfBytes = (bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")
  let name = ""
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at)
    name += length === 0 ? escaped(bytes[at]!) : Buffer.from(bytes.subarray(at, at + length)).toString("utf8")
    at += Math.max(1, length)
  }
  return name
}

const escape = /[\uDC80-\uDCFF]/u

/** The bytes of a name, without a zero at the end; undefined for a lone surrogate that stands for no byte. */
export const bytesOfName = (name: string): Buffer | undefined => {
  if (name.isWellFormed()) return Buffer.from(name, "utf8")
  const pieces: Array<Buffer> = []
  for (const character of name) {
    const code = character.codePointAt(0)!
    if (escape.test(character)) pieces.push(Buffer.from([code - 0xdc00]))
    else if (code >= 0xd800 && code <= 0xdfff) return undefined
    else pieces.push(Buffer.from(character, "utf8"))
  }
  return Buffer.concat(pieces)
}

/** The directory part and the last segment of a key. */
export const split = (key: string): readonly [directory: string, name: string] => {
  const slash = key.lastIndexOf("/")
  return slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)]
}
