// One measurement, in this process, told to who started it.
import type { Measurement } from "./measurement.ts"

const [name, directory] = process.argv.slice(2) as [string, string]
const { measurement } = (await import(`./${name}.ts`)) as { readonly measurement: Measurement }
const { title, how, measure } = measurement
process.send!({ title, how, ...(await measure(directory)) })
process.disconnect()
