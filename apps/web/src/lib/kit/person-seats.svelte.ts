import { seatingOf } from './seating.ts';

class PersonSeats {
  #seats = $state.raw<ReadonlyMap<string, number>>(new Map());

  /** Those who work together on what is open, in the order in which they came. */
  take(inOrderOfComing: readonly string[]): void {
    this.#seats = seatingOf(inOrderOfComing);
  }

  of(id: string): number | undefined {
    return this.#seats.get(id);
  }
}

export const personSeats = new PersonSeats();
