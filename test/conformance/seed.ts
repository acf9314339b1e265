/** Property tests: a fixed seed in CI, so that a red run is red again; elsewhere a new one each time. fast-check prints it. */
import type { Parameters } from "fast-check"

export const propertyOptions = <T = unknown>(numRuns = 200): Parameters<T> =>
  process.env["CI"] === undefined ? { numRuns } : { numRuns, seed: 20261123 }

/** One number for tests that print it themselves. */
export const seedOf = (): number => (process.env["CI"] === undefined ? Math.floor(Math.random() * 1_000_000) : 20261123)
