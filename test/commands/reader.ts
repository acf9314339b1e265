/** Takes a manifest as a user who may not read everything, and says what could not be read: `reader.ts <directory>`. */
import { Effect } from "effect"
import { takeManifest } from "../../src/commands/manifest.ts"

const nobody = 65534
if (process.getuid?.() === 0) process.setuid!(nobody)
const { unknown } = await Effect.runPromise(takeManifest(process.argv[2]!))
process.stdout.write(JSON.stringify([...unknown].sort()))
