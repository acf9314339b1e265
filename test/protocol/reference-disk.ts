// What the spec sees of an intent's files, over what a step says was seen: an inode's origin is told by its name.
import { Absent, type Key, type SeenFile, type SeenPart } from "../../src/protocol/index.ts"
import { type Intent } from "./reference-guards.ts"

const contentOf = (file: SeenFile) => (file === null ? Absent : file.content)
const isBeingWritten = (file: SeenFile) => file !== null && file.beingWritten

/** What is there to judge by. What was not looked at is not there. */
export const disk = ({ parts, judged, gate }: Intent, seen: ReadonlyArray<SeenPart>) => {
  const keys = parts.map(({ key }) => key)
  const change = (key: Key) => parts.find((part) => part.key === key)!
  const at = (key: Key): SeenFile => seen.find((one) => one.key === key)?.file ?? null
  const staged = (key: Key): SeenFile => seen.find((one) => one.key === key)?.staged ?? null
  const exchanged = (key: Key) =>
    change(key).content === Absent ? staged(key) !== null : staged(key)?.inode !== change(key).inode
  const showsOurs = (key: Key) =>
    change(key).content === Absent ? exchanged(key) && at(key) === null : at(key)?.inode === change(key).inode
  const holdsTheirs = (key: Key) => exchanged(key) && staged(key) !== null
  const isIntact = (key: Key) => contentOf(staged(key)) === change(key).content && !isBeingWritten(staged(key))
  const showsBase = (key: Key) => contentOf(at(key)) === change(key).base && !isBeingWritten(at(key))
  const left = keys.filter((key) => !exchanged(key))
  return {
    exchanged,
    showsOurs,
    holdsTheirs,
    allIntact: left.every(isIntact),
    allShowBase: left.every(showsBase),
    allAreBase: left.every((key) => contentOf(at(key)) === change(key).base),
    undone: keys.filter((key) => showsOurs(key) || holdsTheirs(key)),
    pending: judged ? keys : keys.filter((key) => !exchanged(key) || gate?.checked.includes(key) !== true)
  }
}
