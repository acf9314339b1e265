/** What holds after a crash, whenever it came: looked at by a second process, and by a third one that finds nothing left to do. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { brokenIn, snapshot } from "../../src/protocol/index.ts"
import type { Row } from "../../src/store/entry.ts"
import type { OpenOptions } from "../../src/workspace/host.ts"
import type { Files, Kind } from "./kinds.ts"
import type { Left, Token } from "./process.ts"
import { later, openSession, type Session } from "./session.ts"
import { stagedIn } from "../workspace/directory.ts"

/** What does not hold, in words. */
export type Complaints = ReadonlyArray<string>

const textAt = (directory: string, path: string): string | null => {
  const file = join(directory, path)
  return existsSync(file) ? readFileSync(file, "utf8") : null
}

const brief = (text: string | null): string => JSON.stringify(text === null ? null : text.slice(0, 20))

const pathsOf = ({ before }: Kind): ReadonlyArray<string> => Object.keys(before)

const filesOf = (directory: string, kind: Kind): Files =>
  Object.fromEntries(pathsOf(kind).map((path) => [path, textAt(directory, path)]))

const outsideAt = ({ acted }: Left, path: string): ReadonlyArray<string> =>
  acted.filter((one) => one.path === path).map(({ bytes }) => bytes)

/** Each file is whole: what it was, what it should become, or what somebody else made of it. */
export const isWhole = (directory: string, kind: Kind, left: Left): Complaints =>
  pathsOf(kind).flatMap((path) => {
    const found = textAt(directory, path)
    const allowed = [kind.before[path], kind.after[path], ...outsideAt(left, path)]
    return allowed.includes(found) ? [] : [`${path} is torn: ${brief(found)}`]
  })

const isNew = (files: Files, { before, after }: Kind, path: string): boolean =>
  files[path] === after[path] && after[path] !== before[path]

/** All or none, what was told is so, and nothing of others is lost. */
const contents = (files: Files, kept: ReadonlyArray<string>, kind: Kind, left: Left): Complaints => {
  const paths = pathsOf(kind)
  const fresh = paths.filter((path) => isNew(files, kind, path))
  const complaints: Array<string> = []
  const say = (what: string): void =>
    void complaints.push(`${what}: ${Object.values(files).map(brief).join(", ")}, told ${left.told}`)
  if (fresh.length > 0 && fresh.length < paths.length) say("not all or none")
  if (left.told === "ok" && fresh.length < paths.length) say("an acknowledged write is gone")
  if (left.told !== undefined && left.told !== "ok" && fresh.length > 0) say("a refused write is visible")
  for (const path of paths) {
    const outside = outsideAt(left, path)
    if (fresh.length === 0 && outside.length > 0 && !outside.includes(files[path] ?? ""))
      say("what others wrote was undone")
    if (fresh.length === 0 && outside.length === 0 && files[path] !== kind.before[path]) say("the base is gone")
  }
  const replaced = left.acted.findLast(({ instead }) => instead)?.path
  for (const { path, bytes } of left.acted.filter(({ path, instead }) => instead || path !== replaced))
    if (files[path] !== bytes && !kept.includes(bytes)) say(`lost ${JSON.stringify(bytes)}`)
  return complaints
}

/** The store says that it was published if it is, and not otherwise. */
const isKnown = (files: Files, kind: Kind, { told }: Left, { host }: Session): Complaints => {
  const { written } = snapshot(host.store.state())
  return pathsOf(kind).flatMap((path) => {
    const isPublished = written.some(({ key, task }) => key === path && task === "writer")
    if (isPublished === isNew(files, kind, path)) return []
    return [
      `${path} is ${isPublished ? "" : "not "}known as written, with ${brief(files[path] ?? null)} in it, told ${told}`
    ]
  })
}

/** Nothing is left of it but what was kept aside. */
const nothingLeft = (directory: string, { host }: Session): Complaints => {
  const state = host.store.state()
  const { leases, queue, intents, hosts } = snapshot(state)
  const hidden = join(directory, ".leasehold")
  const names = readdirSync(join(hidden, "kept"))
  const lone = names.filter((name) => !names.includes(name.endsWith(".note") ? name.slice(0, -5) : `${name}.note`))
  const left = {
    leases,
    queue,
    intents,
    hosts: hosts.filter((one) => one.host !== host.host),
    staged: stagedIn(directory),
    live: readdirSync(join(hidden, "live")).filter((name) => name !== host.host),
    kept: lone,
    invariants: brokenIn(state)
  }
  return Object.entries(left).flatMap(([what, found]) =>
    found.length === 0 ? [] : [`left: ${what} ${JSON.stringify(found)}`]
  )
}

/** Whoever comes next writes what it likes. */
const writesOn = Effect.fnUntraced(function* (directory: string, kind: Kind, { workspace }: Session) {
  const complaints: Array<string> = []
  const task = yield* workspace.start({ id: "next" })
  for (const path of pathsOf(kind)) {
    const written = yield* Effect.result(
      Effect.gen(function* () {
        const { bytes } = yield* task.observe(path)
        yield* bytes === null ? task.create(path, `next ${path}`) : task.write(path, `next ${path}`)
      })
    )
    if (written._tag === "Failure") complaints.push(`the next write is refused: ${written.failure.message}`)
    else if (textAt(directory, path) !== `next ${path}`) complaints.push("the next write is not there")
  }
  yield* task.end
  return complaints
}, Effect.scoped)

const isNewer = ([g, n]: Token, [h, m]: Token): boolean => g > h || (g === h && n > m)

/** No token was issued twice, and each one is above those before. */
const tokensGrow = (before: Left, after: ReadonlyArray<Token>): Complaints => {
  const all = [...before.granted, ...after]
  return all.every((token, i) => i === 0 || isNewer(token, all[i - 1]!))
    ? []
    : [`tokens do not grow: ${JSON.stringify(all)}`]
}

const harmless = new Set(["HostOpen", "HostCrash", "Reap", "PowerLoss", "StoreLost"])

const entriesOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ entries }) =>
    entries.flatMap((entry) => {
      if (entry._tag === "Step") return [entry.action._tag]
      return entry._tag === "Sidecars" && entry.found.length === 0 ? [] : [entry._tag]
    })
  )

const picture = (directory: string, kind: Kind): string =>
  JSON.stringify([
    pathsOf(kind).map((path) => [path, textAt(directory, path), statSync(join(directory, path)).ino]),
    readdirSync(join(directory, ".leasehold/kept")).sort()
  ])

const minute = 60_000

/** The second process: `session` is its own, opened before the crash or after it. */
const second = Effect.fnUntraced(function* (directory: string, kind: Kind, left: Left, session: Session) {
  const complaints: Array<string> = []
  const { workspace, host } = session
  const granted: Array<Token> = []
  host.store.listen((row, orders) => {
    if (row.host !== host.host) return
    for (const order of orders) if (order._tag === "Granted") granted.push([row.generation, order.token])
  })
  const reader = yield* workspace.start({ id: "reader" })
  for (const path of pathsOf(kind)) {
    const seen = yield* reader.observe(path)
    if ((seen.text ?? null) !== textAt(directory, path))
      complaints.push(`${path} was shown as ${brief(seen.text ?? null)}`)
  }
  yield* reader.end
  yield* workspace.gc()
  const files = filesOf(directory, kind)
  yield* later(minute)(workspace.gc())
  complaints.push(
    ...pathsOf(kind).flatMap((path) => (textAt(directory, path) === files[path] ? [] : [`gc changed ${path}`]))
  )
  const kept = yield* workspace.kept.list
  const bytes: Array<string> = []
  for (const { name, key } of kept) {
    bytes.push(Buffer.from((yield* workspace.kept.read(name)) ?? []).toString())
    if (!pathsOf(kind).includes(key)) complaints.push(`kept of ${key}`)
  }
  complaints.push(
    ...contents(files, bytes, kind, left),
    ...isKnown(files, kind, left, session),
    ...nothingLeft(directory, session)
  )
  complaints.push(...(yield* writesOn(directory, kind, session)))
  yield* later(2 * minute)(workspace.gc())
  complaints.push(...nothingLeft(directory, session), ...tokensGrow(left, granted))
  return complaints
}, Effect.scoped)

/** A third process opens it, and has nothing to do. */
const third = Effect.fnUntraced(function* (
  directory: string,
  kind: Kind,
  rowsBefore: number,
  options: Partial<OpenOptions>
) {
  const before = picture(directory, kind)
  const session = yield* openSession(directory, options)
  yield* later(3 * minute)(session.workspace.gc())
  const done = entriesOf(yield* session.host.store.rows(rowsBefore)).filter((name) => !harmless.has(name))
  return [
    ...(picture(directory, kind) === before ? [] : ["opening it again changed files"]),
    ...(done.length === 0 ? [] : [`opening it again found something to do: ${done.join(" ")}`]),
    ...nothingLeft(directory, session)
  ]
}, Effect.scoped)

const lastRow = Effect.fnUntraced(function* ({ host }: Session) {
  return (yield* host.store.rows(0)).at(-1)?.seq ?? 0
})

/** All of it; `beside`: of a process that lived while the other one died, if there was one. */
export const guarantees = Effect.fnUntraced(
  function* (
    directory: string,
    kind: Kind,
    left: Left,
    { beside, ...options }: { readonly beside?: Session | undefined } & Partial<OpenOptions>
  ) {
    const complaints = [...isWhole(directory, kind, left)]
    const [found, rows] = yield* Effect.scoped(
      Effect.gen(function* () {
        const session = beside ?? (yield* openSession(directory, options))
        return [yield* second(directory, kind, left, session), yield* lastRow(session)] as const
      })
    )
    complaints.push(...found)
    if (beside === undefined) complaints.push(...(yield* third(directory, kind, rows, options)))
    return complaints
  },
  (effect) =>
    Effect.catchCause(effect, (cause) =>
      Effect.succeed([`failed: ${String(cause)}`] satisfies Complaints as Complaints)
    )
)
