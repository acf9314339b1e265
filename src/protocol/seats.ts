// The seats of the intents of a key, the oldest first. What a key's settled writes left stays for a grace, which may be tens of thousands
// of them, and each write adds one: so they are kept in spans, of which one changes and the rest is shared.
//
// Which span a seat is in depends on it alone, so that two equal sets have one shape.

/** Spans that are not empty, and sorted, as are the seats in each. */
export type Seats = ReadonlyArray<ReadonlyArray<number>>

const seatsPerSpan = 64

const spanOf = (seat: number): number => Math.floor(seat / seatsPerSpan)

/** No seats. */
export const noSeats: Seats = []

/** The oldest one. */
export const firstSeat = (seats: Seats): number | undefined => seats[0]?.[0]

/** All of them, in their order. */
export const seatsIn = (seats: Seats): ReadonlyArray<number> => seats.flat()

/** Where the span is, or would be. Nearly always a seat that comes is the newest, and one that goes the oldest. */
const placeOf = (seats: Seats, span: number): number => {
  if (seats.length === 0 || spanOf(seats.at(-1)![0]!) < span) return seats.length
  if (spanOf(seats.at(-1)![0]!) === span) return seats.length - 1
  return seats.findIndex((one) => spanOf(one[0]!) >= span)
}

const isAt = (seats: Seats, at: number, span: number): boolean => at < seats.length && spanOf(seats[at]![0]!) === span

/** With this one; the very same if it is there. */
export const withSeat = (seats: Seats, seat: number): Seats => {
  const span = spanOf(seat)
  const at = placeOf(seats, span)
  if (!isAt(seats, at, span)) return seats.toSpliced(at, 0, [seat])
  const found = seats[at]!
  if (found.includes(seat)) return seats
  return seats.with(at, found.at(-1)! < seat ? [...found, seat] : [...found, seat].sort((one, other) => one - other))
}

/** Without this one; the very same if it is not there. */
export const withoutSeat = (seats: Seats, seat: number): Seats => {
  const span = spanOf(seat)
  const at = placeOf(seats, span)
  if (!isAt(seats, at, span) || !seats[at]!.includes(seat)) return seats
  const left = seats[at]!.filter((one) => one !== seat)
  return left.length === 0 ? seats.toSpliced(at, 1) : seats.with(at, left)
}
