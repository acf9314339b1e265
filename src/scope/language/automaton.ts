// Runs a program on a text, character by character, in all its ways at once; so nothing ever goes back, whatever the pattern. A set of
// instructions is a state, made when it is first come to and kept for the next text. Whether a text is in a scope, whether one
// scope is within another, whether two overlap: all of it is asked of these states.
import { ends, type Program, splits } from "./program.ts"
import { takenBy } from "./walk.ts"

/** Where a text leads. */
export interface State {
  /** The instructions that may come next, in order, without those that no longer matter. */
  readonly instructions: ReadonlyArray<number>
  /** Where each class of characters leads, as far as is known. */
  readonly next: Array<State | undefined>
  /** Layer 0, what is a subject at all, takes this text. */
  readonly isSubject: boolean
  /** All required layers take this text. */
  readonly isInside: boolean
  /** Some layer that is not required does not take it. */
  readonly isOutside: boolean
  /** The layers that are not required take this text and every longer one. */
  readonly isCovered: boolean
  /** No longer text is taken by all required layers; "lost" if none is even a subject. */
  readonly over: false | "denied" | "lost"
}

/** So many states with so many instructions are kept; beyond that all are forgotten, and made again as they come. */
const mostKept = { states: 2_000, instructions: 500_000 }

/** So many states one text makes; beyond that it goes on without keeping any, which takes less time for each character. */
const mostMade = 64

/** What a step takes beside its instructions, in instructions. */
const perStep = 8

const end = (over: "denied" | "lost"): State => ({
  instructions: [],
  next: [],
  isSubject: false,
  isInside: false,
  isOutside: true,
  isCovered: false,
  over
})

const denied = end("denied")
const lost = end("lost")

/** What is true of the instructions that were just collected. */
interface Settled {
  kept: Array<number>
  isSubject: boolean
  isInside: boolean
  isOutside: boolean
  isCovered: boolean
  over: State["over"]
  /** For each layer, whether it takes the text. */
  taken: string
}

/** The states of a program. A text is inside if each of the first `required` layers takes it; a layer takes what is allowed and not denied. */
export class Automaton {
  /** How many instructions were looked at. */
  work = 0
  readonly program: Program
  readonly required: number
  readonly #separator: number
  // For each instruction or layer the last round in which something was true of it. Rounds are never counted anew.
  readonly #marks: Float64Array
  readonly #allowed: Float64Array
  readonly #refused: Float64Array
  readonly #alive: Float64Array
  readonly #everything: Float64Array
  readonly #nothing: Float64Array
  readonly #denying: Float64Array
  readonly #pending: Int32Array
  #found: Int32Array
  #spare: Int32Array
  #count = 0
  #round = 0
  #states = new Map<string, State>()
  #size = 0
  #start: State | undefined

  constructor(program: Program, required: number, separator: string) {
    this.program = program
    this.required = required
    this.#separator = program.classOf(separator.codePointAt(0)!)
    const { takes, layers } = program
    this.#marks = new Float64Array(takes.length)
    this.#pending = new Int32Array(takes.length)
    this.#found = new Int32Array(takes.length)
    this.#spare = new Int32Array(takes.length)
    this.#allowed = new Float64Array(layers)
    this.#refused = new Float64Array(layers)
    this.#alive = new Float64Array(layers)
    this.#everything = new Float64Array(layers)
    this.#nothing = new Float64Array(layers)
    this.#denying = new Float64Array(layers)
  }

  /** The states that are kept. */
  states(): Iterable<State> {
    return this.#states.values()
  }

  /** The state of the empty text. */
  get start(): State {
    return (this.#start ??= this.#first())
  }

  /** Where a character of that class leads. */
  step(state: State, class_: number): State {
    const known = state.next[class_]
    if (known !== undefined) return known
    this.#advance(state.instructions, class_)
    return (state.next[class_] = this.#keep())
  }

  /** Where a text leads; undefined if it came by too many states to keep them. */
  after(text: string): State | undefined {
    return this.#run(text, mostKept.states)
  }

  /** Whether a text is inside, in time that grows as its length and as the program. */
  test(text: string): boolean {
    return this.#run(text, mostMade)?.isInside ?? this.#isLeftInside(this.takenBy(text))
  }

  /** For each rule, 1 if it takes the text by itself. */
  takenBy(text: string): Uint8Array {
    return takenBy(this.program, this.#separator, text)
  }

  /** Whether the rules that take a text leave it inside. */
  #isLeftInside(taken: Uint8Array): boolean {
    const { rules } = this.program
    const [allowed, denied] = [new Set<number>(), new Set<number>()]
    for (const [i, { layer, denies }] of rules.entries()) if (taken[i] === 1) (denies ? denied : allowed).add(layer)
    for (let layer = 0; layer < this.required; layer++) if (!allowed.has(layer) || denied.has(layer)) return false
    return true
  }

  #run(text: string, most: number): State | undefined {
    if (this.#states.size > mostKept.states || this.#size > mostKept.instructions) this.#forget()
    const { classOf } = this.program
    let state = this.start
    let made = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at)!
      if (code > 0xffff) at++
      const class_ = classOf(code)
      const known = state.next[class_]
      if (known === undefined && ++made > most) return undefined
      state = known ?? this.step(state, class_)
      if (state.over !== false) return state
    }
    return state
  }

  #forget(): void {
    this.#states = new Map()
    this.#size = 0
    this.#start = undefined
  }

  #first(): State {
    this.#open()
    return this.#keep()
  }

  /** Collects the instructions that the first character of a subject comes to: the separator stands before it. */
  #open(): void {
    this.#begin()
    for (const start of this.program.starts) this.#reach(start)
    this.#advance(this.#found.slice(0, this.#count), this.#separator)
  }

  #begin(): void {
    this.#round++
    this.#count = 0
    const filled = this.#found
    this.#found = this.#spare
    this.#spare = filled
  }

  /** Collects where a character leads from some instructions. */
  #advance(instructions: ArrayLike<number>, class_: number): void {
    const { takes, to, has, classes } = this.program
    this.#begin()
    this.work += instructions.length + perStep
    for (let i = 0; i < instructions.length; i++) {
      const at = instructions[i]!
      if (has[takes[at]! * classes + class_] === 1) this.#reach(to[at]!)
    }
  }

  /** Collects all instructions that take a character, reached from one without any; notes the layers that take or deny what came so far. */
  #reach(from: number): void {
    const { takes, to, or, layerOf, denies } = this.program
    const open = this.#pending
    const marks = this.#marks
    const round = this.#round
    let depth = 0
    for (let at = from; ;) {
      if (marks[at] !== round) {
        marks[at] = round
        this.work++
        const what = takes[at]!
        if (what === splits) {
          open[depth++] = or[at]!
          at = to[at]!
          continue
        }
        if (what === ends) {
          const ended = denies[at] === 1 ? this.#refused : this.#allowed
          ended[layerOf[at]!] = round
        } else this.#found[this.#count++] = at
      }
      if (depth === 0) return
      at = open[--depth]!
    }
  }

  /** What the collected instructions come to, without those that no longer matter: so that states which mean the same are the same. */
  #settle(): Settled {
    const round = this.#round
    const found = this.#found.subarray(0, this.#count)
    const { layers, layerOf, denies, stays } = this.program
    for (const at of found) {
      const layer = layerOf[at]!
      if (denies[at] === 1) {
        this.#denying[layer] = round
        if (stays[at] === 1) this.#nothing[layer] = round
        continue
      }
      this.#alive[layer] = round
      if (stays[at] === 1) this.#everything[layer] = round
    }
    const settled: Settled = {
      kept: [],
      isSubject: false,
      isInside: true,
      isOutside: false,
      isCovered: this.required < layers,
      over: false,
      taken: ""
    }
    let othersOver = false
    for (let layer = 0; layer < layers; layer++) {
      const takes = this.#allowed[layer] === round && this.#refused[layer] !== round
      const goesOn = this.#alive[layer] === round && this.#nothing[layer] !== round
      settled.taken += takes ? "1" : "0"
      if (layer === 0) settled.isSubject = takes
      if (layer < this.required) {
        if (!takes) settled.isInside = false
        if (!takes && !goesOn) settled.over ||= layer === 0 ? "lost" : "denied"
      } else {
        if (!takes) settled.isOutside = true
        if (!takes || this.#everything[layer] !== round || this.#denying[layer] === round) settled.isCovered = false
        if (!takes && !goesOn) othersOver = true
      }
    }
    if (settled.over !== false) return settled
    for (const at of found) {
      const layer = layerOf[at]!
      if (this.#alive[layer] !== round || this.#nothing[layer] === round) continue
      if (othersOver && layer >= this.required) continue
      if (this.#everything[layer] === round && denies[at] === 0 && stays[at] === 0) continue
      settled.kept.push(at)
    }
    return settled
  }

  #keep(): State {
    const settled = this.#settle()
    if (settled.over === "lost") return lost
    if (settled.over === "denied") return denied
    const instructions = settled.kept.sort((a, b) => a - b)
    const name = `${settled.taken}${String.fromCharCode(...instructions)}`
    const known = this.#states.get(name)
    if (known !== undefined) return known
    const { isSubject, isInside, isOutside, isCovered } = settled
    const state: State = { instructions, next: [], isSubject, isInside, isOutside, isCovered, over: false }
    this.#states.set(name, state)
    this.#size += instructions.length
    return state
  }
}
