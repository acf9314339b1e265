/** Who takes the actions of a model's specification: `make diff` names this module. */
import type { Roles } from "../counterexample/parties.ts"
import { specificationOf } from "../models/model.ts"
import { actors, lifecycleActors, storeActors, system } from "./actors.ts"

const actionsOf: Readonly<Record<string, Roles["actions"]>> = { store: storeActors, lifecycle: lifecycleActors }

/** The roles of a model, whose name begins with the specification's. */
export const rolesOf = (model: string): Roles => ({ system, actions: actionsOf[specificationOf(model)] ?? actors })
