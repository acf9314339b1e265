/** Who takes each action of the specification, and with whom: what the diagrams of counterexamples show. */
import type { Party, Role } from "../counterexample/parties.ts"
import type { SpecAction } from "./spec.generated.ts"

/** Whoever takes what no one asked for. */
export const system = "Leasehold"

/** The first argument of most actions. */
const run: Party = { is: "run", arg: 1 }
const host: Party = { is: "host", arg: 1 }

/** An action that is missing here does not compile: nobody would be seen to take it. */
export const actors: Readonly<Record<SpecAction, Role>> = {
  Acquire: { by: run },
  Decide: { by: run },
  End: { by: run },
  Enqueue: { by: run },
  Expire: { by: system },
  Grant: { by: system, with: run },
  HostCrash: { by: host, with: host },
  HostOpen: { by: host },
  Observe: { by: run },
  OutsideWrite: { by: "another program", with: "the disk" },
  Reap: { by: system, with: host },
  Release: { by: run },
  Renew: { by: run },
  Start: { by: { is: "host", arg: 2 }, with: run },
  Withdraw: { by: run }
}
