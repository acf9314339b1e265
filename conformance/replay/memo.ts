/** Remembers what was made from a list of parts. */

/** What was made from equal parts before, or what `make` makes now. */
export type Memo<A> = (parts: ReadonlyArray<unknown>, make: () => A) => A

interface Node<A> {
  made: A | undefined
  readonly next: Map<unknown, Node<A>>
}

/**
 * A memo by content, never by the identity of what the parts were read from: an implementation that changes an object in place is
 * seen to do so. One map for each part takes less time than a text to look up by, and cannot mistake one list for another.
 */
export const makeMemo = <A extends object>(): Memo<A> => {
  const root: Node<A> = { made: undefined, next: new Map() }
  return (parts, make) => {
    let node = root
    for (const part of parts) {
      let next = node.next.get(part)
      if (next === undefined) {
        next = { made: undefined, next: new Map() }
        node.next.set(part, next)
      }
      node = next
    }
    return (node.made ??= make())
  }
}
