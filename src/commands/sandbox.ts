// A view of the tree in which nothing can be written, for commands of those who may not write: by bubblewrap, or as the host says. There is
// none that does without: who gets no sandbox runs no command.
import { accessSync, constants, realpathSync } from "node:fs"
import { delimiter, isAbsolute, join } from "node:path"
import { Context, Effect, Layer, Result, Schema } from "effect"
import { type Command, type Program, programOf, runContained } from "./contained.ts"

/** What a command may do. */
export interface View {
  /** The workspace: read-only, whatever else is said. */
  readonly root: string
  /** Where the command is run. */
  readonly cwd: string
  /** Directories and files outside that it may write to; none if nothing is said. */
  readonly writable?: ReadonlyArray<string>
}

/** There is no way to run a command so that it cannot write. */
export class NoSandbox extends Schema.TaggedError<NoSandbox>()("NoSandbox", { why: Schema.String }) {
  override get message(): string {
    return (
      `no command can be run without letting it write: ${this.why}. ` +
      "Install bubblewrap 0.4 or newer (`apt install bubblewrap`, `dnf install bubblewrap`) and allow user namespaces, " +
      "or provide a sandbox of your own (`Sandbox.layerOf`)"
    )
  }
}

/** What runs a command so that it cannot write. */
export interface SandboxService {
  /** The program to run in place of the command, with the same streams. What it is in is seen from outside, and ended like any other. */
  readonly wrap: (run: Command, view: View) => Effect.Effect<Program, NoSandbox>
}

/** Where a program is; undefined if PATH does not lead to it. */
const lookUp = (name: string, path: string): string | undefined =>
  (isAbsolute(name) ? [name] : path.split(delimiter).map((directory) => join(directory, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/**
 * The order matters: a later mount lies over an earlier one, so the tree comes last. Other processes are not seen: through theirs in /proc
 * one would get at the tree as it is. Privileges are dropped: with them one could mount it again. Sockets can be connected to, so a
 * program that listens may still write for the command.
 */
const bubblewrapArguments = ({ command, args = [] }: Program, { root, cwd, writable = [] }: View): Array<string> => [
  ..."--die-with-parent --unshare-pid --unshare-ipc --cap-drop ALL".split(" "),
  ..."--ro-bind / / --proc /proc --dev /dev --tmpfs /tmp --setenv TMPDIR /tmp".split(" "),
  ...writable.flatMap((path) => ["--bind", path, path]),
  ...["--ro-bind", root, root, "--chdir", cwd, "--", command].concat(args)
]

/** Succeeds where the tree can be read and not written, and a temporary file can be made. */
const trial = (root: string): Program => ({
  command: "/bin/sh",
  args: ["-c", 'test -r "$0" && test ! -w "$0" && test -w /tmp', root]
})

const tried = (bwrap: string, root: string): Effect.Effect<void, NoSandbox> =>
  Effect.suspend(() => {
    let said = ""
    return runContained({
      run: { command: bwrap, args: bubblewrapArguments(trial(root), { root, cwd: "/" }) },
      cwd: "/",
      onOutput: ({ bytes }) => (said += Buffer.from(bytes).toString("utf8")),
      outputLimit: 1000
    }).pipe(
      Effect.mapError((error) => new NoSandbox({ why: error.message })),
      Effect.flatMap(({ code }) => {
        if (code === 0) return Effect.void
        const why = said.trim().split("\n").at(-1)
        return new NoSandbox({ why: `bubblewrap was tried and failed: ${why || `it ended with code ${code}`}` })
      })
    )
  })

const bubblewrap = (name: string): Effect.Effect<SandboxService> =>
  Effect.gen(function* () {
    const works = new Map<string, Effect.Effect<void, NoSandbox>>()
    const check = Effect.fnUntraced(function* (bwrap: string, root: string) {
      if (!works.has(root)) works.set(root, yield* Effect.cached(tried(bwrap, root)))
      return yield* works.get(root)!
    })
    return {
      wrap: Effect.fnUntraced(function* (run: Command, view: View) {
        const bwrap = lookUp(name, process.env["PATH"] ?? "")
        if (bwrap === undefined) return yield* new NoSandbox({ why: `there is no ${name} on PATH` })
        const real = Result.try({
          try: () => realpathSync(view.root),
          catch: (error) => new NoSandbox({ why: String(error) })
        })
        const root = yield* Effect.fromResult(real)
        yield* check(bwrap, root)
        return { command: bwrap, args: bubblewrapArguments(programOf(run), { ...view, root }) }
      })
    }
  })

/** Runs commands so that they cannot write to the tree. */
export class Sandbox extends Context.Service<Sandbox, SandboxService>()("leasehold/Sandbox") {
  /** By bubblewrap, which is tried when it is first needed. `bwrap`: where it is, if PATH does not lead to it. */
  static readonly layerBubblewrap = (options: { readonly bwrap?: string } = {}): Layer.Layer<Sandbox> =>
    Layer.effect(Sandbox, bubblewrap(options.bwrap ?? "bwrap"))

  /** As the host says: it answers for it that the program cannot write to the tree. */
  static readonly layerOf = (wrap: SandboxService["wrap"]): Layer.Layer<Sandbox> => Layer.succeed(Sandbox, { wrap })
}
