// What to lease for somebody who may write a scope and does not say where: a few files and directories that have all of it.
import type { Compiled, Decider } from "./compiled.ts"
import { hiddenName } from "./hidden-name.ts"
import { single } from "./language/sets.ts"
import type { Tree } from "./language/tree.ts"
import { longestSubject } from "./subjects.ts"

/** A file, or a directory with all beneath it; "" is the whole workspace. */
export interface Cover {
  readonly kind: "file" | "subtree"
  readonly path: string
}

/** How a text of a pattern begins; `isWhole`: that is all of it. */
interface Beginning {
  readonly text: string
  readonly isWhole: boolean
}

/** So many ways to begin are told apart in one pattern. */
const mostWays = 256

const nothingYet: ReadonlyArray<Beginning> = [{ text: "", isWhole: true }]

const unknown: ReadonlyArray<Beginning> = [{ text: "", isWhole: false }]

const followed = (before: Beginning, after: ReadonlyArray<Beginning>): ReadonlyArray<Beginning> =>
  before.isWhole ? after.map(({ text, isWhole }) => ({ text: before.text + text, isWhole })) : [before]

/** How all texts of a pattern begin, as far as it says it in letters. */
const beginningsOf = (tree: Tree): ReadonlyArray<Beginning> => {
  switch (tree.kind) {
    case "chars": {
      const code = tree.negated ? undefined : single(tree.listed)
      return code === undefined ? unknown : [{ text: String.fromCodePoint(code), isWhole: true }]
    }
    case "sequence": {
      let found = nothingYet
      for (const part of tree.parts) {
        if (!found.some(({ isWhole }) => isWhole)) break
        const after = beginningsOf(part)
        found =
          found.length * after.length > mostWays
            ? found.map(({ text }) => ({ text, isWhole: false }))
            : found.flatMap((before) => followed(before, after))
      }
      return found
    }
    case "either": {
      const found = tree.parts.flatMap(beginningsOf)
      return found.length > mostWays ? unknown : found
    }
    case "repeat": {
      if (tree.max === 1) return tree.min === 1 ? beginningsOf(tree.part) : [...nothingYet, ...beginningsOf(tree.part)]
      return tree.min === 0 ? unknown : beginningsOf(tree.part).map(({ text }) => ({ text, isWhole: false }))
    }
  }
}

const isKey = (path: string): boolean =>
  path.length <= longestSubject &&
  !path.includes("\0") &&
  path.split("/").every((name) => name !== "" && name !== "." && name !== "..") &&
  path !== hiddenName &&
  !path.startsWith(`${hiddenName}/`)

/** What has all that begins so; nothing if no key does. A text has a separator before it. */
const coverOfBeginning = ({ text, isWhole }: Beginning): ReadonlyArray<Cover> => {
  if (isWhole) return isKey(text.slice(1)) ? [{ kind: "file", path: text.slice(1) }] : []
  const directory = text.slice(1, Math.max(text.lastIndexOf("/"), 1))
  return directory === "" || isKey(directory) ? [{ kind: "subtree", path: directory }] : []
}

/** Directories, to be asked whether something lies in one of them. */
const within = (covers: ReadonlyArray<Cover>) => {
  const subtrees = new Set(covers.flatMap(({ kind, path }) => (kind === "subtree" ? [path] : [])))
  const files = new Set(covers.flatMap(({ kind, path }) => (kind === "file" ? [path] : [])))
  /** `isItself`: as the directory that it is. */
  return ({ kind, path }: Cover, isItself: boolean): boolean => {
    if (isItself ? subtrees.has(path) || (kind === "file" && files.has(path)) : kind === "file" && subtrees.has(path))
      return true
    for (let at = path; at !== "";) {
      at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))
      if (subtrees.has(at)) return true
    }
    return false
  }
}

/** Each once, and none that lies in another. */
const fewest = (covers: ReadonlyArray<Cover>): ReadonlyArray<Cover> => {
  const isWithin = within(covers)
  const kept = new Map(
    covers.filter((cover) => !isWithin(cover, false)).map((cover) => [`${cover.kind} ${cover.path}`, cover])
  )
  return [...kept.values()].sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0))
}

const coverOfLayer = ({ meanings }: Compiled): ReadonlyArray<Cover> =>
  fewest(meanings.flatMap(({ tree, denies }) => (denies ? [] : beginningsOf(tree).flatMap(coverOfBeginning))))

/** What lies in both: of two that meet, one lies in the other. */
const inBoth = (some: ReadonlyArray<Cover>, others: ReadonlyArray<Cover>): ReadonlyArray<Cover> => {
  const [inSome, inOthers] = [within(some), within(others)]
  return fewest([...some.filter((cover) => inOthers(cover, true)), ...others.filter((cover) => inSome(cover, true))])
}

/**
 * The fewest files and directories, by how the patterns begin, that have all keys which may be written: what a command leases that says
 * nothing of what it writes. A pattern that begins with a wildcard begins anywhere, so that is the whole workspace.
 */
export const coverOf = (decider: Decider): ReadonlyArray<Cover> => {
  const everywhere: ReadonlyArray<Cover> = [{ kind: "subtree", path: "" }]
  const covers = decider.layers.write.slice(1).map(coverOfLayer).reduce(inBoth, everywhere)
  const automaton = decider.automaton("write")
  return covers.filter(({ kind, path }) => {
    if (path === "") return true
    const [here, beneath] = [automaton.after(path), automaton.after(`${path}/`)]
    // A file that is denied, or a directory with all beneath it.
    return here?.isInside !== false || (kind === "subtree" && beneath?.over !== "denied" && beneath?.over !== "lost")
  })
}
