export interface Seeded {
  seed: number;
  /** From 0 up to, but not, 1. */
  next(): number;
}

/** Randomness that a failing test can have again: the seed is printed, and taken from SAMSPEL_SEED. */
export function seeded(given = process.env.SAMSPEL_SEED): Seeded {
  const seed = given ? Number(given) : Math.floor(Math.random() * 2 ** 32);
  process.stdout.write(`SAMSPEL_SEED=${seed}\n`);
  let state = seed >>> 0;
  return {
    seed,
    // mulberry32
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), state | 1);
      t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
