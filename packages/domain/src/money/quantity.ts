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
  if (point === -1) return BigInt(text) * scale;
  return BigInt(text.slice(0, point) + text.slice(point + 1).padEnd(4, '0'));
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
