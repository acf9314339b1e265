/** Typed actions: a schema for each parameter, and a function of the decoded arguments. */
import { Data, Result, Schema } from "effect"
import type { Value } from "../tla/value.ts"
import type { ActionDriver, Outcome } from "./driver.ts"

/** Arguments in the graph that the driver's schemas do not accept. */
export class UndecodableArgs extends Data.TaggedError("UndecodableArgs")<{
  readonly args: ReadonlyArray<Value>
  readonly reason: string
}> {
  override get message(): string {
    return `cannot decode (${this.args.map(({ text }) => text).join(", ")}): ${this.reason}`
  }
}

/** A schema that decodes one parameter. */
export type Parameter = Schema.ConstraintDecoder<unknown>

/** What the parameters decode to. */
export type Decoded<P extends ReadonlyArray<Parameter>> = { readonly [K in keyof P]: P[K]["Type"] }

/**
 * An action from the schemas of its parameters. Throws {@link UndecodableArgs} at run time, which replay reports as a failure.
 * Arguments are decoded once for each label of a graph: there are few labels and millions of runs.
 */
export const action = <S, const P extends ReadonlyArray<Parameter>>(
  parameters: P,
  run: (state: S, ...args: Decoded<P>) => Outcome<S>
): ActionDriver<S> => {
  const decoders = parameters.map((parameter) => Schema.decodeUnknownResult(parameter))
  const decode = (args: ReadonlyArray<Value>): Decoded<P> => {
    if (args.length !== decoders.length) {
      throw new UndecodableArgs({ args, reason: `expected ${decoders.length} arguments, found ${args.length}` })
    }
    const decoded = decoders.map((decoder, i) => {
      const result = decoder(args[i])
      if (Result.isFailure(result)) throw new UndecodableArgs({ args, reason: result.failure.message })
      return result.success
    })
    // One decoder for each parameter, in order: that is what Decoded<P> says, and what map cannot.
    return decoded as unknown as Decoded<P>
  }
  const known = new WeakMap<ReadonlyArray<Value>, Decoded<P>>()
  return {
    run: (state, args) => {
      let decoded = known.get(args)
      if (decoded === undefined) {
        decoded = decode(args)
        known.set(args, decoded)
      }
      return run(state, ...decoded)
    }
  }
}
