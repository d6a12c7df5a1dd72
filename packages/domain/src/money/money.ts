declare const minorUnit: unique symbol;

/** An amount in minor units (cents, öre): always a whole bigint, never a float. */
export type Minor = bigint & { readonly [minorUnit]: true };

/** A rate in hundredths of a percent: 4524 is 45.24 %. Always a whole number. */
export type BasisPoints = number;

export const zero = 0n as Minor;

export function toMinor(value: bigint): Minor {
  return value as Minor;
}

/** Reads the form that documents and the API carry: a string of minor units. */
export function parseMinor(text: string): Minor {
  if (!/^-?\d{1,18}$/.test(text)) throw new RangeError(`not an amount in minor units: "${text}"`);
  return BigInt(text) as Minor;
}

export function minorText(amount: Minor): string {
  return amount.toString();
}

export function sumMinor(amounts: Iterable<Minor>): Minor {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum as Minor;
}

/** MO2: a share is truncated, so that the funder never pays a fraction too much. */
export function shareOf(amount: Minor, rate: BasisPoints): Minor {
  return ((amount * BigInt(rate)) / 10000n) as Minor;
}

/** Division rounded half away from zero, for conversions and displayed percentages only. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('denominator must be positive');
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** 1056667 -> "10566.67": the plain, locale-free form for the command line and for messages. */
export function plainAmount(amount: Minor): string {
  const magnitude = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${magnitude.slice(0, -2)}.${magnitude.slice(-2)}`;
}

/** 4524 -> "45.24", 5000 -> "50". */
export function plainPercent(rate: BasisPoints): string {
  const text = (rate / 100).toFixed(2);
  return text.replace(/\.?0+$/, '');
}
