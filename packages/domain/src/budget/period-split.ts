import { type Minor, sumMinor, toMinor } from '../money/money.ts';

/** MO4: an amount over periods: each period truncated, the last takes the remainder. */
export function splitOverPeriods(amount: Minor, periods: number): Minor[] {
  if (!Number.isSafeInteger(periods) || periods < 1)
    throw new RangeError('not a number of periods');
  const each = amount / BigInt(periods);
  const parts = new Array<bigint>(periods).fill(each);
  parts[periods - 1] = amount - each * BigInt(periods - 1);
  return parts.map(toMinor);
}

/** MO4: an amount along weights: each part truncated, the one at `last` takes the remainder. */
export function splitAlong(amount: Minor, weights: readonly bigint[], last: number): Minor[] {
  let whole = 0n;
  for (const weight of weights) whole += weight;
  const parts = weights.map((weight, at) =>
    toMinor(at === last || whole === 0n ? 0n : (amount * weight) / whole),
  );
  parts[last] = toMinor(amount - sumMinor(parts));
  return parts;
}

/** How many reporting periods a duration has; the last may be shorter. */
export function periodsOf(months: number, lengthMonths: number): number {
  return Math.ceil(months / lengthMonths);
}
