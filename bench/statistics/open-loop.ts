import { seededRandom } from './seeded-random.ts';

export interface Schedule {
  /** ms after the beginning, ascending. */
  times: Float64Array;
  /** Who acts at each of the times, and what: an edit or a movement of the cursor. */
  actors: Uint32Array;
  cursors: Uint8Array;
}

export interface Rates {
  /** All actors together, per second. */
  edits: number;
  cursors: number;
}

/**
 * What is to be sent when, decided before anything is sent: a slow answer never makes the next question
 * come later (no coordinated omission). Independent people: Poisson arrivals, each by any of them.
 */
export function openLoop(
  rates: Rates,
  durationMs: number,
  actorCount: number,
  seed: number,
): Schedule {
  const random = seededRandom(seed);
  const perMs = (rates.edits + rates.cursors) / 1000;
  const times: number[] = [];
  if (perMs > 0) {
    for (let at = gap(random, perMs); at < durationMs; at += gap(random, perMs)) times.push(at);
  }
  const share = rates.cursors / (rates.edits + rates.cursors);
  return {
    times: Float64Array.from(times),
    actors: Uint32Array.from(times, () => Math.floor(random() * actorCount)),
    cursors: Uint8Array.from(times, () => (random() < share ? 1 : 0)),
  };
}

const gap = (random: () => number, perMs: number) => -Math.log(1 - random()) / perMs;
