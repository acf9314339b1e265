/** A host of its own process, that runs a command and is killed: `host.ts <id> <cwd> <script> [<way that it does without> ...]`. */
import { Effect } from "effect"
import { runContained } from "../../src/commands/contained.ts"
import type { Avoidable } from "../../src/commands/keeper-talk.ts"
import { CommandId } from "../../src/commands/command-id.ts"

const [id, cwd, script, ...without] = process.argv.slice(2)
await Effect.runPromise(
  runContained({
    run: { command: "sh", args: [script!] },
    cwd: cwd!,
    id: CommandId.make(id!),
    grace: 30,
    linger: 60_000,
    without: without as Array<Avoidable>
  })
)
