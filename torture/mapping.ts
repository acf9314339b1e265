// A file changed through a shared mapping: bytes come to it without any call that writes, while no descriptor of it need be open.
import { closeSync, constants, fstatSync, ftruncateSync, openSync } from "node:fs"
import { createRequire } from "node:module"

const PROT_READ_WRITE = 3
const MAP_SHARED = 1
const MS_SYNC = 4

interface Koffi {
  readonly load: (library: null) => {
    readonly func: (signature: string) => (...args: Array<unknown>) => bigint | number
  }
  readonly view: (address: unknown, length: number) => ArrayBuffer
}

const koffi = createRequire(import.meta.url)("koffi") as Koffi
const libc = koffi.load(null)
const mmap = libc.func("void *mmap(void *at, size_t length, int protection, int flags, int fd, long offset)")
const msync = libc.func("int msync(void *at, size_t length, int flags)")
const munmap = libc.func("int munmap(void *at, size_t length)")

export interface Mapping {
  readonly bytes: Uint8Array
  readonly close: () => void
}

/** Makes the file that long and maps it; its descriptor is closed at once. */
export const mapFile = (path: string, grow: (size: number) => number): Mapping => {
  const fd = openSync(path, constants.O_RDWR)
  try {
    const length = grow(fstatSync(fd).size)
    ftruncateSync(fd, length)
    const at = mmap(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0)
    const bytes = new Uint8Array(koffi.view(at, length))
    return {
      bytes,
      close: () => {
        msync(at, length, MS_SYNC)
        munmap(at, length)
      }
    }
  } finally {
    closeSync(fd)
  }
}
