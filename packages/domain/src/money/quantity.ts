import { type Minor, toMinor } from './money.ts';

/** A quantity in ten-thousandths: 12.5 is 125000n. */
export type Quantity = bigint;

const scale = 10_000n;

export function isQuantityText(text: string): boolean {
  return /^\d{1,12}(\.\d{1,4})?$/.test(text);
}

export function parseQuantity(text: string): Quantity {
  if (!isQuantityText(text)) throw new RangeError(`not a quantity: "${text}"`);
  const point = text.indexOf('.');
  const decimals = point === -1 ? 0 : text.length - point - 1;
  if (text.length <= shortest) {
    return BigInt(wholeNumber(text, point) * 10 ** (4 - decimals));
  }
  if (point === -1) return BigInt(text) * scale;
  return BigInt(text.slice(0, point) + text.slice(point + 1).padEnd(4, '0'));
}

// Up to 11 digits, times 10^4 at most, are exact whole numbers (under 2^53); parsing them as such
// halves the time that a large budget takes at each keystroke.
const shortest = 11;

function wholeNumber(text: string, point: number): number {
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    if (at !== point) value = value * 10 + text.charCodeAt(at) - 48;
  }
  return value;
}

/** 125000n -> "12.5": the form that documents hold. */
export function quantityText(quantity: Quantity): string {
  const whole = quantity / scale;
  const decimals = (quantity % scale).toString().padStart(4, '0').replace(/0+$/, '');
  return decimals === '' ? whole.toString() : `${whole}.${decimals}`;
}

/** MO1: a line's amount is quantity times unit price, truncated to the minor unit. */
export function lineAmount(quantity: Quantity, unitPrice: Minor): Minor {
  return toMinor((quantity * unitPrice) / scale);
}
