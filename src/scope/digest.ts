// The digest of a scope. Apart, since the rest of it needs nothing of the machine.
import { createHash } from "node:crypto"
import { canonical, type Scope } from "./scope.ts"

/** What a grant is bound to: no two scopes that are written differently have the same. */
export const digestOf = (scope: Scope): string => createHash("sha256").update(canonical(scope)).digest("hex")
