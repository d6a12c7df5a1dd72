export interface Span {
  /** Index of the series. */
  at: number;
  from: bigint;
  to: bigint;
}

/** Amounts on top of each other, those below zero under it; what is zero takes no room. */
export function stackSpans(amounts: readonly bigint[]): Span[] {
  let above = 0n;
  let below = 0n;
  return amounts.flatMap((amount, at): Span[] => {
    if (amount === 0n) return [];
    if (amount > 0n) {
      above += amount;
      return [{ at, from: above - amount, to: above }];
    }
    below += amount;
    return [{ at, from: below - amount, to: below }];
  });
}

/** The lowest and the highest place of all stacks; zero is always among them. */
export function reachOf(stacks: readonly (readonly Span[])[]): { low: bigint; high: bigint } {
  let low = 0n;
  let high = 0n;
  for (const { to } of stacks.flat()) {
    if (to < low) low = to;
    if (to > high) high = to;
  }
  return { low, high };
}

/** Round steps from at most `low` to at least `high`, about `wanted` of them. */
export function ticksOf(low: bigint, high: bigint, wanted = 4): bigint[] {
  const reach = high - low;
  if (reach <= 0n) return [0n];
  const least = reach / BigInt(wanted) || 1n;
  const size = 10n ** BigInt(least.toString().length - 1);
  const step = [1n, 2n, 5n, 10n].map((times) => times * size).find((one) => one >= least) ?? size;
  const ticks: bigint[] = [];
  const first = low < 0n ? -((-low + step - 1n) / step) * step : 0n;
  for (let at = first; ; at += step) {
    ticks.push(at);
    if (at >= high) return ticks;
  }
}

/** Where an amount lies between two others, as a number for drawing: the only one made of money. */
export function placeOf(amount: bigint, from: bigint, to: bigint, length: number): number {
  if (to === from) return 0;
  return (Number(((amount - from) * 1_000_000n) / (to - from)) / 1_000_000) * length;
}

/** Where the largest amount stands; -1 where none is above zero. */
export function largestAt(amounts: readonly bigint[]): number {
  let found = -1;
  amounts.forEach((amount, at) => {
    if (amount > (amounts[found] ?? 0n)) found = at;
  });
  return found;
}
