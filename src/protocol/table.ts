// A persistent table: a hash trie, 32-fold, in which a change copies the nodes on one path and shares the rest.
//
// Effect's HashMap is that too, for keys of any kind. The core's are strings or small numbers, and it makes about ten
// look-ups and ten changes for a lease that is taken and given back. With neither Equal, Hash nor Option in between 1.6
// times as many such pairs go into a second, beside 10,000 other leases as well as beside none.
//
// The shape depends on the entries alone, never on how they came: two equal tables are walked in the same order.

type TableKey = string | number

interface Leaf<K, V> {
  readonly kind: "leaf"
  readonly hash: number
  readonly key: K
  readonly value: V
}

/** Entries whose hashes are equal, sorted by key. */
interface Clash<K, V> {
  readonly kind: "clash"
  readonly hash: number
  readonly leaves: ReadonlyArray<Leaf<K, V>>
}

/** Bit i of the bitmap is set if there is a node for the hashes whose next five bits are i. */
interface Branch<K, V> {
  readonly kind: "branch"
  readonly bitmap: number
  readonly nodes: ReadonlyArray<Node<K, V>>
}

type Node<K, V> = Leaf<K, V> | Clash<K, V> | Branch<K, V>

/** A table; the empty one is undefined. */
export type Table<K extends TableKey, V> = Node<K, V> | undefined

const bitsPerLevel = 5

/** What the functions below take a key by. Who looks for one key several times may work it out once and pass it on. */
export const hashOf = (key: TableKey): number => {
  let hash = 0
  if (typeof key === "number") hash = key | 0
  else for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  // Numbers in sequence and names that differ at their end are to part at the root already.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return hash ^ (hash >>> 15)
}

const bitOf = (hash: number, shift: number): number => 1 << ((hash >>> shift) & 31)

const countBits = (bits: number): number => {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const indexOf = (bitmap: number, bit: number): number => countBits(bitmap & (bit - 1))

const withNode = <N>(nodes: ReadonlyArray<N>, at: number, node: N): Array<N> => {
  const copy = nodes.slice()
  copy[at] = node
  return copy
}

const withInserted = <N>(nodes: ReadonlyArray<N>, at: number, node: N): Array<N> => {
  const copy: Array<N> = []
  for (let i = 0; i < at; i++) copy.push(nodes[i]!)
  copy.push(node)
  for (let i = at; i < nodes.length; i++) copy.push(nodes[i]!)
  return copy
}

const withRemoved = <N>(nodes: ReadonlyArray<N>, at: number): Array<N> => {
  const copy: Array<N> = []
  for (let i = 0; i < nodes.length; i++) if (i !== at) copy.push(nodes[i]!)
  return copy
}

/** The table without entries. */
export const empty = <K extends TableKey, V>(): Table<K, V> => undefined

/** Whether there is no entry. */
export const isEmpty = <K extends TableKey, V>(table: Table<K, V>): boolean => table === undefined

/** The value of the key, if it has one. */
export const get = <K extends TableKey, V>(table: Table<K, V>, key: K, hash: number = hashOf(key)): V | undefined => {
  if (table === undefined) return undefined
  let node: Node<K, V> = table
  for (let shift = 0; node.kind === "branch"; shift += bitsPerLevel) {
    const bit = bitOf(hash, shift)
    if ((node.bitmap & bit) === 0) return undefined
    node = node.nodes[indexOf(node.bitmap, bit)]!
  }
  if (node.kind === "leaf") return node.key === key ? node.value : undefined
  for (const leaf of node.leaves) if (leaf.key === key) return leaf.value
  return undefined
}

/** Two nodes whose hashes are equal in all bits before the shift, and differ somewhere after. */
const join = <K, V>(one: Leaf<K, V> | Clash<K, V>, other: Leaf<K, V>, shift: number): Branch<K, V> => {
  const [bit, otherBit] = [bitOf(one.hash, shift), bitOf(other.hash, shift)]
  if (bit === otherBit) return { kind: "branch", bitmap: bit, nodes: [join(one, other, shift + bitsPerLevel)] }
  // Unsigned: the bit of the last node is the sign.
  const nodes = bit >>> 0 < otherBit >>> 0 ? [one, other] : [other, one]
  return { kind: "branch", bitmap: bit | otherBit, nodes }
}

const setIn = <K, V>(node: Node<K, V>, leaf: Leaf<K, V>, shift: number): Node<K, V> => {
  if (node.kind === "branch") {
    const bit = bitOf(leaf.hash, shift)
    const at = indexOf(node.bitmap, bit)
    if ((node.bitmap & bit) === 0)
      return { kind: "branch", bitmap: node.bitmap | bit, nodes: withInserted(node.nodes, at, leaf) }
    const old = node.nodes[at]!
    const changed = setIn(old, leaf, shift + bitsPerLevel)
    return changed === old ? node : { kind: "branch", bitmap: node.bitmap, nodes: withNode(node.nodes, at, changed) }
  }
  if (node.hash !== leaf.hash) return join(node, leaf, shift)
  if (node.kind === "leaf") {
    if (node.key === leaf.key) return node.value === leaf.value ? node : leaf
    return { kind: "clash", hash: leaf.hash, leaves: node.key < leaf.key ? [node, leaf] : [leaf, node] }
  }
  const at = node.leaves.findIndex((other) => other.key >= leaf.key)
  if (at === -1) return { ...node, leaves: [...node.leaves, leaf] }
  if (node.leaves[at]!.key !== leaf.key) return { ...node, leaves: withInserted(node.leaves, at, leaf) }
  return node.leaves[at]!.value === leaf.value ? node : { ...node, leaves: withNode(node.leaves, at, leaf) }
}

/** The table with this entry: the very same if it has it already. */
export const set = <K extends TableKey, V>(
  table: Table<K, V>,
  key: K,
  value: V,
  hash: number = hashOf(key)
): Table<K, V> => {
  const leaf: Leaf<K, V> = { kind: "leaf", hash, key, value }
  return table === undefined ? leaf : setIn(table, leaf, 0)
}

const removeIn = <K, V>(node: Node<K, V>, hash: number, key: K, shift: number): Node<K, V> | undefined => {
  if (node.kind === "leaf") return node.key === key ? undefined : node
  if (node.kind === "clash") {
    const at = node.leaves.findIndex((leaf) => leaf.key === key)
    if (at === -1) return node
    const leaves = withRemoved(node.leaves, at)
    return leaves.length === 1 ? leaves[0]! : { ...node, leaves }
  }
  const bit = bitOf(hash, shift)
  if ((node.bitmap & bit) === 0) return node
  const at = indexOf(node.bitmap, bit)
  const old = node.nodes[at]!
  const changed = removeIn(old, hash, key, shift + bitsPerLevel)
  if (changed === old) return node
  if (changed !== undefined) {
    // What is alone below needs no branch above it.
    if (node.nodes.length === 1 && changed.kind !== "branch") return changed
    return { kind: "branch", bitmap: node.bitmap, nodes: withNode(node.nodes, at, changed) }
  }
  if (node.nodes.length === 1) return undefined
  const rest = withRemoved(node.nodes, at)
  if (rest.length === 1 && rest[0]!.kind !== "branch") return rest[0]
  return { kind: "branch", bitmap: node.bitmap & ~bit, nodes: rest }
}

/** The table without an entry of the key. */
export const remove = <K extends TableKey, V>(table: Table<K, V>, key: K, hash: number = hashOf(key)): Table<K, V> =>
  table === undefined ? undefined : removeIn(table, hash, key, 0)

const collect = <K, V, A>(table: Node<K, V> | undefined, all: Array<A>, pick: (leaf: Leaf<K, V>) => A): Array<A> => {
  if (table === undefined) return all
  if (table.kind === "leaf") all.push(pick(table))
  else for (const node of table.kind === "branch" ? table.nodes : table.leaves) collect(node, all, pick)
  return all
}

/** All entries, in an order that depends on nothing but them. */
export const entries = <K extends TableKey, V>(table: Table<K, V>): Array<readonly [K, V]> =>
  collect(table, [], (leaf): readonly [K, V] => [leaf.key, leaf.value])

/** All keys, in the same order. */
export const keys = <K extends TableKey, V>(table: Table<K, V>): Array<K> => collect(table, [], (leaf) => leaf.key)

/** All values, in the same order. */
export const values = <K extends TableKey, V>(table: Table<K, V>): Array<V> => collect(table, [], (leaf) => leaf.value)

/** The keys of which two tables do not have the same value. What both share is not looked at: of two states a step apart that is most. */
export const differing = <K extends TableKey, V>(one: Table<K, V>, other: Table<K, V>): Array<K> => {
  if (one === other) return []
  if (one?.kind === "branch" && other?.kind === "branch") {
    const found: Array<K> = []
    for (let bits = one.bitmap | other.bitmap; bits !== 0; bits &= bits - 1) {
      const bit = bits & -bits
      found.push(...differing(nodeAt(one, bit), nodeAt(other, bit)))
    }
    return found
  }
  const before = new Map(entries(one))
  const found = entries(other).flatMap(([key, value]) => (before.get(key) === value ? [] : [key]))
  const after = new Set(keys(other))
  return [...found, ...keys(one).filter((key) => !after.has(key))]
}

const nodeAt = <K, V>({ bitmap, nodes }: Branch<K, V>, bit: number): Node<K, V> | undefined =>
  (bitmap & bit) === 0 ? undefined : nodes[indexOf(bitmap, bit)]
