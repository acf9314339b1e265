/** An entry point that ends as it is told to. */
import { Data, Effect } from "effect"
import { runMain } from "../../../conformance/cli/main.ts"

class Expected extends Data.TaggedError("Expected") {
  override get message(): string {
    return "The manifest is missing. Make it."
  }
}

const endings: Readonly<Record<string, Effect.Effect<void, unknown>>> = {
  well: Effect.sync(() => process.stdout.write("done\n")),
  expected: Effect.fail(new Expected()),
  long: Effect.andThen(
    Effect.sync(() => process.stdout.write("much".repeat(100_000))),
    Effect.fail(new Expected())
  ),
  text: Effect.fail("only a text"),
  defect: Effect.sync(() => {
    throw new TypeError("a bug of ours")
  }),
  interrupted: Effect.andThen(
    Effect.sync(() => process.stdout.write("waiting\n")),
    Effect.never
  )
}

runMain(endings[process.argv[2] ?? ""]!)
