// A stream as an AsyncIterable that begins at once, not with the first look at it.
import { Effect, Stream } from "effect"
import type { CallOptions } from "./words.ts"

type Reader<A> = (result: IteratorResult<A, undefined>) => void

const over: IteratorResult<never, undefined> = { done: true, value: undefined }

/** What comes is kept until it is read. One loop reads it: what a loop took another does not get. */
export const iterate = <A, E>(stream: Stream.Stream<A, E>, { signal }: CallOptions = {}): AsyncIterable<A> => {
  const unread: Array<A> = []
  const readers: Array<Reader<A>> = []
  let isOver = false

  const finish = (): void => {
    isOver = true
    for (const read of readers.splice(0)) read(over)
  }

  const fiber = Effect.runFork(
    Stream.runForEach(stream, (value) =>
      Effect.sync(() => {
        const read = readers.shift()
        if (read === undefined) unread.push(value)
        else read({ done: false, value })
      })
    )
  )
  fiber.addObserver(finish)
  const stop = (): void => fiber.interruptUnsafe()
  if (signal?.aborted === true) stop()
  else signal?.addEventListener("abort", stop, { once: true })

  const iterator: AsyncIterator<A, undefined> = {
    next: () =>
      new Promise((resolve) => {
        if (unread.length > 0) resolve({ done: false, value: unread.shift()! })
        else if (isOver) resolve(over)
        else readers.push(resolve)
      }),
    return: () => {
      signal?.removeEventListener("abort", stop)
      unread.length = 0
      stop()
      return Promise.resolve(over)
    }
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
