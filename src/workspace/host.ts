// An instance of Leasehold: the directories, what the machine can do, and what makes writes visible on them.
import { statSync } from "node:fs"
import { Effect } from "effect"
import { type Call, type Calls, makeCalls } from "../platform/calls.ts"
import { look, reliable } from "../platform/doctor.ts"
import { attempt } from "../platform/errors.ts"
import { syncsStage } from "../platform/file-systems.ts"
import { loadNative, type Native } from "../platform/native.ts"
import {
  type Facts,
  foldsOf,
  judge,
  promisesOf,
  type Report,
  weaknessOf,
  type WeakPlatform
} from "../platform/report.ts"
import { type Step, step as protocolStep } from "../protocol/index.ts"
import { PathEscapes } from "../publish/errors.ts"
import { hiddenName, openLayout } from "../publish/layout.ts"
import type { Publisher } from "../publish/publisher.ts"
import { openStaging, trialPrefix } from "../publish/staging.ts"
import { foldOf } from "../scope/index.ts"
import { StoreUnavailable } from "../store/errors.ts"
import { freshHost } from "../store/liveness.ts"
import { makeActivity } from "./activity.ts"
import { compose, makers } from "./compose.ts"
import { InvalidOptions, type WorkspaceOptions } from "./options.ts"
import { makePaths } from "./paths.ts"

export interface OpenOptions extends WorkspaceOptions {
  readonly directory: string
  /** Where the store lies, if not in the workspace. */
  readonly storeDir: string | undefined
  /** Told of each call that changes files, just before it is made: for tests that put crashes between them. */
  readonly about?: (call: Call) => void
  /** Another core, or another system: for tests that take a rule away, to see that it is missed. */
  readonly step?: Step
  readonly native?: (native: Native | undefined) => Native | undefined
  readonly calls?: (calls: Calls) => Calls
  /** Another boot of the machine: for tests of what power loss leaves. */
  readonly boot?: () => string
  readonly facts?: (facts: Facts) => Facts
}

/** Why nothing is opened on what the doctor found. */
const refusalOf = (report: Report, options: WorkspaceOptions): StoreUnavailable | WeakPlatform | undefined => {
  const { sqlite, sharedMemory } = report.capabilities
  if (!sqlite.works) return new StoreUnavailable({ reason: "Outdated", detail: sqlite.why })
  if (!sharedMemory.works) return new StoreUnavailable({ reason: "Unsupported", detail: sharedMemory.why })
  return options.onWeakPlatform === "refuse" ? weaknessOf(report) : undefined
}

/** What is no directory is told with its name, which the system's answer lacks. */
const mustBeDirectory = ({ directory }: OpenOptions): Effect.Effect<void, InvalidOptions> => {
  // Node.js takes an empty path for the directory that the process is in.
  if (typeof directory !== "string" || directory === "")
    return Effect.fail(
      new InvalidOptions({ detail: '`directory` has to be a path; of the one that the process is in it is "."' })
    )
  const named = JSON.stringify(directory)
  const stat = statSync(directory, { throwIfNoEntry: false })
  if (stat?.isDirectory() === true) return Effect.void
  const what = stat === undefined ? "is not there. Make it first" : "is no directory"
  return Effect.fail(new InvalidOptions({ detail: `\`directory\`: ${named} ${what}` }))
}

/** Opens a workspace; it is closed with the scope. */
export const openHost = Effect.fnUntraced(function* (options: OpenOptions) {
  yield* Effect.flatten(attempt("look at the directory", () => mustBeDirectory(options)))
  const { native: loaded, why } = loadNative()
  const found = options.native === undefined ? loaded : options.native(loaded)
  const host = freshHost()
  const layout = yield* Effect.acquireRelease(
    attempt("open the workspace", () => openLayout(options.directory, options.storeDir)).pipe(
      Effect.catchDefect((defect) => (defect instanceof PathEscapes ? Effect.fail(defect) : Effect.die(defect)))
    ),
    (opened) => Effect.sync(() => opened.close())
  )
  const { rootDirectory, stage, storeDir } = layout
  const staging = yield* Effect.acquireRelease(
    attempt("open the workspace", () => openStaging(stage, host)),
    // What is left in it is for others to find.
    (opened) => Effect.ignore(Effect.try(() => opened.remove(host)))
  )
  const facts = yield* attempt("examine the workspace", () =>
    look(found, why, { rootDirectory, stage, stagePath: `${hiddenName}/stage`, storeDir, prefix: trialPrefix(host) })
  )
  const report = judge(options.facts === undefined ? facts : options.facts(facts))
  const refusal = refusalOf(report, options)
  if (refusal !== undefined) return yield* Effect.fail(refusal)
  const native = reliable(found, report)
  const { exchange, noreplace, changeTimes } = report.capabilities
  const made = makeCalls(native, options.about, { exchange: exchange.works, noreplace: noreplace.works })
  const calls = options.calls === undefined ? made : options.calls(made)
  const folds = foldsOf(report)
  const composed = yield* compose({
    host,
    layout,
    staging,
    native,
    calls,
    step: options.step ?? protocolStep,
    makers,
    options,
    changeTimes: changeTimes.works,
    syncsStage: syncsStage(report.workspace),
    promises: promisesOf(report),
    folds,
    store: options.boot === undefined ? {} : { boot: options.boot }
  })
  const activity = makeActivity()
  const { write, settleKey, settleLeft, settlingOthers } = composed.publisher
  const publisher: Publisher = {
    write: (...args) => activity.track(write(...args)),
    settleKey: (key) => activity.track(settleKey(key)),
    settleLeft: (id) => activity.track(settleLeft(id)),
    settlingOthers
  }
  yield* Effect.addFinalizer(() => Effect.ignore(Effect.timeout(activity.settled, options.closeMs)))
  const paths = makePaths(native, layout, foldOf[folds])
  let isOpen = true
  yield* Effect.addFinalizer(() => Effect.sync(() => void (isOpen = false)))
  /** What is looked at by descriptors is asked of no workspace that was closed: they may be others' by now. */
  const mustBeOpen = Effect.suspend(() =>
    isOpen ? Effect.void : Effect.fail(new StoreUnavailable({ reason: "Closed", detail: "" }))
  )
  return { ...composed, host, native, report, layout, staging, calls, publisher, paths, mustBeOpen, folds, options }
})

export type Host = Effect.Success<ReturnType<typeof openHost>>
