// A change that was built on what is no longer there, made on what is there now: if both changed other lines, with at least one line
// between them that neither touched.
import { diff3Merge } from "node-diff3"

const linesOf = (text: string): Array<string> => text.split(/(?<=\n)/)

/** What both changes make of the base; undefined if they meet. */
export const merged = (base: string, ours: string, theirs: string): string | undefined => {
  if (ours === theirs || theirs === base) return ours
  if (ours === base) return theirs
  const regions = diff3Merge(linesOf(ours), linesOf(base), linesOf(theirs), { excludeFalseConflicts: true })
  if (regions.some((region) => region.conflict !== undefined)) return undefined
  return regions.flatMap((region) => region.ok ?? []).join("")
}
