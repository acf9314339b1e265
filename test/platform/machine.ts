// What tests need of the machine, tried out: what it does not give is skipped with the reason, and counted.
import { spawnSync } from "node:child_process"
import { closeSync, constants, existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { changeTimesAreFine } from "../../src/platform/self-tests.ts"

/** Undefined: it is there; else why it is not. */
export type Need = string | undefined

const run = (command: string, ...args: ReadonlyArray<string>): Need => {
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8" })
  if (status === 0) return undefined
  return `${command} ${args.join(" ")}: ${error?.message ?? stderr.trim().split("\n")[0] ?? `status ${status}`}`
}

const inScratch = (use: (directory: string) => Need): Need => {
  const directory = mkdtempSync(join(tmpdir(), "leasehold-need-"))
  try {
    return use(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const once = (look: () => Need): (() => Need) => {
  let known: { readonly need: Need } | undefined
  return () => (known ??= { need: look() }).need
}

const mountable = (...args: ReadonlyArray<string>): Need =>
  inScratch((directory) => {
    const refused = run("mount", ...args, directory)
    if (refused === undefined) run("umount", directory)
    return refused
  })

/** `mount` for this process: of file systems in memory, and of directories elsewhere. */
export const mounts = once(() => mountable("-t", "tmpfs", "none"))
export const root = once(() => (process.getuid?.() === 0 ? undefined : "only root may do that"))
export const pidNamespaces = once(() => run("unshare", "--pid", "--fork", "true"))
export const git = once(() => run("git", "--version"))
/** What begins the command line of a program that another user runs, who may do nothing special. */
export const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const
export const nobody = once(() =>
  run(asNobody[0], ...asNobody.slice(1), process.execPath, "--check", new URL("actor.ts", import.meta.url).pathname)
)
export const overlays = once(() =>
  inScratch((directory) => run("mkdir", ...overlayIn(directory)) ?? mountable(...overlayOptions(directory)))
)

const overlayIn = (directory: string) => ["lower", "upper", "work"].map((name) => join(directory, name))
const overlayOptions = (directory: string) => {
  const [lower, upper, work] = overlayIn(directory)
  return ["-t", "overlay", "-o", `lowerdir=${lower},upperdir=${upper},workdir=${work}`, "none"] as const
}

/** A file system of layers, as in containers. */
export const overlay = (directory: string) => {
  must("mkdir", ...overlayIn(directory))
  return mounted(...overlayOptions(directory))
}
/** Where files are made for tests, no two changes of one have one time. */
export const fineTimes = once(() =>
  inScratch((path) => {
    const directory = openSync(path, constants.O_RDONLY)
    try {
      return changeTimesAreFine({ directory, prefix: "" })
    } finally {
      closeSync(directory)
    }
  })
)
/** A file system in a file, by loop devices. */
export const loops = (type: "ext2" | "ext4", inodeSize = 256) =>
  once(() =>
    inScratch((directory) => {
      const image = join(directory, "image")
      return makeImage(image, type, inodeSize) ?? mountable("-o", "loop", image)
    })
  )

// The smaller inodes have neither a time of birth nor parts of seconds.
const makeImage = (image: string, type: string, inodeSize: number): Need =>
  run("truncate", "-s", "32M", image) ?? run(`mkfs.${type}`, "-q", "-F", "-I", String(inodeSize), image)

interface Skipped {
  readonly name: string
  readonly why: string
}

const skipped: Array<Skipped> = []

afterAll(() => {
  if (skipped.length === 0) return
  console.log([`skipped here: ${skipped.length}`, ...skipped.map(({ name, why }) => `  ${name}: ${why}`)].join("\n"))
})

/** A test that needs something of the machine. */
export const needing = (
  needs: ReadonlyArray<() => Need>,
  name: string,
  test: () => Effect.Effect<unknown, unknown, Scope.Scope>,
  timeout?: number
): void => {
  const why = needs.map((need) => need()).find((need) => need !== undefined)
  if (why !== undefined) skipped.push({ name, why })
  it.live.skipIf(why !== undefined)(why === undefined ? name : `${name} (${why})`, test, timeout)
}

const must = (command: string, ...args: ReadonlyArray<string>): void => {
  const refused = run(command, ...args)
  if (refused !== undefined) throw new Error(refused)
}

/** A directory on which this is mounted, as long as the scope lives. */
export const mounted = (...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const directory = mkdtempSync(join(tmpdir(), "leasehold-mount-"))
      must("mount", ...args, directory)
      return directory
    }),
    // Whoever has it open keeps it; its name goes.
    (directory) =>
      Effect.sync(() => {
        must("umount", "--lazy", directory)
        rmSync(directory, { recursive: true, force: true })
      })
  )

/** A file system in memory of that size, such as "1m". */
export const memory = (size: string) => mounted("-t", "tmpfs", "-o", `size=${size}`, "none")

/** A file system of that kind in a file. */
export const loop = (type: "ext2" | "ext4", inodeSize = 256) =>
  Effect.gen(function* () {
    const image = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const directory = mkdtempSync(join(tmpdir(), "leasehold-image-"))
        const failed = makeImage(join(directory, "image"), type, inodeSize)
        if (failed !== undefined) throw new Error(failed)
        return directory
      }),
      (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
    )
    return yield* mounted("-o", "loop", join(image, "image"))
  })

/** Mounts a directory at another one, which is made. */
export const bound = (from: string, to: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      if (!existsSync(to)) mkdirSync(to)
      must("mount", "--bind", from, to)
    }),
    () => Effect.sync(() => must("umount", "--lazy", to))
  )
