/** What follows from what, at any depth. */

/** These, and all that `next` gives for any of them, in the order in which they are found. */
export const closure = <A>(from: Iterable<A>, next: (each: A) => Iterable<A>): ReadonlySet<A> => {
  const all = new Set(from)
  // A set is iterated in the order of insertion, and what is added on the way comes too.
  for (const each of all) for (const other of next(each)) all.add(other)
  return all
}
