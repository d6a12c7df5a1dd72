/** Reproducible randomness (mulberry32): a failing run is named by its seed. */
export interface SeededRandom {
  /** At least 0, below 1. */
  float(): number;
  /** Integer, at least 0, below `below`. */
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const float = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number) => Math.floor(float() * below);
  return {
    float,
    int,
    chance: (probability) => float() < probability,
    pick: (list) => list[int(list.length)]!,
  };
}
