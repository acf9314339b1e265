// The rules of what is done for an intent: in the gates of its keys, and afterwards.
import type { ActionOf, Part, SeenPart } from "./actions.ts"
import { IsNext, IsOpen, IsUnsettled } from "./guards.ts"
import * as intents from "./intents.ts"
import * as publish from "./publish.ts"
import * as refusals from "./refusals.ts"
import type { Choice, Rule } from "./rule.ts"
import type { Intent, Stage } from "./state.ts"
import { Absent, file } from "./words.ts"

const turned = (intent: Intent): boolean => intent.gate?.at === "turn"

type Judging = ActionOf<"Judge">

/** The part that is judged: the guards saw that there is one. */
const partSeen = (intent: Intent, { key, seen }: Judging): [Part, SeenPart] => [
  publish.partOf(intent, key)!,
  publish.seenOf(seen, key)
]

const isExchanged = (intent: Intent, action: Judging): boolean => {
  const [part, seen] = partSeen(intent, action)
  return publish.isExchanged(part, seen.staged)
}

/** Before the first exchange all files must be as they should, and before the next one all that are left. */
const someUnexchanged = (
  intent: Intent,
  seen: ReadonlyArray<SeenPart>,
  fails: (part: Part, seen: SeenPart) => boolean
): boolean =>
  intent.parts.some((part) => {
    const at = publish.seenOf(seen, part.key)
    return !publish.isExchanged(part, at.staged) && fails(part, at)
  })

const otherwise = <A>(name: string, at: Stage, ofFile?: true): Choice<A> => ({
  name,
  applies: () => true,
  at,
  ...(ofFile === undefined ? {} : { ofFile })
})

type GateAction =
  | "EnterGate"
  | "Judge"
  | "Exchange"
  | "Probe"
  | "Hash"
  | "TurnBack"
  | "KeepAside"
  | "Sync"
  | "Settle"
  | "Refuse"
  | "Flush"
  | "LateCheck"

/** Each with what comes next in the gate. */
export const gateRules: { readonly [Name in GateAction]: Rule<ActionOf<Name>> } = {
  EnterGate: {
    guards: [
      IsOpen,
      IsUnsettled,
      {
        name: "IsOldest",
        conflict: "Unsettled",
        fails: (s, a) => {
          const intent = intents.firstOpen(s, a.key)
          for (const { key } of intent?.parts ?? []) {
            const older = intents.firstOpen(s, key)
            if (older !== undefined && older !== intent) return refusals.unsettled(file(key), older)
          }
          return undefined
        }
      },
      {
        name: "GateIsFree",
        conflict: "GateBusy",
        fails: (s, a) => {
          const gate = intents.firstOpen(s, a.key)?.gate
          return gate === undefined ? undefined : refusals.gateBusy(a.key, gate)
        }
      }
    ],
    changes: [{ name: "TakeGate", apply: (s, a, _, o) => publish.enter(s, a.host, a.key, o) }]
  },
  // Judged afresh by whoever comes, from what is there and two marks: nothing else is known of how far another got.
  Judge: {
    guards: [
      IsNext("judge", "turn"),
      {
        name: "AwaitsJudgement",
        conflict: "NotNext",
        fails: (s, a) => {
          const intent = publish.inGate(s, a.host, a.key, ["judge", "turn"])
          if (intent === undefined) return undefined
          const next = publish.awaiting(intent, a.seen)
          const isOne = next.length === 0 || next.some(({ key }) => key === a.key)
          // The specification sees every file. Who did not look at one must not conclude that nothing is there.
          return isOne && publish.sawAll(intent, a.seen) ? undefined : refusals.notNext(s, a.host, a.key)
        }
      }
    ],
    changes: [{ name: "MarkTurned", apply: (s, a) => publish.markTurned(s, a.key, a.seen) }],
    choices: [
      { name: "IsJudged", applies: (i) => !turned(i) && i.judged, at: "settle" },
      { name: "IsTurned", applies: (i) => !turned(i) && i.turned, at: "turn", reason: "TurnedBack" },
      {
        name: "IsOfThisGeneration",
        applies: (i, _, s) => !turned(i) && i.generation !== s.generation,
        at: "turn",
        reason: "OlderGeneration"
      },
      {
        name: "IsIntact",
        applies: (i, a) => !turned(i) && someUnexchanged(i, a.seen, (part, seen) => !publish.isIntact(part, seen)),
        at: "turn",
        reason: "StagedFileChanged"
      },
      {
        name: "ShowsBase",
        applies: (i, a) => !turned(i) && someUnexchanged(i, a.seen, (part, seen) => !publish.showsBase(part, seen)),
        at: "turn",
        // Whoever writes the base may leave it what it is: who asked is told to try again, not to look again.
        reason: (i, a) =>
          someUnexchanged(i, a.seen, (part, { file }) => !publish.hasBase(part, file))
            ? "OutsideChange"
            : "BeingWritten"
      },
      {
        name: "Exchanged",
        applies: (i, a) => !turned(i) && !isExchanged(i, a),
        at: "exchange",
        ofFile: true
      },
      { name: "Look", applies: (i) => !turned(i), at: "probe", ofFile: true },
      { name: "ShowsOurs", applies: (i, a) => publish.showsOurs(...partSeen(i, a)), at: "back", ofFile: true },
      { name: "HoldsTheirs", applies: (i, a) => publish.holdsTheirs(...partSeen(i, a)), at: "aside", ofFile: true },
      otherwise("GiveUp", "refuse")
    ]
  },
  Exchange: {
    guards: [IsNext("exchange")],
    changes: [],
    choices: [
      { name: "CanExchange", applies: (_, a) => !a.done, at: "turn", reason: "OutsideChange" },
      otherwise("ProbeFirst", "probe", true)
    ]
  },
  Probe: {
    guards: [IsNext("probe")],
    changes: [],
    choices: [
      { name: "IsBeingWritten", applies: (_, a) => a.beingWritten, at: "turn", reason: "BeingWritten" },
      otherwise("ThenHash", "hash", true)
    ]
  },
  Hash: {
    guards: [IsNext("hash")],
    changes: [{ name: "Check", apply: (s, a) => publish.check(s, a.host, a.key, a.content) }],
    choices: [
      {
        name: "IsBase",
        applies: (i, a) => publish.partOf(i, a.key)?.base !== a.content,
        at: "turn",
        reason: "OutsideChange"
      },
      { name: "AllChecked", applies: (i) => i.gate?.checked.length === i.parts.length, at: "sync" },
      otherwise("JudgeOn", "judge")
    ]
  },
  TurnBack: {
    guards: [IsNext("back")],
    changes: [],
    choices: [
      {
        // One try only: a program that makes and removes the file again and again would keep its settler going for ever.
        name: "GiveUpBack",
        applies: (i, a) => !a.done && publish.partOf(i, a.key)?.base !== Absent,
        at: "aside",
        ofFile: true
      },
      otherwise("TurnOn", "turn")
    ]
  },
  KeepAside: { guards: [IsNext("aside")], changes: [], choices: [otherwise("TurnOn", "turn")] },
  Sync: {
    guards: [IsNext("sync")],
    changes: [{ name: "MarkJudged", apply: (s, a) => publish.markJudged(s, a.key) }],
    choices: [otherwise("ThenSettle", "settle")]
  },
  Settle: {
    guards: [IsNext("settle")],
    changes: [
      { name: "SawOwn", apply: (s, a) => publish.sawOwn(s, a.key) },
      { name: "RowPublished", apply: (s, a, now, o) => publish.publish(s, a.key, now, o) }
    ]
  },
  Refuse: {
    guards: [IsNext("refuse")],
    changes: [{ name: "RowRefused", apply: (s, a, now, o) => publish.refuse(s, a.key, now, o) }]
  },
  Flush: {
    guards: [
      {
        name: "HasRowsToFlush",
        conflict: "NothingToFlush",
        fails: (s) => (publish.hasRowsToFlush(s) ? undefined : refusals.nothingToFlush())
      }
    ],
    changes: [{ name: "RowsDurable", apply: (s) => publish.flush(s) }]
  },
  LateCheck: {
    guards: [
      {
        name: "IsLeft",
        conflict: "NothingLeft",
        fails: (s, a) => (intents.oldestAt(s, a.key) === undefined ? refusals.nothingLeft(a.key) : undefined)
      },
      {
        name: "IsDurable",
        conflict: "NotDurable",
        fails: (s, a) => {
          const intent = intents.oldestAt(s, a.key)
          return intent === undefined || intent.durable ? undefined : refusals.notDurable(a.key, intent)
        }
      },
      {
        name: "GraceIsOver",
        conflict: "GraceNotOver",
        fails: (s, a, now) => {
          const intent = intents.oldestAt(s, a.key)
          return intent === undefined || now >= intent.settled + s.limits.graceMs
            ? undefined
            : refusals.graceNotOver(a.key, intent.settled + s.limits.graceMs, now)
        }
      },
      {
        name: "NobodyWrites",
        conflict: "BeingWritten",
        fails: (s, a) => {
          const intent = intents.oldestAt(s, a.key)
          // What nobody looked at may be being written, and its bytes would go with it.
          const part = intent?.parts.find(({ key }) => publish.mayBeWritten(key, a.seen))
          return part === undefined ? undefined : refusals.beingWritten(part.key)
        }
      }
    ],
    changes: [
      { name: "Differs", apply: (s, a, _, o) => publish.keepDiffering(s, a.key, a.seen, o) },
      { name: "Unlink", apply: (s, a, _, o) => publish.unlink(s, a.key, o) }
    ]
  }
}
