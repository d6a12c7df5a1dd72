import { toEuro } from '../money/exchange.ts';
import { type Minor, parseMinor, shareOf, sumMinor, toMinor, zero } from '../money/money.ts';
import { lineAmount, parseQuantity, type Quantity } from '../money/quantity.ts';
import { splitAlong, splitOverPeriods } from './period-split.ts';
import { upratedRate } from './staff-rate.ts';
import type { LineTerm, MoneyRules } from './terms.ts';
import { onePeriod, rangeOf, type Timeline } from './timeline.ts';

/** A line's money as entered and as it counts. */
export interface LineMoney {
  /** The currency that the line is entered in. */
  currency: string;
  /** Quantity times unit price, in that currency. */
  entered: Minor;
  /** On-costs that the call adds, in that currency. */
  onCosts: Minor;
  /** Both in the call's currency; null where the call has no rate for the line's. */
  amount: Minor | null;
}

/** MO1, MO6, MO7, MO10: what a line comes to, in its own currency and in the call's. */
export function lineMoney(rules: MoneyRules, line: LineTerm): LineMoney {
  const currency = line.currency ?? rules.currency;
  const entered = enteredAmount(rules, line);
  const onCosts = onCostsOf(rules, line, entered);
  const amount = inCallCurrency(rules, toMinor(entered + onCosts), currency);
  return { currency, entered, onCosts, amount };
}

/** The same as one number; lines are many, and this runs at each keystroke. */
export function amountOf(rules: MoneyRules, line: LineTerm): Minor | null {
  const entered = enteredAmount(rules, line);
  const gross = line.onCosts ? toMinor(entered + onCostsOf(rules, line, entered)) : entered;
  if (line.currency === undefined || line.currency === rules.currency) return gross;
  return inCallCurrency(rules, gross, line.currency);
}

function enteredAmount(rules: MoneyRules, line: LineTerm): Minor {
  if (line.uprated && isUprated(rules, line)) return sumMinor(uprated(rules, line));
  return lineAmount(parseQuantity(line.quantity), parseMinor(line.unitPriceMinor));
}

/** MO10: on-costs are a share of the pay by the call's rate, truncated. */
function onCostsOf(rules: MoneyRules, line: LineTerm, pay: Minor): Minor {
  if (!line.onCosts || line.category !== 'STAFF') return zero;
  return shareOf(pay, rules.lkpBp ?? 0);
}

function inCallCurrency(rules: MoneyRules, amount: Minor, currency: string): Minor | null {
  if (currency === rules.currency) return amount;
  return rules.fx?.currency === currency ? toEuro(amount, rules.fx) : null;
}

function isUprated(rules: MoneyRules, line: LineTerm): boolean {
  return line.uprated === true && line.category === 'STAFF' && rules.timeline !== undefined;
}

/** MO6: each period's quantity at the rate of its first month. */
function uprated(rules: MoneyRules, line: LineTerm): Minor[] {
  const timeline = rules.timeline ?? onePeriod;
  const rate = parseMinor(line.unitPriceMinor);
  return quantitiesOver(timeline, line).map((quantity, at) => {
    const month = at * timeline.lengthMonths;
    return lineAmount(quantity, upratedRate(rate, rules.upratingBp ?? 0, month));
  });
}

/**
 * MO11: a line's quantity by period. What is entered for single periods stands while the quantity
 * lasts, and the line's last period has what it leaves; with nothing entered it is spread evenly.
 */
export function quantitiesOver(timeline: Timeline, line: LineTerm): Quantity[] {
  const { from, to } = rangeOf(timeline, line);
  const quantities = new Array<Quantity>(timeline.periods).fill(0n);
  const entered = enteredPeriods(line);
  const even = parseQuantity(line.quantity) / BigInt(to - from + 1);
  let left = parseQuantity(line.quantity);
  for (let period = 1; period <= timeline.periods; period++) {
    if (period === to || (!entered && (period < from || period > to))) continue;
    const wanted = entered ? parseQuantity(entered[period] ?? '0') : even;
    const taken = wanted < left ? wanted : left;
    quantities[period - 1] = taken;
    left -= taken;
  }
  quantities[to - 1] = left;
  return quantities;
}

/** A line that stands in one period has no quantities of others; what was entered is kept. */
export function enteredPeriods(line: LineTerm): Record<string, string> | null {
  return line.period || !line.perPeriod ? null : line.perPeriod;
}

/**
 * MO4, MO11: an amount of a line in the call's currency, by period: it sums to the amount exactly,
 * each period truncated, the line's last period taking the remainder.
 */
export function linePeriods(rules: MoneyRules, line: LineTerm, amount: Minor): Minor[] {
  const timeline = rules.timeline ?? onePeriod;
  const { from, to } = rangeOf(timeline, line);
  if (isUprated(rules, line)) return splitAlong(amount, uprated(rules, line), to - 1);
  if (enteredPeriods(line)) {
    const price = parseMinor(line.unitPriceMinor);
    const weights = quantitiesOver(timeline, line).map((quantity) => lineAmount(quantity, price));
    const whole = lineAmount(parseQuantity(line.quantity), price);
    // What truncation took from single periods belongs to the last, before anything is converted.
    weights[to - 1] = toMinor((weights[to - 1] ?? 0n) + whole - sumMinor(weights));
    return splitAlong(amount, weights, to - 1);
  }
  const parts = new Array<Minor>(timeline.periods).fill(zero);
  parts.splice(from - 1, to - from + 1, ...splitOverPeriods(amount, to - from + 1));
  return parts;
}
