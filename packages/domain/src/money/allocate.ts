import { type Minor, toMinor } from './money.ts';

/**
 * MO3: splits an amount by weights so that the parts sum to it exactly: each part is floored and
 * the remaining minor units go to the largest remainders, ties in order of listing.
 */
export function allocate(amount: Minor, weights: readonly (number | bigint)[]): Minor[] {
  if (amount < 0n) throw new RangeError('only an amount of 0 or more can be split');
  let total = 0n;
  for (const weight of weights) {
    const whole = typeof weight === 'bigint' || Number.isSafeInteger(weight);
    if (!whole || weight < 0) throw new RangeError('not a weight');
    total += BigInt(weight);
  }
  if (total === 0n) throw new RangeError('a split needs a positive weight');

  let left: bigint = amount;
  const remainders: { at: number; size: bigint }[] = [];
  const parts = weights.map((weight, at) => {
    const product = amount * BigInt(weight);
    const part = product / total;
    left -= part;
    remainders.push({ at, size: product % total });
    return part;
  });
  remainders.sort((a, b) => (a.size === b.size ? a.at - b.at : a.size > b.size ? -1 : 1));
  for (const { at } of remainders) {
    if (left === 0n) break;
    parts[at] = (parts[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map(toMinor);
}
