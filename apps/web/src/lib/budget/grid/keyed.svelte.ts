import { untrack } from 'svelte';

/**
 * Something about single cells, by their key: who is there, what is wrong. A map in one piece would have
 * every cell of the grid look again whenever one of them changes; here a cell hears of itself alone.
 */
export class Keyed<T> {
  readonly #spots = new Map<string, Spot<T>>();
  readonly #same: (a: T, b: T) => boolean;
  #present: ReadonlyMap<string, T> = new Map();

  constructor(same: (a: T, b: T) => boolean = Object.is) {
    this.#same = same;
  }

  get all(): ReadonlyMap<string, T> {
    return this.#present;
  }

  /** Read by a cell while it is drawn. */
  at(key: string): T | undefined {
    let spot = this.#spots.get(key);
    if (!spot) {
      spot = this.#make(key);
      this.#spots.set(key, spot);
    }
    return spot.value;
  }

  /** Apart from whoever reads it first: nothing hears of state that was made while it was itself at work. */
  #make(key: string): Spot<T> {
    const made = $derived(new Spot(this.#present.get(key)));
    return untrack(() => made);
  }

  /** All there is now; what is not in it is nowhere. */
  set(next: ReadonlyMap<string, T>): void {
    const before = this.#present;
    this.#present = next;
    for (const key of before.keys()) if (!next.has(key)) this.#put(key, undefined);
    for (const [key, value] of next) {
      const known = before.get(key);
      if (known === undefined || !this.#same(known, value)) this.#put(key, value);
    }
  }

  #put(key: string, value: T | undefined): void {
    const spot = this.#spots.get(key);
    if (spot) spot.value = value;
  }
}

class Spot<T> {
  value = $state.raw<T>();

  constructor(value: T | undefined) {
    this.value = value;
  }
}
