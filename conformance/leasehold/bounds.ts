/** What the entry points share: the bounds asked for, and the manifest. */
import { existsSync, readFileSync } from "node:fs"
import { Data, Effect, Result } from "effect"
import { readManifest } from "../models/manifest.ts"
import { manifestPath } from "./paths.ts"

/** The environment or a committed file is not usable. */
export class Unusable extends Data.TaggedError("Unusable")<{ readonly what: string }> {
  override get message(): string {
    return this.what
  }
}

/** What throws {@link Unusable} as an effect; whatever else is thrown is a defect. */
export const usable = <A>(get: () => A): Effect.Effect<A, Unusable> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(get())
    } catch (error) {
      return error instanceof Unusable ? Effect.fail(error) : Effect.die(error)
    }
  })

/** Whether BOUNDS asks for the large models too. */
export const boundsOf = Effect.fnUntraced(function* (env: NodeJS.ProcessEnv) {
  const bounds = env["BOUNDS"] ?? "pr"
  if (bounds !== "pr" && bounds !== "large") {
    return yield* new Unusable({ what: `BOUNDS is ${JSON.stringify(bounds)}; it may be pr (minutes) or large.` })
  }
  return bounds === "large"
})

/** The committed manifest. */
export const loadManifest = Effect.gen(function* () {
  if (!existsSync(manifestPath)) {
    return yield* new Unusable({ what: `There is no ${manifestPath}. Make it with \`make manifest\`, and review it.` })
  }
  const manifest = readManifest(readFileSync(manifestPath, "utf8"))
  if (Result.isSuccess(manifest)) return manifest.success
  return yield* new Unusable({ what: `${manifestPath} is damaged: ${manifest.failure.message}` })
})
