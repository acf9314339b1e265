// What a task may do, in words that people and models read.
import { quote, type Region, type Resource, Root, type Task as Profile } from "../protocol/index.ts"

const show = ({ kind, path }: Resource): string =>
  kind === "file" ? quote(path) : path === Root ? "the whole workspace" : `the directory ${quote(path)}`

const list = (region: Region): string => (region.length === 0 ? "nothing" : region.map(show).join(", "))

export const describeProfile = ({ reads, writes }: Profile): string =>
  `It may read ${list(reads)}.\nIt may write ${list(writes)}.`
