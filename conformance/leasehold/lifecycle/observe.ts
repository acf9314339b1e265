/** The core's snapshot, and what processes changed, as the specification's state: the inverse of mapping.ts. */
import { snapshot } from "../../../src/protocol/index.ts"
import type { Snapshot } from "../../../src/protocol/index.ts"
import { bool, recordOf, set, string } from "../../tla/value.ts"
import type { Value } from "../../tla/value.ts"
import { noHost } from "../driver/mapping.ts"
import { functionOf } from "../driver/observe-writes.ts"
import type { Machine } from "./machine.ts"
import { noParent, nothing, unknown } from "./mapping.ts"
import { keysIn } from "./scopes.ts"
import type { SpecVariable } from "./spec.generated.ts"

type Life = Snapshot["lives"][number]

const works = { running: "command", killed: "killed", exited: "exited" } as const

const keys = (names: ReadonlyArray<string>): Value => set([...new Set(names)].map((name) => string(name)))

const permissionOf = (profile: Snapshot["tasks"][number] | undefined): Value =>
  recordOf({
    background: bool(profile?.background ?? true),
    allowWrites: bool(profile?.allowWrites ?? false),
    scope: keys(profile === undefined ? [] : keysIn(profile.scope))
  })

/** The compared variables of a machine. */
export const observed = ({
  core,
  changed,
  names
}: Machine): Readonly<Record<Exclude<SpecVariable, "event">, Value>> => {
  const { hosts, tasks, runs, lives, leases, intents } = snapshot(core)
  const taskOf = (run: string): string | undefined => runs.find((one) => one.run === run)?.task
  const ofTasks = (imageOf: (task: string, life: Life | undefined) => Value): Value =>
    functionOf(
      names.tasks.map((name) => [
        name,
        imageOf(
          name,
          lives.find(({ task }) => task === name)
        )
      ])
    )
  const wordsOf = (wordOf: (life: Life) => string | undefined, otherwise: string): Value =>
    ofTasks((_, life) => string((life === undefined ? undefined : wordOf(life)) ?? otherwise))
  return {
    hosts: functionOf(
      names.hosts.map((name) => [name, string(hosts.find(({ host }) => host === name)?.status ?? "closed")])
    ),
    status: wordsOf(({ status }) => status, unknown),
    host: wordsOf((life) => runs.find(({ run }) => run === life.run)?.host ?? undefined, noHost),
    parent: wordsOf(({ parent }) => parent, noParent),
    permission: ofTasks((name) => permissionOf(tasks.find(({ task }) => task === name))),
    approval: wordsOf(({ approval }) => approval, "not needed"),
    waits: wordsOf(({ waits }) => waits, nothing),
    ending: wordsOf(({ ending }) => ending, nothing),
    held: ofTasks((name) =>
      keys(leases.filter(({ run }) => taskOf(run) === name).map(({ resource }) => resource.path))
    ),
    writing: ofTasks((name) =>
      keys(
        intents
          .filter(({ run, row }) => row === "open" && taskOf(run) === name)
          .flatMap(({ parts }) => parts.map(({ key }) => key))
      )
    ),
    work: wordsOf(({ command }) => command && works[command.state], nothing),
    changed: ofTasks((name) => keys(changed[name] ?? [])),
    record: ofTasks((_, life) => keys(life?.record ?? [])),
    result: wordsOf(({ result }) => result, "none")
  }
}
