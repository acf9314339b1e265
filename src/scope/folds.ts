// The ways in which names compare, by name: what a workspace is known to do, and what a store says of it.
import { asIs, type Fold } from "./fold.ts"

/** In what names differ that are one name all the same. */
export type Folds = "nothing" | "case" | "unicode" | "case and unicode"

// To and fro, since there are letters that only become equal as capitals, and others only as small ones.
const letters: Fold = (name) => name.toLowerCase().toUpperCase().toLowerCase()

const apart = (name: string): string => name.normalize("NFD")

const together = (name: string): string => name.normalize("NFC")

/** How names fold: those that are one name are made one. Rather two names too many as one than one as two. */
export const foldOf: { readonly [F in Folds]: Fold } = {
  nothing: asIs,
  case: letters,
  unicode: (name) => together(apart(name)),
  // Taken apart first: there are accents that as capitals are letters, and marks have an order.
  "case and unicode": (name) => together(letters(apart(name)))
}
