import { personSeats } from './person-seats.svelte.ts';
import { ownSeat } from './seating.ts';

/** A steady colour per person; those who work together on what is open have different ones. */
export function personColour(id: string): string {
  return `var(--p${(personSeats.of(id) ?? ownSeat(id)) + 1})`;
}
