/** How the service is asked for one step, and what came of it. */
import { Effect, Schema } from "effect"
import type { Result } from "effect"
import type { Action, Conflict, HostId } from "../../../src/protocol/index.ts"
import type { Transaction } from "../../../src/store/transaction.ts"
import type { Parameter } from "../../replay/action.ts"
import type { DecodedFrom } from "../../replay/domains.ts"
import type { Value } from "../../tla/value.ts"
import { domains } from "../driver/machine.ts"
import type { Instance } from "./instance.ts"
import type { World } from "./world.ts"

export type Outcome =
  | { readonly _tag: "Stepped" }
  | { readonly _tag: "Refused"; readonly conflict: string }
  /** The service cannot come to this step: why. */
  | { readonly _tag: "Cannot"; readonly why: string }

export const stepped: Outcome = { _tag: "Stepped" }
export const refused = ({ _tag }: { readonly _tag: string }): Outcome => ({ _tag: "Refused", conflict: _tag })
export const cannot = (why: string): Outcome => ({ _tag: "Cannot", why })

/** What an effect comes to; that the store cannot be asked is a defect here. */
export const outcomeOf = <A>(effect: Effect.Effect<A, { readonly _tag: string }>): Effect.Effect<Outcome> =>
  effect.pipe(
    Effect.as(stepped),
    Effect.catch((error) =>
      error._tag === "StoreUnavailable" || error._tag === "SystemFailed"
        ? Effect.die(error)
        : Effect.succeed(refused(error))
    )
  )

/** Decides in one transaction. */
export const decide = (
  { store }: Instance,
  body: (tx: Transaction) => Result.Result<unknown, Conflict>
): Effect.Effect<Outcome> => outcomeOf(store.transact(body))

/** Takes one step of the protocol. */
export const ask = (instance: Instance, action: Action): Effect.Effect<Outcome> =>
  decide(instance, (tx) => tx.step(action))

/** An instance that is there: what belongs to no host is done by any of them. */
export const anybody = (world: World): Instance => {
  const all = [world.observer, ...world.hosts.values()]
  return all[world.random(all.length)]!
}

/** The id of a host of the models: it may have been gone for long, or not yet been there. */
export const idOf = (world: World, host: string): HostId => world.ids.get(host) ?? (`never ${host}` as HostId)

/** The host's instance, or whoever asks for one that is gone. */
export const instanceOf = (world: World, host: string): Instance => world.hosts.get(host) ?? world.observer

/** An action of the specification, as the service performs it. */
export type Serve = (world: World, args: ReadonlyArray<Value>) => Effect.Effect<Outcome>

/** An action by the names of its parameters. */
export const serve = <const P extends ReadonlyArray<keyof typeof domains>>(
  parameters: P,
  run: (world: World, ...args: DecodedFrom<typeof domains, P>) => Effect.Effect<Outcome>
): Serve => {
  const decoders = parameters.map((domain) => Schema.decodeUnknownSync(domains[domain] as Parameter))
  return (world, args) =>
    Effect.suspend(() => {
      if (args.length !== decoders.length)
        throw new Error(`expected ${decoders.length} arguments, found ${args.length}`)
      // One decoder for each parameter, in order: that is what DecodedFrom says, and what map cannot.
      return run(world, ...(decoders.map((decode, i) => decode(args[i])) as unknown as DecodedFrom<typeof domains, P>))
    })
}
