/** The files that the command writes: what is wrong with a path is found before the work, and what goes wrong then costs no more than the file. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"

/** "no space left on device" of "ENOSPC: no space left on device, write" */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? (/^E[A-Z]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message) : String(error)

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Why a file cannot be written, as far as that can be known without writing it. */
export const unwritable = (path: string): string | undefined => {
  const directory = dirname(resolve(path))
  if (isDirectory(path)) return "it is a directory"
  if (!isDirectory(directory)) return `there is no directory ${directory}`
  try {
    accessSync(existsSync(path) ? path : directory, constants.W_OK)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** Why nothing can be kept below a directory that need not be there yet, as far as that is another thing there. */
export const noDirectory = (path: string): string | undefined => {
  const above = dirname(resolve(path))
  if (existsSync(path)) return isDirectory(path) ? undefined : `${path} is no directory`
  return above === resolve(path) ? undefined : noDirectory(above)
}

/** Writes a file; why it could not, if so. */
export const written = (path: string, text: string): string | undefined => {
  try {
    writeFileSync(path, text)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** Waits until it is out, since a pipe takes less at a time than a report may have; why it could not be, if so. */
export const printed = (text: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    // Without a listener the error would end the process. It stays: whoever writes next is told of it too.
    process.stdout.on("error", (error) => resolve(reasonOf(error)))
    process.stdout.write(text, (error) => resolve(error instanceof Error ? reasonOf(error) : undefined))
  })
