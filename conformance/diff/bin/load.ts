/** What a module exports that the command line names. */
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Data, Effect } from "effect"

/** The module cannot be used. */
export class ModuleUnusable extends Data.TaggedError("ModuleUnusable")<{
  readonly option: string
  readonly file: string
  readonly exported: string
  /** where it is described what that has to be */
  readonly described: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.option} ${this.file}: ${this.reason}. Name a module that exports ${this.exported}, as ${this.described} shows.`
  }
}

/** What a module has to export, for which option, and where that is described. */
export interface Wanted {
  readonly option: string
  readonly exported: string
  readonly type: "function" | "object"
  readonly described: string
}

/** Loads the module, and takes that of it. */
export const loadExport = <A>(file: string, wanted: Wanted): Effect.Effect<A, ModuleUnusable> => {
  const { exported, type } = wanted
  const unusable = (reason: string): ModuleUnusable => new ModuleUnusable({ ...wanted, file, reason })
  return Effect.tryPromise({
    try: (): Promise<Record<string, unknown>> => import(pathToFileURL(resolve(file)).href),
    catch: (error) => unusable(error instanceof Error ? error.message : String(error))
  }).pipe(
    Effect.flatMap(({ [exported]: found }) =>
      typeof found === type && found !== null
        ? Effect.succeed(found as A)
        : Effect.fail(unusable(`it exports no ${type} ${exported}`))
    )
  )
}
