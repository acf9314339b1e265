// Trees are walked, hashed and copied by a thread of its own: ten thousand files take longer than anybody else in this thread may wait. It
// is started when it is first needed, and keeps nobody from ending.
import { Worker } from "node:worker_threads"
import type { Entry, Row } from "./entries.ts"
import type { Copied, TreeAnswer, TreeTask } from "./tree-talk.ts"

type Asked<Task extends TreeTask["task"]> = Omit<Extract<TreeTask, { readonly task: Task }>, "id" | "stop" | "task">

interface Waiting {
  readonly rows: (rows: ReadonlyArray<Row>) => void
  readonly done: (answer: TreeAnswer) => void
}

const waiting = new Map<number, Waiting>()
let worker: Worker | undefined
let next = 0

const startWorker = (): Worker => {
  // Beside this file, whether it was compiled or not.
  const started = new Worker(new URL(import.meta.url.replace(/tree-thread\.(\w+)$/, "tree-worker.$1")))
  started.on("message", (answer: TreeAnswer) => {
    const one = waiting.get(answer.id)
    if ("rows" in answer) return one?.rows(answer.rows)
    waiting.delete(answer.id)
    if (waiting.size === 0) started.unref()
    one?.done(answer)
  })
  started.on("error", ({ message }) => {
    worker = undefined
    for (const [id, { done }] of waiting) done({ id, done: true, error: { message, code: "EIO" } })
    waiting.clear()
  })
  return started
}

const ask = async <Kind extends TreeTask["task"]>(
  task: Kind,
  asked: Asked<Kind>,
  signal: AbortSignal,
  rows: Waiting["rows"] = () => undefined
): Promise<TreeAnswer> => {
  worker ??= startWorker()
  worker.ref()
  const [id, stop] = [next++, new SharedArrayBuffer(4)]
  const abort = (): void => void Atomics.store(new Int32Array(stop), 0, 1)
  signal.addEventListener("abort", abort, { once: true })
  try {
    const answer = await new Promise<TreeAnswer>((done) => {
      waiting.set(id, { rows, done })
      worker!.postMessage({ id, stop, task, ...asked })
    })
    if ("error" in answer) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
    return answer
  } finally {
    signal.removeEventListener("abort", abort)
  }
}

/** Gives all that is in the tree, a batch at a time; a code says why the root could not be read. */
export const walk = async (root: string, signal: AbortSignal, rows: Waiting["rows"]): Promise<string | null> => {
  const answer = await ask("walk", { root }, signal, rows)
  return "problem" in answer ? answer.problem : null
}

/** Hashes files. */
export const hash = async (asked: Asked<"hash">, signal: AbortSignal): Promise<ReadonlyArray<Entry | string>> => {
  const answer = await ask("hash", asked, signal)
  return "hashes" in answer ? answer.hashes : []
}

/** Copies files. */
export const copy = async (asked: Asked<"copy">, signal: AbortSignal): Promise<ReadonlyArray<Copied | string>> => {
  const answer = await ask("copy", asked, signal)
  return "copies" in answer ? answer.copies : []
}
