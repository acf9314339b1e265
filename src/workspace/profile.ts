// Who a task is, and what it may do, as callers say it and as the protocol takes it.
import { Result } from "effect"
import type { Task as Profile } from "../protocol/index.ts"
import {
  compileScope,
  everything,
  foldOf,
  type Folds,
  parseScope,
  type Scope,
  type ScopeInput
} from "../scope/index.ts"
import { InvalidOptions } from "./options.ts"

/**
 * Who a task is, and what it may do.
 *
 * @example
 * { id: "tests", background: true, allowWrites: true, scope: { write: { allow: ["test/**", "CHANGELOG.md"], deny: ["test/data/**"] } } }
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
  /**
   * What it may read and write, which tools it may call, and which commands it may run. Where it does not say, that is what its parent may,
   * or everything if it has none. A write needs a read, so it may write nothing that it may not read.
   */
  readonly scope?: ScopeInput
}

/** The scope that a caller asks for, if it is one that can be decided. */
export const scopeOf = (folds: Folds, given: ScopeInput): Result.Result<Scope, InvalidOptions> =>
  parseScope(given).pipe(
    Result.flatMap((scope) => Result.map(compileScope(scope, foldOf[folds]), () => scope)),
    Result.mapError(({ message }) => new InvalidOptions({ detail: `\`scope\`: ${message}` }))
  )

/** What the protocol knows of a task, where names compare so. */
export const profileOf = (folds: Folds, options: TaskOptions): Result.Result<Profile, InvalidOptions> =>
  Result.map(options.scope === undefined ? Result.succeed(everything) : scopeOf(folds, options.scope), (scope) => ({
    background: options.background ?? false,
    allowWrites: options.allowWrites ?? false,
    scope,
    title: options.title ?? options.id
  }))
