/** Imported before a program: it finds no koffi then, and neither do those that it starts. */
import Module from "node:module"

type Load = (this: unknown, name: string, ...rest: ReadonlyArray<unknown>) => unknown
const loader = Module as unknown as { _load: Load }
const load = loader._load
loader._load = function (name, ...rest) {
  if (name === "koffi") throw new Error("Cannot find module 'koffi'")
  return load.call(this, name, ...rest)
}
