// How a text of somebody else's is shown to people and models, in one line.

const longest = 200

/** One line of at most 200 characters, in quotes: an id or a title never looks like an instruction of its own. */
export const quote = (text: string): string => {
  const line = text.replaceAll(/[\p{C}\p{Z}"]+/gu, " ").trim()
  return `"${line.length > longest ? `${line.slice(0, longest)}...` : line}"`
}

/** Whether a path, or a pattern that begins like one, is of no workspace. */
export const isOutside = (path: string): boolean =>
  /^([/\\~]|[A-Za-z]:)/.test(path) || /(^|[/\\])\.\.([/\\]|$)/.test(path)

/** A path, if it is one of the workspace. */
export const showPath = (path: string): string => (isOutside(path) ? "a path outside the workspace" : quote(path))
