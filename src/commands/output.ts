// What a command prints: all of it is read, so that it never waits for us, and as much is passed on as is wanted.
import type { Socket } from "node:net"

export interface OutputPiece {
  readonly stream: "stdout" | "stderr"
  readonly bytes: Uint8Array
}

export interface OutputOptions {
  readonly onOutput: ((piece: OutputPiece) => void) | undefined
  /** How many bytes of each stream are passed on at most. */
  readonly limit: number
}

/** How many bytes a stream had, and how many of them were passed on: the first ones. */
export interface OutputCount {
  readonly bytes: number
  readonly passed: number
}

export class Output {
  readonly #sockets: ReadonlyArray<Socket>
  readonly #ends: Promise<unknown>
  readonly counts: Record<OutputPiece["stream"], OutputCount> = {
    stdout: { bytes: 0, passed: 0 },
    stderr: { bytes: 0, passed: 0 }
  }
  /** What the caller's function threw. */
  thrown: { readonly error: unknown } | undefined

  constructor(stdout: Socket, stderr: Socket, { onOutput, limit }: OutputOptions) {
    this.#sockets = [stdout, stderr]
    const ends: Array<Promise<void>> = []
    for (const [stream, socket] of [
      ["stdout", stdout],
      ["stderr", stderr]
    ] as const) {
      ends.push(new Promise((resolve) => socket.on("close", () => resolve())))
      socket.on("error", () => socket.destroy())
      socket.on("data", (chunk: Buffer) => {
        const { bytes, passed } = this.counts[stream]
        const part = chunk.subarray(0, Math.max(0, limit - passed))
        this.counts[stream] = { bytes: bytes + chunk.length, passed: passed + part.length }
        if (part.length > 0 && this.thrown === undefined) this.#pass(onOutput, { stream, bytes: part })
      })
    }
    this.#ends = Promise.all(ends)
  }

  #pass(onOutput: OutputOptions["onOutput"], piece: OutputPiece): void {
    try {
      onOutput?.(piece)
    } catch (error) {
      this.thrown = { error }
    }
  }

  /** Waits until nobody can print any more; not for longer than this, if somebody else has got hold of the pipe. */
  async drain(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const over = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([this.#ends, over])
    clearTimeout(timer)
    this.close()
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
