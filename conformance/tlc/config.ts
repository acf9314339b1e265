/** The little that has to be known of a TLC configuration. */

const keyword =
  /^(CONSTANTS?|INVARIANTS?|PROPERT(?:Y|IES)|SPECIFICATION|INIT|NEXT|SYMMETRY|VIEW|ALIAS|POSTCONDITION|CHECK_DEADLOCK|(?:ACTION_)?CONSTRAINTS?)$/

/** The configuration without the sections of these kinds, named in the singular; comments go too. */
export const withoutSections = (config: string, kinds: ReadonlyArray<string>): string => {
  const kept: Array<string> = []
  let dropping = false
  for (const word of wordsOf(config)) {
    if (keyword.test(word)) dropping = kinds.includes(word.replace(/IES$/, "Y").replace(/TS$/, "T"))
    if (!dropping) kept.push(keyword.test(word) ? `\n${word}` : word)
  }
  return kept.join(" ").replaceAll(" \n", "\n").trim()
}

/** Comments, and words: strings are a part of one with all that is in them, while `<-` and `=` are words of their own. */
const word = /\(\*[\s\S]*?\*\)|\\\*.*|<-|=|(?:"(?:\\.|[^"\\\n])*"|(?!<-|\(\*|\\\*)[^\s=])+/g

const wordsOf = (config: string): ReadonlyArray<string> =>
  (config.match(word) ?? []).filter((text) => !/^(?:\(\*|\\\*)/.test(text))

/** One text for each thing that the configuration says outside of sections of these kinds: `CONSTANT Most = 2`, `CONSTRAINT Small`. */
export const entriesOf = (config: string, without: ReadonlyArray<string>): ReadonlyArray<string> => {
  const entries: Array<string> = []
  const words = wordsOf(withoutSections(config, without))
  let section = ""
  words.forEach((text, i) => {
    const next = words[i + 1]
    if (keyword.test(text)) section = text.replace(/TS$/, "T")
    // Of constants the next one begins where something is put in its place, or has a value.
    else if (section !== "CONSTANT" || next === "=" || next === "<-") entries.push(`${section} ${text}`)
    else entries.push(`${entries.pop() ?? section} ${text}`)
  })
  return entries
}

/** What stands in the sections whose keyword begins so, in order. */
const wordsIn = (config: string, start: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  let inside = false
  for (const word of wordsOf(config)) {
    if (keyword.test(word)) inside = word.startsWith(start)
    else if (inside) found.push(word)
  }
  return found
}

/** The property's name, if the configuration lists exactly one: TLC does not say which temporal property is violated. */
export const onlyPropertyOf = (config: string): string | undefined => {
  const properties = propertiesOf(config)
  return properties.length === 1 ? properties[0] : undefined
}

export const invariantsOf = (config: string): ReadonlyArray<string> => wordsIn(config, "INVARIANT")

export const propertiesOf = (config: string): ReadonlyArray<string> => wordsIn(config, "PROPERT")

/** What the configuration claims: its invariants and properties. */
export const claimsOf = (config: string): ReadonlyArray<string> => [...invariantsOf(config), ...propertiesOf(config)]

/** The operators that cut states off. */
export const constraintsOf = (config: string): ReadonlyArray<string> => wordsIn(config, "CONSTRAINT")

/** The operators that cut steps off, and those that cut states off, with all steps to them. */
export const boundsOf = (config: string): ReadonlyArray<string> => [
  ...wordsIn(config, "ACTION_CONSTRAINT"),
  ...constraintsOf(config)
]

/** Whether states that are the same but for names are taken for one. */
export const hasSymmetry = (config: string): boolean => wordsIn(config, "SYMMETRY").length > 0

/** The formula that the configuration takes for the specification, if it names one. */
export const specificationOf = (config: string): string | undefined => wordsIn(config, "SPECIFICATION")[0]

/** The operator by whose value states are taken for one, if there is one. */
export const viewOf = (config: string): string | undefined => wordsIn(config, "VIEW")[0]

/** Whether a behaviour that ends is an error, as it is unless the configuration says otherwise. */
export const checksDeadlock = (config: string): boolean => wordsIn(config, "CHECK_DEADLOCK")[0] !== "FALSE"

/** The configuration with some of its invariants and properties only. */
export const withClaims = (config: string, claims: ReadonlyArray<string>, deadlock: boolean): string => {
  const some = (keyword: string, of: ReadonlyArray<string>): ReadonlyArray<string> =>
    of.filter((claim) => claims.includes(claim)).map((claim) => `${keyword} ${claim}`)
  return [
    withoutSections(config, ["INVARIANT", "PROPERTY", "CHECK_DEADLOCK"]),
    ...some("INVARIANT", invariantsOf(config)),
    ...some("PROPERTY", propertiesOf(config)),
    `CHECK_DEADLOCK ${deadlock ? "TRUE" : "FALSE"}`,
    ""
  ].join("\n")
}

/** What the configuration puts in the place of something else: `Overridden <- By`. */
export const substitutionsOf = (config: string): ReadonlyArray<readonly [overridden: string, by: string]> => {
  const words = wordsIn(config, "CONSTANT")
  return words.flatMap((word, i) => (words[i + 1] === "<-" ? [[word, words[i + 2] ?? ""] as const] : []))
}

/** The constants that the configuration gives a value of one word: `Name = value`. */
export const valuesOf = (config: string): ReadonlyArray<readonly [constant: string, value: string]> => {
  const words = wordsIn(config, "CONSTANT")
  return words.flatMap((word, i) => (words[i + 1] === "=" ? [[word, words[i + 2] ?? ""] as const] : []))
}

/** The operators that the configuration puts others in the place of. */
export const overridesOf = (config: string): ReadonlyArray<string> =>
  substitutionsOf(config).map(([overridden]) => overridden)

/** What the configuration has in the place of each name, as it stands there: `= value` or `<- Other`. */
export const assignmentsOf = (config: string): ReadonlyMap<string, string> => {
  const words = wordsIn(config, "CONSTANT").join(" ")
  const heads = [...words.matchAll(/([^\s{},"=]+)\s*(?:=|<-)/g)]
  return new Map(
    heads.map(({ index, 0: head, 1: name }, i) => [
      name!,
      words.slice(index + head.length - (head.endsWith("=") ? 1 : 2), heads[i + 1]?.index).trim()
    ])
  )
}

/** The operators that say how a behaviour begins and goes on. */
export const behaviourOf = (config: string): ReadonlyArray<string> =>
  ["SPECIFICATION", "INIT", "NEXT"].flatMap((start) => wordsIn(config, start))
