// The least that a durable write takes, and who writes that way loses updates: a temporary file, synced, renamed, its directory synced.
import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/** `about` is told of each call that takes long, just before it is made. */
export const writeUnguarded = (path: string, bytes: Uint8Array, about: (call: string) => void = () => undefined) => {
  const temporary = `${path}.tmp`
  about("create")
  const fd = openSync(temporary, "w")
  try {
    about("write")
    writeSync(fd, bytes)
    about("fsync")
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  about("rename")
  renameSync(temporary, path)
  const directory = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    about("fsync")
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
