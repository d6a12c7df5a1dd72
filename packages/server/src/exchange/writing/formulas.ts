/**
 * Formulas that give what the rules give, cent for cent: every product is one of whole numbers (cents, basis
 * points, ten-thousandths), so that no binary fraction decides where it is cut off.
 */

/** Whole numbers up to here are told apart from their neighbours also after a division, by every program. */
const exact = 2n ** 46n;

/** Whether a dividend is small enough for a formula to be exact. */
export function isExact(...dividends: bigint[]): boolean {
  return dividends.every((one) => -exact < one && one < exact);
}

const cents = (cell: string) => `ROUND(${cell}*100,0)`;

/** MO1: quantity times unit price, truncated to the cent. */
export function lineFormula(quantity: string, price: string): string {
  return `TRUNC(ROUND(${quantity}*10000,0)*${cents(price)}/10000)/100`;
}

/** MO2: a share of an amount, truncated to the cent. */
export function shareFormula(amount: string, rate: string): string {
  return `TRUNC(${cents(amount)}*ROUND(${rate}*10000,0)/10000)/100`;
}

/** MO7: euro for an amount in another currency, half away from zero. */
export function euroFormula(amount: string, numerator: string, denominator: string): string {
  const rounded = `TRUNC((2*ABS(${cents(amount)})*${denominator}+${numerator})/(2*${numerator}))`;
  return `SIGN(${amount})*${rounded}/100`;
}

export function sumFormula(from: string, to: string): string {
  return `ROUND(SUM(${from}:${to}),2)`;
}

export function sumOf(cells: readonly string[]): string {
  return cells.length === 0 ? '0' : `ROUND(${cells.join('+')},2)`;
}
