// The doctor: what this machine and this file system really do, tried out when a workspace is opened, and what can be promised by that.
import { closeSync, constants, openSync } from "node:fs"
import { release } from "node:os"
import { bootId } from "./boot.ts"
import { type Mount, mountOf } from "./mounts.ts"
import type { Native } from "./native.ts"
import { type Capability, type Facts, judge, type Report } from "./report.ts"
import * as test from "./self-tests.ts"

/** What is examined: open directories, and where the store lies. */
export interface Examined {
  readonly rootDirectory: number
  /** The staging directory, and its path in the root. */
  readonly stage: number
  readonly stagePath: string
  readonly storeDir: string
  /** How names of the files begin that it tries things with. */
  readonly prefix: string
}

const mountAt = (path: string): Mount => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return mountOf(fd)
  } finally {
    closeSync(fd)
  }
}

type Findings = Readonly<Record<Exclude<Capability, "trustedProbe" | "sqlite" | "sharedMemory">, test.Finding>>

const findingsOf = (native: Native | undefined, why: string, examined: Examined): Findings => {
  const { rootDirectory, stage, stagePath, prefix } = examined
  const ground = { directory: stage, prefix }
  const withNative = (run: (native: Native) => test.Finding): test.Finding =>
    native === undefined ? "there are no system calls" : test.finding(() => run(native))
  return {
    // First, while there is nothing that would have to be written.
    sync: test.finding(() => test.syncs(ground)),
    native: native === undefined ? why : undefined,
    beneath: withNative((calls) => test.opensBeneath(calls, rootDirectory, stagePath)),
    locks: withNative((calls) => test.locksExclude(calls, ground)),
    exchange: withNative((calls) => test.exchanges(calls, ground)),
    noreplace: withNative((calls) => test.keepsWhatIsThere(calls, ground)),
    probe: withNative((calls) => test.seesWriters(calls, ground) ?? test.seesNoWriters(calls, ground)),
    unnamedFiles: test.finding(() => test.makesUnnamed(ground)),
    attributes: withNative((calls) => test.keepsAttributes(calls, ground)),
    births: test.finding(() => test.knowsBirths(ground)),
    changeTimes: test.finding(() => test.changeTimesAreFine(ground)),
    boot: bootId() === "" ? "the kernel does not tell since when it runs" : undefined
  }
}

/** Tries everything out, and leaves nothing. Throws what `node:fs` throws if nothing can be tried. */
export const look = (native: Native | undefined, why: string, examined: Examined): Facts => {
  const ground = { directory: examined.stage, prefix: examined.prefix }
  return {
    kernel: release(),
    node: process.versions.node,
    sqlite: process.versions["sqlite"] ?? "",
    workspace: mountOf(examined.stage),
    store: mountAt(examined.storeDir),
    foldsCase: test.foldsCase(ground),
    foldsUnicode: test.foldsUnicode(ground),
    findings: findingsOf(native, why, examined)
  }
}

/** What is found, and what can be promised by it. */
export const examine = (native: Native | undefined, why: string, examined: Examined): Report =>
  judge(look(native, why, examined))

/**
 * The system calls that can be relied on. Without locks, or without opening beneath a directory, it is as if there were none: then one
 * process has the workspace for itself. A probe that is not to be trusted says so each time.
 */
export const reliable = (native: Native | undefined, { capabilities }: Report): Native | undefined => {
  if (native === undefined || !capabilities.locks.works || !capabilities.beneath.works) return undefined
  const isTrusted = capabilities.probe.works && capabilities.trustedProbe.works
  return isTrusted ? native : { ...native, writer: () => "unknown" }
}
