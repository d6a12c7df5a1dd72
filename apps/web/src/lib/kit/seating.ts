/** As many as tokens.css has colours for people. */
export const seatCount = 8;

/** Somebody's own seat, the same on every screen and in every session. */
export function ownSeat(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) {
    hash = (hash * 31 + id.charCodeAt(index)) >>> 0;
  }
  return hash % seatCount;
}

/**
 * Who works together has a seat each while there are enough: whoever came first keeps their own, whoever
 * finds it taken gets the next free one. The order in which they came is the same on every screen.
 */
export function seatingOf(inOrderOfComing: readonly string[]): ReadonlyMap<string, number> {
  const seats = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of inOrderOfComing) {
    if (seats.has(id)) continue;
    if (taken.size === seatCount) taken.clear();
    let seat = ownSeat(id);
    while (taken.has(seat)) seat = (seat + 1) % seatCount;
    taken.add(seat);
    seats.set(id, seat);
  }
  return seats;
}
