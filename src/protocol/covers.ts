// Which keys a resource covers, and what follows: the spec's Covers, Overlap and inclusion, without listing any key.
//
// A subtree covers its own path too. A path is a file or a directory but never both, so who may write what is beneath it
// decides also whether it is a file, and a lease on the file of that name must not stand beside the lease on the subtree.
import { type Resource, Root } from "./words.ts"

const isWithin = (path: string, directory: string): boolean =>
  path === directory ||
  directory === Root ||
  (path.length > directory.length && path.charCodeAt(directory.length) === 47 && path.startsWith(directory))

/** Covers[inner] \subseteq Covers[outer] */
export const contains = (outer: Resource, inner: Resource): boolean =>
  outer.kind === "subtree" ? isWithin(inner.path, outer.path) : inner.kind === "file" && inner.path === outer.path

/** Covers[a] \cap Covers[b] # {} */
export const overlap = (a: Resource, b: Resource): boolean =>
  a.path === b.path ||
  (a.kind === "subtree" && isWithin(b.path, a.path)) ||
  (b.kind === "subtree" && isWithin(a.path, b.path))
