// What a scope means, said again in the plainest way: by trying. Braces are written out, names are matched by recursion, and regular
// expressions by JavaScript's own engine.
import type { Layer, Pattern, Scope } from "../../src/scope/index.ts"

const isKey = (path: string): boolean =>
  !path.includes("\0") &&
  path.split("/").every((name) => name !== "" && name !== "." && name !== "..") &&
  !/^\.leasehold(\/|$)/.test(path)

/** All that braces stand for. */
const expand = (glob: string): ReadonlyArray<string> => {
  const open = indexOf(glob, "{")
  if (open === -1) return [glob]
  const alternatives: Array<string> = []
  let depth = 0
  let from = open + 1
  for (let at = open; ; at++) {
    if (glob[at] === "\\") at++
    else if (glob[at] === "{") depth++
    else if (glob[at] === "," && depth === 1) {
      alternatives.push(glob.slice(from, at))
      from = at + 1
    } else if (glob[at] === "}" && --depth === 0) {
      alternatives.push(glob.slice(from, at))
      return alternatives.flatMap((one) => expand(glob.slice(0, open) + one + glob.slice(at + 1)))
    }
  }
}

const indexOf = (glob: string, char: string): number => {
  for (let at = 0; at < glob.length; at++) {
    if (glob[at] === "\\") at++
    else if (glob[at] === char) return at
  }
  return -1
}

const matchesPath = (segments: ReadonlyArray<string>, names: ReadonlyArray<string>): boolean => {
  const [first, ...rest] = segments
  if (first === undefined) return names.length === 0
  if (first === "**") return matchesPath(rest, names) || (names.length > 0 && matchesPath(segments, names.slice(1)))
  return names.length > 0 && matchesName(first, [...names[0]!]) && matchesPath(rest, names.slice(1))
}

/** Some beginnings of the name, each as what is left of it. */
const matchesName = (segment: string, chars: ReadonlyArray<string>): boolean =>
  restsOf(segment, chars).some((rest) => rest.length === 0)

type Rests = ReadonlyArray<ReadonlyArray<string>>

/** What may be left of a name once a pattern has taken its part. */
const restsOf = (text: string, chars: ReadonlyArray<string>): Rests => {
  if (text === "") return [chars]
  const [take, after] = firstOf(text)
  return take(chars).flatMap((rest) => restsOf(after, rest))
}

const firstOf = (text: string): readonly [(chars: ReadonlyArray<string>) => Rests, string] => {
  const one = (is: (char: string) => boolean, after: string) =>
    [(chars: ReadonlyArray<string>) => (chars.length > 0 && is(chars[0]!) ? [chars.slice(1)] : []), after] as const
  const group = /^([?*+@])\(([^)]*)\)/.exec(text)
  if (group !== null) {
    const alternatives = group[2]!.split("|")
    const once = (chars: ReadonlyArray<string>): Rests => alternatives.flatMap((one) => restsOf(one, chars))
    const many = (chars: ReadonlyArray<string>): Rests => [
      chars,
      ...once(chars).flatMap((rest) => (rest.length < chars.length ? many(rest) : []))
    ]
    const ways = {
      "?": (c: ReadonlyArray<string>) => [c, ...once(c)],
      "*": many,
      "+": (c: ReadonlyArray<string>) => once(c).flatMap(many),
      "@": once
    }
    return [ways[group[1] as keyof typeof ways], text.slice(group[0].length)]
  }
  const set = /^\[(!?)([^\]]*)\]/.exec(text)
  if (set !== null) {
    const listed = new RegExp(`^[${set[2]!}]$`, "u")
    return one((char) => listed.test(char) !== (set[1] === "!"), text.slice(set[0].length))
  }
  if (text[0] === "*")
    return [(chars) => Array.from({ length: chars.length + 1 }, (_, i) => chars.slice(i)), text.slice(1)]
  if (text[0] === "?") return one(() => true, text.slice(1))
  const char = String.fromCodePoint(text.codePointAt(text[0] === "\\" ? 1 : 0)!)
  return one((other) => other === char, text.slice((text[0] === "\\" ? 1 : 0) + char.length))
}

/** Whether a pattern matches a key. */
export const matches = (pattern: Pattern, path: string): boolean =>
  typeof pattern === "string"
    ? expand(pattern).some((glob) => matchesPath(glob.split("/"), path.split("/")))
    : new RegExp(`^(?:${pattern.regex})$`, "su").test(path)

const takes = ({ allow, deny }: Layer, path: string): boolean =>
  allow.some((pattern) => matches(pattern, path)) && !deny.some((pattern) => matches(pattern, path))

/** The layers that decide: what may be written is what may be read as well. */
export const layersOf = ({ read, write }: Scope, side: "read" | "write"): ReadonlyArray<Layer> =>
  side === "read" ? read : [...write, ...read.filter((layer) => !write.some((own) => isSame(own, layer)))]

const isSame = (one: Layer, other: Layer): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Whether a scope allows a path. */
export const isAllowed = (scope: Scope, side: "read" | "write", path: string): boolean =>
  isKey(path) && layersOf(scope, side).every((layer) => takes(layer, path))

/** All keys of few short names, made of few letters. */
export const fewKeys: ReadonlyArray<string> = (() => {
  const names = ["a", "b", "A", "ab", "a.b", "é", "😀", "-", ".a", "cc"]
  const one = names
  const two = one.flatMap((first) => names.map((second) => `${first}/${second}`))
  const three = two.flatMap((first) => ["a", "b", "é"].map((last) => `${first}/${last}`))
  return [...one, ...two, ...three]
})()
