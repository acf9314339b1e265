/** Who takes each action, as a module says it that the command line names. */
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Data, Effect } from "effect"
import type { Roles } from "../../counterexample/parties.ts"

/** What the module has to export: who takes the actions of a model's specification. */
export type RolesOf = (model: string) => Roles

/** The module cannot be used. */
export class RolesUnusable extends Data.TaggedError("RolesUnusable")<{
  readonly file: string
  readonly reason: string
}> {
  override get message(): string {
    return `--roles ${this.file}: ${this.reason}. Name a module that exports rolesOf, as docs/spec-diff.md shows.`
  }
}

/** Loads the module. */
export const loadRoles = (file: string): Effect.Effect<RolesOf, RolesUnusable> =>
  Effect.tryPromise({
    try: (): Promise<Record<string, unknown>> => import(pathToFileURL(resolve(file)).href),
    catch: (error) => new RolesUnusable({ file, reason: error instanceof Error ? error.message : String(error) })
  }).pipe(
    Effect.flatMap(({ rolesOf }) =>
      typeof rolesOf === "function"
        ? Effect.succeed(rolesOf as RolesOf)
        : Effect.fail(new RolesUnusable({ file, reason: "it exports no function rolesOf" }))
    )
  )
