/**
 * What replay has to know of a specification, taken from its parse and not from a second list: its actions with their parameters,
 * and for each verdict operator the guards in the order of checking.
 *
 * An action is known by the entry that its step makes in the event variable: somewhere in `Next` an operator is applied to the
 * action's name and the tuple of its parameters, as in `Journal("Acquire", <<run, resource>>)`.
 */
import { Data } from "effect"
import { allowed } from "../graph/graph.ts"
import type { Ast, Definition, Expression, Formal } from "./ast.ts"

/** A parameter with the set that `Next` takes it from. */
export interface Parameter {
  /** of the bound variable; empty if the action is given anything else */
  readonly name: string
  /** by its name; "an expression" if it has none */
  readonly domain: string
}

/** An action of the specification. */
export interface Action {
  readonly name: string
  readonly parameters: ReadonlyArray<Parameter>
}

/** A guard and the conflict that it is refused with. */
export interface Arm {
  readonly guard: string
  readonly conflict: string
}

/** The specification is written in a way that cannot be replayed. */
export class NotReplayable extends Data.TaggedError("NotReplayable")<{ readonly reason: string }> {
  override get message(): string {
    return `the specification cannot be replayed: ${this.reason}`
  }
}

/** What a formal stands for: the bound variable it was given, with the domain of that. */
type Scope = ReadonlyMap<string, Parameter>

const textOf = (expression: Expression): string =>
  expression.kind === "apply" && expression.operands.length === 0 ? expression.operator : "an expression"

const bind = (scope: Scope, formals: ReadonlyArray<Formal>, parameterOf: (formal: Formal, i: number) => Parameter) => {
  const inner = new Map(scope)
  formals.forEach((formal, i) => inner.set(formal.uid, parameterOf(formal, i)))
  return inner
}

const named = (expression: Expression | undefined): string | undefined =>
  expression?.kind === "string" ? expression.value : undefined

const tupleOf = (expression: Expression | undefined): ReadonlyArray<Expression> | undefined =>
  expression?.kind === "apply" && expression.operator === "$Tuple" ? expression.operands : undefined

/** The actions of `Next`, by name. Throws {@link NotReplayable}. */
export const actionsOf = (ast: Ast, next = "Next"): ReadonlyArray<Action> => {
  const actions = new Map<string, Action>()
  // An operator that applies itself has nothing new to show in its own body.
  const within = new Set<Definition>()
  const parameter = (scope: Scope, expression: Expression): Parameter =>
    (expression.kind === "formal" ? scope.get(expression.uid) : undefined) ?? { name: "", domain: textOf(expression) }
  const visit = (expression: Expression, scope: Scope): void => {
    if (expression.kind === "other") return expression.inside.forEach((part) => visit(part, scope))
    if (expression.kind !== "apply") return
    const { uid, operands, bounds, sort } = expression
    let inner = scope
    for (const { formals, domain } of bounds) {
      inner = bind(inner, formals, ({ name }) => ({ name, domain: textOf(domain) }))
    }
    const name = named(operands[0])
    const args = tupleOf(operands[1])
    if (sort === "defined" && name !== undefined && args !== undefined) {
      actions.set(name, { name, parameters: args.map((arg) => parameter(scope, arg)) })
      return
    }
    operands.forEach((operand) => visit(operand, inner))
    const definition = sort === "defined" ? ast.byUid.get(uid) : undefined
    if (definition === undefined || within.has(definition)) return
    within.add(definition)
    visit(
      definition.body,
      bind(scope, definition.parameters, (_, i) => parameter(scope, operands[i]!))
    )
    within.delete(definition)
  }
  const definition = ast.definitions.get(next)
  if (definition === undefined) throw new NotReplayable({ reason: `${ast.root} does not define ${next}` })
  visit(definition.body, new Map())
  if (actions.size === 0) {
    throw new NotReplayable({
      reason: `no step of ${next} names itself: apply an operator to the action's name and the tuple of its parameters`
    })
  }
  return [...actions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The operator that a guard applies, whether negated or not. */
const guardOf = (expression: Expression | undefined): string | undefined => {
  if (expression?.kind !== "apply") return undefined
  return expression.operator === "\\lnot" ? guardOf(expression.operands[0]) : expression.operator
}

const armOf = (condition: Expression | undefined, conflict: Expression | undefined): Arm | undefined => {
  const guard = guardOf(condition)
  const name = named(conflict)
  return guard === undefined || name === undefined ? undefined : { guard, conflict: name }
}

/** The condition and the value of each branch of CASE or IF, the last one without a condition; undefined for all else. */
const branchesOf = (
  expression: Expression
): ReadonlyArray<readonly [Expression | undefined, Expression]> | undefined => {
  if (expression.kind !== "apply") return undefined
  const { operator, operands } = expression
  if (operator === "$IfThenElse") {
    return [
      [operands[0], operands[1]!],
      [undefined, operands[2]!]
    ]
  }
  if (operator !== "$Case") return undefined
  // SANY has a string in the place of the condition that OTHER stands for.
  return operands.flatMap((pair) =>
    pair.kind === "apply"
      ? [[pair.operands[0]?.kind === "string" ? undefined : pair.operands[0], pair.operands[1]!] as const]
      : []
  )
}

/** The arms of `verdict`, a CASE or an IF, in order, without the last one, which must allow: else a guard would be passed over. */
export const armsOf = (ast: Ast, verdict: string): ReadonlyArray<Arm> => {
  const unreadable = new NotReplayable({
    reason: `${verdict} is not a CASE or IF over named guards with "${allowed}" at its end`
  })
  const read = (expression: Expression): ReadonlyArray<Arm> => {
    if (named(expression) === allowed) return []
    const branches = branchesOf(expression)
    const last = branches?.at(-1)
    if (branches === undefined || last === undefined || last[0] !== undefined) throw unreadable
    const arms = branches.slice(0, -1).map(([condition, conflict]) => {
      const arm = armOf(condition, conflict)
      if (arm === undefined || arm.conflict === allowed) throw unreadable
      return arm
    })
    return [...arms, ...read(last[1])]
  }
  const body = ast.definitions.get(verdict)?.body
  if (body === undefined) throw unreadable
  return read(body)
}

/** The operators that stand as conjuncts of a definition, in order; one alone is a conjunct too. */
export const conjunctsOf = (ast: Ast, name: string): ReadonlyArray<string> => {
  const read = (expression: Expression): ReadonlyArray<string> =>
    expression.kind === "apply" && ["$ConjList", "\\land"].includes(expression.operator)
      ? expression.operands.flatMap(read)
      : [guardOf(expression) ?? ""]
  const body = ast.definitions.get(name)?.body
  return body === undefined ? [] : read(body)
}
