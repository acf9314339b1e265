/** What every run needs, found once. */
import { Context, Effect, Layer } from "effect"
import { findJar, type Jar } from "./jar.ts"
import { findJava, type Java } from "./java.ts"

/** The Java and the jar that `runTlc` and `exportXml` require. */
export class TlcTools extends Context.Service<TlcTools, { readonly java: Java; readonly jar: Jar }>()("tlc/TlcTools") {
  /** Those of this machine, the jar fetched if need be. Fails with JavaMissing, JavaTooOld or a `JarError`. */
  static readonly layer = Layer.effect(
    TlcTools,
    // Java first: without it there is no use in fetching a jar.
    Effect.gen(function* () {
      return { java: yield* findJava(), jar: yield* findJar() }
    })
  )
}
