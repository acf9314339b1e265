// The conflicts of writes, each with data of each kind, and the texts that are made of it: see conflict-table.ts.
import { type Row } from "./conflict-table.ts"
import { d, f, host, intent, key, task } from "./world.ts"

const [h, at] = [host("h"), key("d/x")]
const open = { resource: f("d/x"), intent: intent("0.7"), task: task("a") }

/** A row for each kind of text. */
export const writeRows: ReadonlyArray<Row> = [
  [
    "Unsettled",
    { ...open, host: null },
    'A write by the task "a" in "d/x" is not finished, so nothing was done. Try again in a moment.',
    '"d/x": intent 0.7 of task "a" is open, and nobody settles it'
  ],
  [
    "Unsettled",
    { ...open, resource: d("d"), host: h },
    'A write by the task "a" in the directory "d" is not finished, so nothing was done. Try again in a moment.',
    'the directory "d": intent 0.7 of task "a" is open, and host "h" settles it'
  ],
  [
    "BeingWritten",
    { key: at },
    'A program outside Leasehold is writing "d/x" just now. Try again in a moment.',
    '"d/x" is open for writing by a program outside Leasehold'
  ],
  [
    "GateBusy",
    { key: at, host: h },
    'The host "h" is finishing a write of "d/x". Try again in a moment.',
    'host "h" is in the gate of "d/x"'
  ],
  ["NothingToSettle", { key: at }, 'No write of "d/x" is unfinished. Go on.', 'no intent on "d/x" is open'],
  [
    "NotNext",
    { host: h, key: at, order: null },
    'The write of "d/x" is not in your hands. Enter its gate first.',
    'host "h" is not in the gate of "d/x"'
  ],
  [
    "NotNext",
    { host: h, key: at, order: "Probe" },
    'The write of "d/x" is not so far yet. Do Probe next.',
    'host "h" has to Probe next in the gate of "d/x"'
  ],
  ["NothingLeft", { key: at }, 'Nothing is left of the writes of "d/x". Go on.', 'nothing is staged for "d/x"'],
  [
    "NotDurable",
    { key: at, intent: intent("0.7") },
    'What became of the write of "d/x" is not durable yet. Flush the store first.',
    'the row of intent 0.7 on "d/x" is not durable yet'
  ],
  [
    "GraceNotOver",
    { key: at, until: 150, now: 50 },
    'What a write of "d/x" displaced may still be opened by others. Look again in 100 ms.',
    'the grace of what is staged for "d/x" lasts until 150 ms, now it is 50 ms'
  ],
  ["NothingToFlush", {}, "All rows are durable. Go on.", "all rows are durable"]
]
