/** Directories and workspaces that go with the test, and a second process. */
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { onTestFinished } from "@effect/vitest"
import { openWorkspace, type OpenWorkspace, type Workspace } from "../../src/index.ts"

export const directoryWith = (files: Readonly<Record<string, string>> = {}): string => {
  const directory = mkdtempSync(join(tmpdir(), "leasehold-"))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), content)
  }
  return directory
}

/** A workspace with two tasks in it. */
export const opened = async (
  files: Readonly<Record<string, string>> = {},
  options: Omit<OpenWorkspace, "directory"> = {}
) => {
  const directory = directoryWith(files)
  const workspace = await openWorkspace({ directory, ...options })
  onTestFinished(() => workspace.close({ deadlineMs: 0 }))
  const [one, other] = [await workspace.start({ id: "one" }), await workspace.start({ id: "other" })]
  return { directory, workspace, one, other, text: (name: string) => readFileSync(join(directory, name), "utf8") }
}

/** The same, with an approver that approves everything. */
export const approving = async (
  files: Readonly<Record<string, string>> = {},
  options: Omit<OpenWorkspace, "directory"> = {}
) => opened(files, { tendMs: 10, approver: () => ({ approve: true, by: "test" }), ...options })

/** Resolves when the signal is aborted, to its reason. */
export const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    else signal.addEventListener("abort", () => resolve(signal.reason))
  })

/** Resolves to the first question that is asked. */
export const question = async (workspace: Workspace) => {
  for (;;) {
    const [first] = await workspace.tasks.questions()
    if (first !== undefined) return first
    await setImmediate()
  }
}

/** How far a task is; undefined if there is none. */
export const statusOf = async (workspace: Workspace, task: string) =>
  (await workspace.tasks.list()).find((view) => view.task === task)?.status

/** Resolves to what the task came to. */
export const ended = async (workspace: Workspace, task: string): Promise<string | undefined> => {
  for (;;) {
    const status = await statusOf(workspace, task)
    if (status !== "stopping") return status
    await setImmediate()
  }
}

/** What a promise is rejected with. */
export const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("it was not rejected")
    },
    (reason: unknown) => reason
  )

/** Resolves when somebody waits for a lease. */
export const someoneWaits = async (workspace: Workspace): Promise<void> => {
  for await (const event of workspace.events()) if (event._tag === "Waiting") return
}

export interface OtherProcess {
  /** Asks for a call, and waits for its answer. */
  readonly call: (method: string, ...args: ReadonlyArray<unknown>) => Promise<unknown>
  /** As by the operating system, in the middle of whatever it does. */
  readonly kill: () => Promise<void>
}

/** Runs a module in a process of its own; it answers `[id, method, ...args]` with `[id, answer]`. */
export const otherProcess = async (module: string, ...args: ReadonlyArray<string>): Promise<OtherProcess> => {
  const child = fork(module, [...args], { execArgv: [] })
  const gone = once(child, "exit")
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL")
    await gone
  }
  onTestFinished(kill)
  const answers = new Map<number, (answer: unknown) => void>()
  child.on("message", ([id, answer]: [number, unknown]) => answers.get(id)?.(answer))
  await once(child, "message")
  let last = 0
  return {
    call: (method, ...args) =>
      new Promise((resolve) => {
        answers.set((last += 1), resolve)
        child.send([last, method, ...args])
      }),
    kill
  }
}
