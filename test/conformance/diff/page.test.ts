/** The page as a reader has it: in a real browser, by keyboard, in the dark, on a telephone. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { renderPage } from "../../../conformance/diff/page/page.ts"
import { directory } from "../tlc/support.ts"
import { describeBrowser, open } from "./chromium.ts"
import { hostile, report } from "./sample.ts"

const patience = 60_000
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

let written: string | undefined
const file = (): string => (written ??= join(directory({ "page.html": renderPage(report) }), "page.html"))

describeBrowser("the page", () => {
  it(
    "steps through a behaviour by keyboard, and shows what each step changed",
    async () => {
      const { page, wrong } = await open(file())
      const stepper = page.getByRole("group", { name: /^Behaviour: newly allowed: Give after 2 steps/ })
      const steps = stepper.getByRole("tab")
      const [shown, told] = [stepper.getByRole("tabpanel"), stepper.getByRole("status")]
      const at = async () => ({
        focused: await page.evaluate(() => document.activeElement?.textContent?.trim()),
        panel: await shown.getAttribute("aria-labelledby"),
        panels: await shown.count()
      })
      assert.deepStrictEqual(await steps.allInnerTexts(), [
        "0. the initial state",
        "1. Take(one)",
        "2. Give(two)",
        "3. Take(one)"
      ])
      assert.strictEqual(await steps.nth(3).getAttribute("aria-selected"), "true")

      await stepper.getByRole("button", { name: "Previous step" }).focus()
      await page.keyboard.press("ArrowLeft")
      assert.deepStrictEqual(await at(), { focused: "2. Give(two)", panel: "model-1-allowed-1-step-2", panels: 1 })
      assert.strictEqual(
        await told.textContent(),
        `Step 2 of 3. note: "" -> ${JSON.stringify(hostile)}. owner: one -> two`
      )
      assert.include(await shown.locator(".changes").innerText(), "one -> two")
      await page.keyboard.press("Home")
      assert.deepStrictEqual(await at(), {
        focused: "0. the initial state",
        panel: "model-1-allowed-1-step-0",
        panels: 1
      })
      await page.keyboard.press("ArrowUp")
      assert.strictEqual(await told.textContent(), "Step 0 of 3")
      await page.keyboard.press("End")
      await page.keyboard.press("Tab")
      assert.strictEqual((await at()).panel, "model-1-allowed-1-step-3")
      assert.strictEqual(await page.evaluate(() => document.activeElement?.getAttribute("role")), "tabpanel")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Enter")
      assert.include(await shown.locator("pre").innerText(), 'note = ""')

      // What is open stays so, and the other behaviours stay where they were.
      await steps.nth(1).click()
      assert.isTrue(await shown.locator("pre").isVisible())
      const other = page.getByRole("group", { name: /^Behaviour: newly forbidden: Take/ })
      assert.strictEqual(await other.getByRole("status").innerText(), "Step 1 of 1")
      assert.deepStrictEqual(wrong, [])
    },
    patience
  )

  it(
    "moves nothing about when a step is taken, and keeps the keyboard's place at the ends",
    async () => {
      const { page, wrong } = await open(file())
      const stepper = page.getByRole("group", { name: /^Behaviour: newly allowed/ })
      const below = page.getByRole("region", { name: /^Sequence diagram: newly allowed/ })
      // The browser scrolls; what must not move is one against the other.
      const apart = async () => (await below.boundingBox())!.y - (await stepper.boundingBox())!.y
      const before = await apart()
      const back = stepper.getByRole("button", { name: "Previous step" })
      for (const step of [2, 1, 0]) {
        await back.click()
        assert.match(await stepper.getByRole("status").innerText(), new RegExp(`^Step ${step} of 3`))
        assert.strictEqual(await apart(), before)
      }
      assert.isTrue(await back.isDisabled())
      assert.strictEqual(await page.evaluate(() => document.activeElement?.textContent?.trim()), "0. the initial state")
      assert.deepStrictEqual(wrong, [])
    },
    patience
  )

  for (const [width, colorScheme] of [
    [1280, "light"],
    [1280, "dark"],
    [400, "light"],
    [400, "dark"]
  ] as const)
    it(
      `can be read ${width} pixels wide, ${colorScheme}, by whomever`,
      async () => {
        const { page, wrong } = await open(file(), { viewport: { width, height: 800 }, colorScheme })
        assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), width)
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true
        })
        await page.evaluate(axe)
        const found = await page.evaluate("axe.run().then(({ violations }) => violations)")
        const named = (found as ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ failureSummary: string }> }>).map(
          ({ id, nodes }) => `${id}: ${nodes.map(({ failureSummary }) => failureSummary).join("; ")}`
        )
        assert.deepStrictEqual(named, [])
        assert.deepStrictEqual(wrong, [])
      },
      patience
    )

  it(
    "says everything without its script, and takes no text of a specification for marks",
    async () => {
      const { page, wrong } = await open(file(), { javaScriptEnabled: false })
      assert.deepStrictEqual(
        await page
          .getByRole("group", { name: /^Behaviour: newly allowed/ })
          .locator(".moment")
          .allInnerTexts()
          .then((all) => all.length),
        4
      )
      assert.strictEqual(await page.locator("script, img").count(), 1)
      const text = await page.locator("body").innerText()
      for (const said of [
        `work ${hostile} against main`,
        "incomparable",
        "1 of the models uses nothing that changed",
        "holds/MCLocks: the code as it stands replays 6 of 7 transitions",
        "the head violates OneOwner",
        "Newly violated: OneOwner after 2 steps, for ever",
        "And again step 1, for ever.",
        "Newly violated: no deadlock",
        "Newly allowed: Give after 2 steps (3 such steps), because of Give together with Spare, or of Most",
        "Told otherwise: Take was Held, is Spare, 1 request",
        "Invariant OneOwner: weakened",
        "in a state which neither side is known to reach",
        `only the head has the model ${hostile}`,
        "TLC 2.19 of 8 August 2024, revision 5a47802"
      ])
        assert.include(text, said)
      assert.deepStrictEqual(wrong, [])
    },
    patience
  )
})
