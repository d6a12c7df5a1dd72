import { divideHalfUp, type Minor, toMinor } from './money.ts';

/** Units of a currency for one euro, as a fraction: 8.39 SEK is 839/100. */
export interface Rate {
  numerator: number;
  denominator: number;
}

/** MO7: euro for an amount in another currency, rounded half up; for limits and display only. */
export function toEuro(amount: Minor, rate: Rate): Minor {
  return toMinor(divideHalfUp(amount * BigInt(rate.denominator), BigInt(rate.numerator)));
}

/** MO7: the other way round, for display. */
export function fromEuro(amount: Minor, rate: Rate): Minor {
  return toMinor(divideHalfUp(amount * BigInt(rate.numerator), BigInt(rate.denominator)));
}
