// Who a task is, and what it may do, as callers say it and as the protocol takes it.
import { Result } from "effect"
import { subtree, type Task as Profile } from "../protocol/index.ts"
import type { PathError, Paths, PathScope } from "./paths.ts"

/**
 * Who a task is, and what it may do.
 *
 * @example
 * { id: "tests", background: true, allowWrites: true, writes: [{ directory: "test" }, "CHANGELOG.md"] }
 */
export interface TaskOptions {
  /** A task has one run at a time, over all processes. */
  readonly id: string
  /** For people; the id if it has none. */
  readonly title?: string
  /** In the foreground (the default) a task may write. */
  readonly background?: boolean
  /** Whether it may write in the background; false if it is not said. */
  readonly allowWrites?: boolean
  /** What it may read: everything if it is not said. */
  readonly reads?: ReadonlyArray<PathScope>
  /** What it may write: what it may read if it is not said. A write needs a read. */
  readonly writes?: ReadonlyArray<PathScope>
}

const everything = [subtree("")]

/** What the protocol knows of a task. */
export const profileOf = (paths: Paths, options: TaskOptions): Result.Result<Profile, PathError> => {
  const regionOf = (scopes: ReadonlyArray<PathScope>) => Result.all(scopes.map(paths.resourceOf))
  const reads = options.reads === undefined ? Result.succeed(everything) : regionOf(options.reads)
  const writes = options.writes === undefined ? reads : regionOf(options.writes)
  return Result.map(Result.all({ reads, writes }), (regions) => ({
    background: options.background ?? false,
    allowWrites: options.allowWrites ?? false,
    ...regions,
    title: options.title ?? options.id
  }))
}
