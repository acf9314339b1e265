import { PassThrough } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { TaskId } from "../../src/protocol/index.ts"
import { everything } from "../../src/scope/index.ts"
import { type ApprovalRequest, requestOf } from "../../src/tasks/approval.ts"
import { terminalApprover } from "../../src/tasks/terminal.ts"

const request: ApprovalRequest = requestOf(
  {
    task: "docs" as TaskId,
    profile: { background: true, allowWrites: true, scope: everything, title: "Write\u001b[2K the docs" },
    parents: [],
    timeoutMs: 60_000
  },
  "It may write everything."
)

const terminal = () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let said = ""
  output.on("data", (bytes) => (said += String(bytes)))
  return { input, said: () => said, approver: terminalApprover({ input, output, by: "me" }) }
}

describe("whoever sits at the terminal", () => {
  it.live("is shown what is asked for, and says yes by saying so", () =>
    Effect.gen(function* () {
      const { input, said, approver } = terminal()
      input.write("Yes\n")
      assert.deepStrictEqual(yield* approver(request), { approve: true, by: "me" })
      assert.include(said(), "asks to modify files in the background")
      // Whatever it is called moves no cursor.
      assert.include(said(), "Write [2K the docs")
    })
  )

  for (const answer of ["no\n", "\n", "yesterday\n"])
    it.live(`says no by ${JSON.stringify(answer)}`, () =>
      Effect.gen(function* () {
        const { input, approver } = terminal()
        input.write(answer)
        assert.deepStrictEqual(yield* approver(request), { approve: false, reason: "me said no" })
      })
    )

  it.live("says no by going away, and is not asked any more once somebody else decided", () =>
    Effect.gen(function* () {
      const gone = terminal()
      gone.input.end()
      assert.isFalse((yield* gone.approver(request)).approve)
      const { input, approver } = terminal()
      const asked = yield* Effect.forkChild(approver(request))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(asked)
      input.write("yes\n")
      assert.isTrue((yield* approver(request)).approve)
    })
  )
})
