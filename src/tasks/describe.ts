// What a task may do, in words that people and models read.
import type { Task as Profile } from "../protocol/index.ts"
import { describeScope } from "../scope/index.ts"

export const describeProfile = ({ scope }: Profile): string =>
  `${describeScope(scope)}\nWhat it may not read it may not write.`
