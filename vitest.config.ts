import { defineConfig } from "vitest/config"

// CI counts its tests from the JSON report (scripts/test-counts.ts).
const inCi = process.env["CI"] !== undefined && process.env["CI"] !== ""

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // By default one core is left alone: of two that is half of all time.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 120_000,
    reporters: inCi ? ["default", "json"] : ["default"],
    outputFile: { json: "reports/vitest.json" }
  }
})
