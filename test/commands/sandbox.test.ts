// What a command in a sandbox can do, and what it cannot.
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { compareManifests } from "../../src/commands/compare.ts"
import { type Command, freshCommandId, processesOf, runContained } from "../../src/commands/contained.ts"
import { takeManifest } from "../../src/commands/manifest.ts"
import { Sandbox, type View } from "../../src/commands/sandbox.ts"
import { directoryWith } from "../workspace/directory.ts"

const bubblewrap = ["--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true"]
const works = spawnSync("bwrap", bubblewrap).status === 0
const suffix = works ? "" : " (skipped: there is no bwrap that works here)"

const run = (run: Command, view: View, id = freshCommandId()) =>
  Effect.gen(function* () {
    let text = ""
    const wrapped = yield* (yield* Sandbox).wrap(run, view)
    const onOutput = ({ bytes }: { readonly bytes: Uint8Array }) => (text += Buffer.from(bytes).toString())
    return { ...(yield* runContained({ run: wrapped, cwd: "/", id, onOutput, grace: 50 })), text }
  })

const inSandbox = Effect.provide(Sandbox.layerBubblewrap(), { local: true })

/** Each tries to write to the tree; $ROOT is where it is. */
const attacks = [
  'echo x > "$ROOT/new.txt"',
  'echo x > "$ROOT/a.txt"',
  'rm -rf "$ROOT/a.txt" "$ROOT/d"',
  'mv "$ROOT/a.txt" "$ROOT/d/c.txt"',
  'chmod 777 "$ROOT/a.txt"; touch "$ROOT/a.txt"',
  'mount -o remount,rw "$ROOT"; echo x > "$ROOT/a.txt"',
  'mount -o remount,rw /; umount -l "$ROOT"; echo x > "$ROOT/a.txt"',
  'unshare -Urm sh -c \'mount -o remount,rw,bind "$ROOT"; umount -l "$ROOT"; echo x > "$ROOT/a.txt"\'',
  'for p in /proc/[0-9]*; do echo x > "$p/root$ROOT/a.txt"; echo x > "$p/cwd/$ROOT/a.txt"; done',
  'ln "$ROOT/a.txt" /tmp/a; echo x > /tmp/a',
  'ln -s "$ROOT/a.txt" /tmp/b; echo x > /tmp/b',
  'exec 3< "$ROOT/a.txt"; echo x > /proc/self/fd/3',
  "nsenter -t 1 -m sh -c 'echo x > \"$ROOT/a.txt\"'",
  'ls -id "$ROOT"; (setsid sh -c \'echo x > "$ROOT/a.txt"\' &)'
]

describe(`in a sandbox of bubblewrap${suffix}`, () => {
  it.live.skipIf(!works)("a command reads, prints, ends as it would, and has a directory for temporary files", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a.txt": "text" })
      const shell = { shell: "cat a.txt; echo x > /tmp/x && cat /tmp/x; echo y > $TMPDIR/y; exit 3" }
      const { code, text } = yield* run(shell, { root, cwd: root })
      assert.deepStrictEqual([code, text], [3, "textx\n"])
      assert.isFalse(existsSync("/tmp/y"))
    }).pipe(inSandbox)
  )

  it.live.skipIf(!works)("it changes nothing in the tree, whatever it tries", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a.txt": "text", "d/b.txt": "text" })
      chmodSync(root, 0o777)
      const before = yield* takeManifest(root)
      // One after the other, each by itself.
      const shell = [`export ROOT="${root}"`, ...attacks.map((attack) => `(${attack})`)].join("\n")
      const { text } = yield* run({ shell }, { root, cwd: root })
      assert.deepStrictEqual(compareManifests(before, yield* takeManifest(root, before)), [])
      assert.include(text, "Read-only file system")
    }).pipe(inSandbox)
  )

  it.live.skipIf(!works)("it writes nowhere else, but where it may", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith({ "a.txt": "text" })
      const writable = yield* directoryWith()
      const files = [
        join(homedir(), ".leasehold-test"),
        "/etc/leasehold-test",
        "/var/tmp/leasehold-test",
        "/dev/shm/leasehold-test"
      ]
      yield* run({ shell: files.map((file) => `echo x > ${file}`).join("; ") }, { root, cwd: root })
      assert.deepStrictEqual(
        files.filter((file) => existsSync(file)),
        []
      )
      // To let it write to a directory that the tree is in does not let it write to the tree.
      const view = { root, cwd: root, writable: [writable, root] }
      yield* run({ shell: `echo x > ${writable}/x; echo x > a.txt; echo x > b.txt` }, view)
      assert.isTrue(existsSync(join(writable, "x")))
      assert.deepStrictEqual(
        [...(yield* takeManifest(root)).entries.values()].map(({ size }) => size),
        [4]
      )
    }).pipe(inSandbox)
  )

  it.live.skipIf(!works)("it is found and ended like any other", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith()
      const id = freshCommandId()
      const shell = "trap '' TERM; (env -i setsid sh -c 'sleep 1000' &); sleep 1000"
      const fiber = yield* Effect.forkChild(run({ shell }, { root, cwd: root }, id))
      const isThere = (line: string) => line === "sleep 1000"
      yield* Effect.repeat(processesOf(id), {
        until: (all) => all.filter(({ commandLine }) => isThere(commandLine)).length === 2
      })
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* processesOf(id), [])
    }).pipe(inSandbox)
  )
})

const error = (bwrap: string) =>
  Effect.gen(function* () {
    const root = yield* directoryWith()
    return yield* Effect.flip(run({ shell: "true" }, { root, cwd: root }))
  }).pipe(Effect.scoped, Effect.provide(Sandbox.layerBubblewrap({ bwrap }), { local: true }))

describe("without a sandbox", () => {
  it.live("no command is run, and it is said what to do", () =>
    Effect.gen(function* () {
      const { message } = yield* error("no-such-bwrap")
      assert.strictEqual(
        message,
        "no command can be run without letting it write: there is no no-such-bwrap on PATH. Install bubblewrap 0.4 or newer " +
          "(`apt install bubblewrap`, `dnf install bubblewrap`) and allow user namespaces, or provide a sandbox of your own (`Sandbox.layerOf`)"
      )
    })
  )

  it.live("nor with one that does not work, or that lets it write", () =>
    Effect.gen(function* () {
      const directory = yield* directoryWith()
      const script = (text: string): string => {
        const file = join(directory, "bwrap")
        writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
        return file
      }
      const failing = yield* error(script("echo No permissions to create new namespace >&2; exit 1"))
      assert.include(failing.message, "bubblewrap was tried and failed: No permissions to create new namespace.")
      const idle = yield* error(script('while [ "$1" != -- ]; do shift; done; shift; exec "$@"'))
      assert.include(idle.message, "it ended with code 1")
    })
  )

  it.live("a host that has another one says so", () =>
    Effect.gen(function* () {
      const root = yield* directoryWith()
      const { text } = yield* run({ shell: "echo hidden" }, { root, cwd: root })
      assert.strictEqual(text, `in ${root}\n`)
    }).pipe(
      Effect.provide(
        Sandbox.layerOf((_, { root }) => Effect.succeed({ command: "echo", args: ["in", root] })),
        { local: true }
      )
    )
  )
})
