/** The other end of otherProcess: answers calls with what the methods return. */
export const serve = (methods: Readonly<Record<string, (...args: Array<never>) => unknown>>): void => {
  process.on("message", async ([id, method, ...args]: [number, string, ...Array<never>]) => {
    process.send?.([id, await methods[method]!(...args)])
  })
  process.on("disconnect", () => process.exit())
  process.send?.([0])
}
