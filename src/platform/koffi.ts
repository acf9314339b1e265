// The C library of this process, by koffi, an optional dependency: without it there are no system calls but those of Node.js.
import { createRequire } from "node:module"
import { constants } from "node:os"

/** The name of a failed call's error, such as "ENOENT". */
export type Errno = keyof typeof constants.errno

export type Call = (...args: Array<unknown>) => number

export interface Koffi {
  readonly load: (library: null) => {
    readonly func: ((signature: string) => Call) &
      ((name: string, result: string, parameters: ReadonlyArray<unknown>) => Call)
  }
  readonly struct: (fields: Readonly<Record<string, string>>) => unknown
  readonly pointer: (type: unknown) => unknown
  readonly errno: () => number
}

/** Some numbers have two names: EAGAIN is EWOULDBLOCK too. The first one counts. */
const errnoNames = new Map(
  Object.entries(constants.errno)
    .toReversed()
    .map(([name, number]) => [number, name as Errno])
)

/** The error of the call that failed last. */
export const errnoOf = (koffi: Koffi): Errno => errnoNames.get(koffi.errno()) ?? "EIO"

/** What is made of koffi, or why it cannot be. */
export type Bound<A> = { readonly native: A; readonly why: "" } | { readonly native: undefined; readonly why: string }

/** Binds calls of the C library. */
export const bindLibrary = <A>(bind: (koffi: Koffi) => A): Bound<A> => {
  if (process.platform !== "linux") return { native: undefined, why: `${process.platform} is not supported yet` }
  try {
    const require = createRequire(import.meta.url)
    return { native: bind(require("koffi") as Koffi), why: "" }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0]! : String(cause)
    return { native: undefined, why: `koffi could not be loaded: ${why}` }
  }
}
