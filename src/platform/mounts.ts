// Where a directory lies: which mount, of which kind of file system, and whether it keeps a journal.
import { readFileSync, readlinkSync } from "node:fs"
import { basename } from "node:path"
import { nameOfBytes } from "./names.ts"

/** A mount, as the kernel tells it. */
export interface Mount {
  readonly id: number
  /** Where it is mounted. */
  readonly point: string
  /** The kind of file system, such as "ext4"; "unknown" if the kernel does not tell. */
  readonly type: string
  /** What is mounted, such as "/dev/vda". */
  readonly source: string
  /** Major and minor number of the device. */
  readonly device: string
  /** Of the mount and of the file system together. */
  readonly options: ReadonlyArray<string>
  /** Of ext4 and its like: whether it keeps one. */
  readonly journal: "kept" | "none" | "unknown"
}

const nowhere: Mount = { id: -1, point: "", type: "unknown", source: "", device: "", options: [], journal: "unknown" }

/** Spaces and the like stand there as octal numbers. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/** Reads one line of /proc/self/mountinfo: before the lone hyphen come the mount's own fields, as many as there are, after it the file system's. */
const parse = (line: string): Mount | undefined => {
  const [own, system] = line.split(" - ")
  const [id, , device, , point, options] = own?.split(" ") ?? []
  const [type, source, more] = system?.split(" ") ?? []
  if (id === undefined || point === undefined || type === undefined) return undefined
  return {
    id: Number(id),
    point: unescaped(point),
    type,
    source: unescaped(source ?? ""),
    device: device ?? "",
    options: [...(options ?? "").split(","), ...(more ?? "").split(",")].filter((one) => one !== ""),
    journal: "unknown"
  }
}

/** What is mounted in this process' namespace. */
export const mounts = (): ReadonlyArray<Mount> => {
  // Mount points are bytes, like all names.
  const text = nameOfBytes(readFileSync("/proc/self/mountinfo"))
  return text.split("\n").flatMap((line) => parse(line) ?? [])
}

/** A mounted ext4 tells which task writes its journal. */
const journalOf = ({ device }: Mount): Mount["journal"] => {
  try {
    // By whatever name it was mounted: the kernel's own is what that number leads to.
    const name = basename(readlinkSync(`/sys/dev/block/${device}`))
    const task = readFileSync(`/sys/fs/ext4/${name}/journal_task`, "utf8").trim()
    return task === "<none>" ? "none" : "kept"
  } catch {
    return "unknown"
  }
}

/** The mount that an open file lies on. */
export const mountOf = (fd: number): Mount => {
  const id = /^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1]
  const mount = mounts().find((one) => one.id === Number(id)) ?? nowhere
  return { ...mount, journal: journalOf(mount) }
}
