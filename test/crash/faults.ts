import type { OpenOptions } from "../../src/workspace/host.ts"

export interface Fault {
  readonly name: string
  readonly options: Partial<OpenOptions>
}

export const faults: ReadonlyArray<Fault> = []

export const faultNamed = (name: string): Fault => {
  const fault = faults.find((one) => one.name === name)
  if (fault === undefined) throw new Error(`no fault is called ${name}`)
  return fault
}
