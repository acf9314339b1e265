// All that is measured: the names of the files that do, in the order in which it is told.
export const measurements = [
  "guarded-write",
  "where",
  "lease-store",
  "lease-memory",
  "processes",
  "event-loop",
  "core"
] as const
