/** The name of Leasehold's own directory in the root; no key lies in it, and it is under nobody's scope. */
export const hiddenName = ".leasehold"
