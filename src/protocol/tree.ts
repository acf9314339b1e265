// Values by resource, in the shape of the directory tree, so that what overlaps a resource is found on the way to it and
// beneath it, and nowhere else. Persistent: a change copies the nodes on one path. A node without value or child is pruned.
import { empty, get, hashOf, isEmpty, remove, set, type Table, values } from "./table.ts"
import { type Resource, Root } from "./words.ts"

export interface Tree<V> {
  readonly file: V | undefined
  readonly subtree: V | undefined
  readonly children: Table<string, Tree<V>>
}

const bare: Tree<never> = { file: undefined, subtree: undefined, children: empty() }

export const emptyTree = <V>(): Tree<V> => bare

export const isEmptyTree = <V>(tree: Tree<V>): boolean =>
  tree.file === undefined && tree.subtree === undefined && isEmpty(tree.children)

// A path's segments with their hashes.
interface Path {
  readonly names: ReadonlyArray<string>
  readonly hashes: ReadonlyArray<number>
}

const parse = (path: string): Path => {
  const names = path === Root ? [] : path.split("/")
  return { names, hashes: names.map(hashOf) }
}

// All walks of a step go along one path, so the last one parsed is kept, which saves a quarter of the time of a step. It
// is a memo of a pure function, and nothing else in the core outlives a step.
let parsed = ""
let parsedPath = parse(parsed)
const pathOf = (path: string): Path => {
  if (path !== parsed) {
    parsedPath = parse(path)
    parsed = path
  }
  return parsedPath
}

/** The value at exactly this resource. */
export const valueAt = <V>(tree: Tree<V>, resource: Resource): V | undefined => {
  const { names, hashes } = pathOf(resource.path)
  let node: Tree<V> | undefined = tree
  for (let at = 0; at < names.length; at++) {
    node = get(node.children, names[at]!, hashes[at]!)
    if (node === undefined) return undefined
  }
  return resource.kind === "file" ? node.file : node.subtree
}

const change = <V>(node: Tree<V>, kind: Resource["kind"], path: Path, at: number, value: V | undefined): Tree<V> => {
  if (at === path.names.length) {
    return kind === "file"
      ? { file: value, subtree: node.subtree, children: node.children }
      : { file: node.file, subtree: value, children: node.children }
  }
  const name = path.names[at]!
  const hash = path.hashes[at]!
  const child = change(get(node.children, name, hash) ?? bare, kind, path, at + 1, value)
  const children = isEmptyTree(child) ? remove(node.children, name, hash) : set(node.children, name, child, hash)
  return { file: node.file, subtree: node.subtree, children }
}

/** The tree with this value at the resource. */
export const withValue = <V>(tree: Tree<V>, resource: Resource, value: V): Tree<V> =>
  change(tree, resource.kind, pathOf(resource.path), 0, value)

/** The tree without a value at the resource. */
export const withoutValue = <V>(tree: Tree<V>, resource: Resource): Tree<V> =>
  change(tree, resource.kind, pathOf(resource.path), 0, undefined)

/** Whether a value is the one looked for. The argument spares its caller a closure for each step. */
type Test<V, A> = (value: V, argument: A) => boolean

const findAtOrBeneath = <V, A>(node: Tree<V>, test: Test<V, A>, argument: A): V | undefined => {
  if (node.subtree !== undefined && test(node.subtree, argument)) return node.subtree
  if (node.file !== undefined && test(node.file, argument)) return node.file
  for (const child of values(node.children)) {
    const found = findAtOrBeneath(child, test, argument)
    if (found !== undefined) return found
  }
  return undefined
}

/** A value that passes the test, of those whose resource overlaps this one: outermost first. */
export const findOverlapping = <V, A>(
  tree: Tree<V>,
  resource: Resource,
  test: Test<V, A>,
  argument: A
): V | undefined => {
  const { names, hashes } = pathOf(resource.path)
  let node: Tree<V> | undefined = tree
  for (let at = 0; at < names.length; at++) {
    if (node.subtree !== undefined && test(node.subtree, argument)) return node.subtree
    node = get(node.children, names[at]!, hashes[at]!)
    if (node === undefined) return undefined
  }
  if (resource.kind === "subtree") return findAtOrBeneath(node, test, argument)
  if (node.subtree !== undefined && test(node.subtree, argument)) return node.subtree
  return node.file !== undefined && test(node.file, argument) ? node.file : undefined
}

/** A value that passes the test, of those whose resource contains this one: outermost first. */
export const findContaining = <V, A>(
  tree: Tree<V>,
  resource: Resource,
  test: Test<V, A>,
  argument: A
): V | undefined => {
  const { names, hashes } = pathOf(resource.path)
  let node: Tree<V> | undefined = tree
  for (let at = 0; at < names.length; at++) {
    if (node.subtree !== undefined && test(node.subtree, argument)) return node.subtree
    node = get(node.children, names[at]!, hashes[at]!)
    if (node === undefined) return undefined
  }
  if (node.subtree !== undefined && test(node.subtree, argument)) return node.subtree
  const { file } = node
  return resource.kind === "file" && file !== undefined && test(file, argument) ? file : undefined
}

/** All values, in no order that means anything. */
export const valuesOf = <V>(tree: Tree<V>): Array<V> => {
  const all: Array<V> = []
  const keep = (value: V): boolean => {
    all.push(value)
    return false
  }
  findAtOrBeneath(tree, keep, undefined)
  return all
}
