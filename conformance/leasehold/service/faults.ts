/** Faults of the service, each by a wrapper around one of its parts. Replay has to notice every one. */
import { closeSync, renameSync, unlinkSync } from "node:fs"
import { Effect } from "effect"
import { at, hashOf, ifThere, openFile, readAll, writerOf } from "../../../src/platform/files.ts"
import { Absent } from "../../../src/protocol/index.ts"
import { makeSync } from "../../../src/platform/sync.ts"
import type { Driver } from "../../../src/store/driver.ts"
import { makeObserve } from "../../../src/workspace/observe.ts"
import { openGates } from "../../../src/publish/gates.ts"
import { openKept } from "../../../src/publish/kept.ts"
import { openSidecars } from "../../../src/publish/sidecars.ts"
import { openTree } from "../../../src/publish/tree.ts"
import { serviceParts } from "./instance.ts"
import type { Parts } from "./instance.ts"

export interface ServiceFault {
  readonly name: string
  /** Where it is looked for. */
  readonly model: string
  readonly parts: Partial<Parts>
}

/** Rows of others are passed over. */
const skipping = (driver: Driver): Driver => {
  const skip = (rows: ReturnType<Driver["read"]>): ReturnType<Driver["read"]> =>
    rows.map((row) => (row.seq % 5 === 0 ? { ...row, entries: [] } : row))
  return {
    ...driver,
    begin: (after) => {
      const rows = driver.begin(after)
      return rows === "busy" ? rows : skip(rows)
    },
    read: (after) => skip(driver.read(after))
  }
}

export const serviceFaults: ReadonlyArray<ServiceFault> = [
  {
    name: "who enters a gate does not read the marks of the sidecar",
    model: "Losses",
    parts: {
      openSidecars: (calls, staging) => {
        const sidecars = openSidecars(calls, staging)
        return {
          ...sidecars,
          find: (id) => {
            const found = sidecars.find(id)
            return found === undefined ? undefined : { ...found, judged: false, turned: false }
          }
        }
      }
    }
  },
  {
    name: "the mark that a write was judged is not made",
    model: "Recovery",
    parts: {
      openSidecars: (calls, staging) => {
        const sidecars = openSidecars(calls, staging)
        return {
          ...sidecars,
          mark: (id, owner, mark) => (mark === "judged" ? undefined : sidecars.mark(id, owner, mark))
        }
      }
    }
  },
  {
    name: "what is staged is not told to who opens a store after a loss",
    model: "BatchLosses",
    parts: { openSidecars: (calls, staging) => ({ ...openSidecars(calls, staging), all: () => [] }) }
  },
  {
    name: "the sidecar stays when its staged files are unlinked",
    model: "Losses",
    parts: { openSidecars: (calls, staging) => ({ ...openSidecars(calls, staging), remove: () => undefined }) }
  },
  {
    name: "a staged file is unlinked when its write is judged",
    model: "Batch",
    parts: {
      openSidecars: (calls, staging) => {
        const sidecars = openSidecars(calls, staging)
        return {
          ...sidecars,
          mark: (id, owner, mark) => {
            if (mark === "judged") {
              for (const { name } of sidecars.find(id)?.parts ?? []) ifThere(() => unlinkSync(at(staging.stage, name)))
            }
            sidecars.mark(id, owner, mark)
          }
        }
      }
    }
  },
  {
    name: "a file is observed without the second look in the transaction",
    model: "Permissions",
    parts: {
      makeObserve: (host) => {
        const { native, tree, store } = host
        return {
          ...makeObserve(host),
          observe: (run, { key, path }) =>
            Effect.suspend(() => {
              const place = tree.placeOf(path)
              const file = place === null ? null : openFile(place.directory, place.name)
              const bytes = file === null ? null : readAll(file)
              const beingWritten = file !== null && writerOf(native, file) === "writer"
              const content = bytes === null ? Absent : hashOf(bytes)
              if (file !== null) closeSync(file.fd)
              place?.close()
              return Effect.as(
                store.transact((tx) => tx.step({ _tag: "Observe", run, key, found: content, beingWritten })),
                { key, content, bytes, text: undefined }
              )
            })
        }
      }
    }
  },
  {
    name: "a checkpoint lacks the queue",
    model: "Generations",
    parts: {
      driver: (driver) => ({
        ...driver,
        checkpoint: (checkpoint) =>
          driver.checkpoint?.({ ...checkpoint, snapshot: { ...checkpoint.snapshot, queue: [] } })
      })
    }
  },
  { name: "a row of another process is passed over", model: "Generations", parts: { driver: skipping } },
  {
    name: "gates are not taken",
    model: "BatchCrashes",
    parts: {
      openGates: (...given) => ({
        ...openGates(...given),
        take: () => ({ stand: () => true, giveBack: () => undefined })
      })
    }
  },
  {
    name: "nobody is seen writing",
    model: "InPlace",
    parts: { native: (native) => ({ ...native, writer: () => "none" }) }
  },
  {
    name: "a file is replaced, and what was there is not displaced",
    model: "InPlace",
    parts: {
      native: (native) => ({
        ...native,
        rename: (how, fromDirectory, from, toDirectory, to) => {
          if (how !== "exchange") return native.rename(how, fromDirectory, from, toDirectory, to)
          renameSync(at(toDirectory, to), at(fromDirectory, from))
          return undefined
        }
      })
    }
  },
  {
    name: "a rename that must not replace replaces",
    model: "Batch",
    parts: {
      native: (native) => ({
        ...native,
        rename: (how, fromDirectory, from, toDirectory, to) => {
          if (how !== "noreplace") return native.rename(how, fromDirectory, from, toDirectory, to)
          renameSync(at(fromDirectory, from), at(toDirectory, to))
          return undefined
        }
      })
    }
  },
  {
    name: "directories are not synced",
    model: "Batch",
    parts: { makeSync: (calls) => ({ ...makeSync(calls), fsync: () => Effect.void }) }
  },
  {
    name: "what has to be kept aside is unlinked",
    model: "Batch",
    parts: {
      openKept: (calls, directory) => ({
        ...openKept(calls, directory),
        keep: ({ directory: from, name }) => {
          ifThere(() => unlinkSync(at(from, name)))
          return undefined
        }
      })
    }
  },
  {
    name: "a file is taken for what it was when it was looked at first",
    model: "InPlace",
    parts: {
      openTree: (...given) => {
        const first = new Map<string, ReturnType<ReturnType<typeof openTree>["glance"]>>()
        const tree = openTree(...given)
        return {
          ...tree,
          look: (directory, name) =>
            Effect.map(tree.look(directory, name), (sight) => {
              if (sight === null) return null
              const known = first.get(sight.inode)
              if (known !== undefined && known !== null && known !== "large") return { ...known, writer: sight.writer }
              first.set(sight.inode, sight)
              return sight
            })
        }
      }
    }
  }
]

/** The service with this fault. */
export const withFault = ({ parts }: ServiceFault): Parts => ({ ...serviceParts, ...parts })
