// Large files, read and hashed in a thread of its own: 100 MB take longer than anybody else in this thread may wait. What was hashed is
// remembered by its version, so that it need not be hashed again as long as it did not change.
import { Worker } from "node:worker_threads"
import type { Content } from "../protocol/index.ts"
import { codeOf } from "./files.ts"

/** From this size on a file is read and hashed by the worker, in bytes. */
export const largeBytes = 256 * 1024

/** A hash could not be made because the file changed again and again meanwhile. */
export const isChanging = (error: unknown): boolean => codeOf(error) === "EBUSY"

/** How many versions are remembered. */
const remembered = 256

interface Answer {
  readonly id: number
  readonly content?: Content
  readonly version?: string
  readonly bytes?: ArrayBuffer
  readonly error?: { readonly message: string; readonly code: string }
}

interface Hashed {
  readonly content: Content
  readonly version: string
}

export interface Hasher {
  /** The hash of a file of that version, if it was hashed before. */
  readonly known: (version: string) => Content | undefined
  readonly remember: (version: string, content: Content) => void
  /** Hashes what lies at the path, by a descriptor of its own; the version is what it was before and after. */
  readonly hash: (path: string | Buffer) => Promise<Hashed>
  /** The same, with what was hashed. */
  readonly read: (path: string | Buffer) => Promise<Hashed & { readonly bytes: Buffer }>
  readonly close: () => void
}

export const makeHasher = (): Hasher => {
  const versions = new Map<string, Content>()
  const waiting = new Map<number, { resolve: (answer: Answer) => void }>()
  let worker: Worker | undefined
  let next = 0

  const remember = (version: string, content: Content): void => {
    versions.delete(version)
    versions.set(version, content)
    if (versions.size > remembered) versions.delete(versions.keys().next().value!)
  }

  const start = (): Worker => {
    // Beside this file, whether it was compiled or not.
    const started = new Worker(new URL(import.meta.url.replace(/hashing\.(\w+)$/, "hash-worker.$1")))
    started.unref()
    started.on("message", (answer: Answer) => {
      waiting.get(answer.id)?.resolve(answer)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
    })
    started.on("error", (error) => {
      worker = undefined
      for (const [id, { resolve }] of waiting) resolve({ id, error: { message: error.message, code: "EIO" } })
      waiting.clear()
    })
    return started
  }

  const ask = async (path: string | Buffer, isKept: boolean): Promise<Answer> => {
    worker ??= start()
    worker.ref()
    const id = next++
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, { resolve })
      worker!.postMessage({ id, path, isKept })
    })
    if (answer.error !== undefined) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
    return answer
  }

  return {
    known: (version) => versions.get(version),
    remember,
    hash: async (path) => {
      const { content, version } = await ask(path, false)
      return { content: content!, version: version! }
    },
    read: async (path) => {
      const { content, version, bytes } = await ask(path, true)
      return { content: content!, version: version!, bytes: Buffer.from(bytes!) }
    },
    close: () => {
      void worker?.terminate()
      worker = undefined
    }
  }
}
