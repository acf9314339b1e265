/** How many JVMs run at a time, whatever asks for one. */
import { Semaphore } from "effect"
import { concurrency } from "../models/verify.ts"

/** Waits until one of them may start. */
export const withJvm = Semaphore.makeUnsafe(concurrency).withPermits(1)
