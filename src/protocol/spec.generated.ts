// Generated from spec/ by `make manifest`; `make drift` compares it. Do not edit.

/** The digest of the specification that the steps of this version are of: of Leasehold.tla and all that it extends. */
export const specDigest = "ebb6ae12aca1ede6"
