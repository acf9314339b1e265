// What a run showed, written into README.md between two marks.
import { readFileSync, writeFileSync } from "node:fs"

const readme = new URL("./README.md", import.meta.url)

export const record = (block: string, text: string): void => {
  const [before, after] = [`<!-- ${block} -->`, `<!-- /${block} -->`]
  const page = readFileSync(readme, "utf8")
  const [from, to] = [page.indexOf(before), page.indexOf(after)]
  if (from < 0 || to < from) throw new Error(`torture/README.md has no marks for ${block}`)
  writeFileSync(readme, `${page.slice(0, from + before.length)}\n\n${text}\n\n${page.slice(to)}`)
}
