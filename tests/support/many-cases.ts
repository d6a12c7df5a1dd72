import { expect } from 'vitest';
import { casesOf } from './share-of-cases.ts';

/** mulberry32: the same cases in every run; a failing case is named by its number. */
function randomOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  const digits = (most: number) => {
    const length = 1 + below(most);
    let text = '';
    while (text.length < length) text += below(10);
    return text;
  };
  const quantity = (whole: number) =>
    below(2) === 0 ? digits(whole) : `${digits(whole)}.${digits(4)}`;
  return { below, digits, quantity };
}

export type Random = ReturnType<typeof randomOf>;

export function agree(
  cases: number,
  seed: number,
  check: (random: Random) => [unknown, unknown],
): void {
  const random = randomOf(seed);
  const tried = casesOf(cases);
  for (let at = 0; at < tried; at++) {
    const [fast, slow] = check(random);
    if (String(fast) !== String(slow)) {
      expect.fail(`case ${at} of seed ${seed}: ${String(fast)} instead of ${String(slow)}`);
    }
  }
}
