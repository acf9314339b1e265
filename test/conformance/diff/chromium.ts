/** The machine's real browser. */
import { accessSync, constants } from "node:fs"
import { delimiter, join } from "node:path"
import { afterAll, describe } from "@effect/vitest"
import { chromium } from "playwright-core"
import type { Browser, BrowserContextOptions } from "playwright-core"

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const path = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((directory) => names.map((name) => join(directory, name)))
  .find(isExecutable)

const missing =
  "there is no Chromium on PATH. `make setup` installs it on Debian as root; elsewhere install it with your package manager"

// CI sets up its machine, so what is missing there is an error.
const skipped = path === undefined && !process.env["CI"]
if (skipped) console.warn(`The tests that need a browser are skipped: ${missing}.`)

let browser: Browser | undefined
afterAll(async () => browser?.close())

/** A suite with a real browser; skipped, with the reason in its title, where there is none. */
export const describeBrowser = (title: string, suite: () => void): void => {
  describe.skipIf(skipped)(skipped ? `${title} (skipped: ${missing})` : title, suite)
}

/** A page of this text, loaded from its own address; all that is asked of the network or said on the console is an error. */
export const open = async (file: string, options: BrowserContextOptions = {}) => {
  if (path === undefined) throw new Error(`The test needs a browser, and ${missing}.`)
  // As root there is no sandbox of Chromium's. The page is the test's own.
  browser ??= await chromium.launch({ executablePath: path, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] })
  const page = await browser.newPage(options)
  const wrong: Array<string> = []
  page.on("console", (message) => wrong.push(message.text()))
  page.on("pageerror", (error) => wrong.push(error.message))
  page.on("dialog", (dialog) => wrong.push(dialog.message()))
  page.on("request", (request) => {
    if (request.url() !== `file://${file}`) wrong.push(request.url())
  })
  await page.goto(`file://${file}`)
  return { page, wrong }
}
