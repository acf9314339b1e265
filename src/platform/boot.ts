// Since when the machine runs: times of the monotonic clock compare within one boot only.
import { readFileSync } from "node:fs"
import { ifThere } from "./files.ts"

/** The number of this boot; "" if the kernel does not tell. */
export const bootId = (): string => ifThere(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))?.trim() ?? ""
