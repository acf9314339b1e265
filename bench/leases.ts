// What leases are measured on: files as in a repository, spread over directories, many of them held by others.
import { file, type Key, type Task } from "../src/protocol/index.ts"
import { everything } from "../src/scope/index.ts"

/** How many files others hold. */
export const others = 10_000
const directories = 100

/** Of a task that may write everywhere. */
export const profile: Task = {
  background: false,
  allowWrites: false,
  scope: everything,
  title: "Measure"
}

export const othersFile = (index: number) =>
  file(`src/dir${index % directories}/file${Math.floor(index / directories)}.ts` as Key)

/** The files of whom is measured lie among those. */
export const ownFiles = Array.from({ length: 64 }, (_, index) => file(`src/dir${index}/own${index}.ts` as Key))
