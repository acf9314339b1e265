/** The implementation: whatever you have. */
export interface Lock {
  readonly holder: string | undefined
}

export const lock = ({ holder }: Lock, client: string): Lock | "Held" =>
  holder === undefined ? { holder: client } : "Held"

export const unlock = ({ holder }: Lock, client: string): Lock | "NotHeld" =>
  holder === client ? { holder: undefined } : "NotHeld"
