import type { ExchangeRate } from '../call/call.ts';
import { type BasisPoints, type Minor, parseMinor } from '../money/money.ts';
import { lineAmount, parseQuantity, type Quantity } from '../money/quantity.ts';
import { lineMoney, quantitiesOver } from './line-money.ts';
import { upratedRate } from './staff-rate.ts';
import type { LineTerm, MoneyRules } from './terms.ts';

/** A quantity at one price: the whole line, or one period of a line whose rate rises. */
export interface LinePart {
  /** 1-based; null is the whole line. */
  period: number | null;
  /** How often the rate has risen before this period. */
  rises: number;
  quantity: Quantity;
  price: Minor;
  amount: Minor;
}

/** How a line comes to its amount, step by step; each step names the rule that it follows. */
export interface LineExplanation {
  currency: string;
  parts: LinePart[];
  entered: Minor;
  /** MO10: null where the line has none. */
  onCosts: { rateBp: BasisPoints; amount: Minor } | null;
  /** MO6: null where the rate stands still. */
  uprating: BasisPoints | null;
  /** MO7: null where the line is in the call's currency. */
  exchange: ExchangeRate | null;
  /** In the call's currency; null where the call has no rate for the line's. */
  amount: Minor | null;
}

/** MO1, MO6, MO7, MO10: the steps of `lineMoney`, for people who want to see them. */
export function explainLine(rules: MoneyRules, line: LineTerm): LineExplanation {
  const { currency, entered, onCosts, amount } = lineMoney(rules, line);
  const staff = line.category === 'STAFF';
  const rises = staff && line.uprated === true && rules.timeline !== undefined;
  const { fx } = rules;
  return {
    currency,
    parts: rises ? risingParts(rules, line) : [wholeLine(line)],
    entered,
    onCosts:
      staff && line.onCosts && rules.lkpBp !== undefined
        ? { rateBp: rules.lkpBp, amount: onCosts }
        : null,
    uprating: rises ? (rules.upratingBp ?? 0) : null,
    exchange: currency !== rules.currency && fx?.currency === currency ? fx : null,
    amount,
  };
}

function wholeLine(line: LineTerm): LinePart {
  const quantity = parseQuantity(line.quantity);
  const price = parseMinor(line.unitPriceMinor);
  return { period: null, rises: 0, quantity, price, amount: lineAmount(quantity, price) };
}

function risingParts({ timeline, upratingBp = 0 }: MoneyRules, line: LineTerm): LinePart[] {
  if (!timeline) return [];
  const rate = parseMinor(line.unitPriceMinor);
  return quantitiesOver(timeline, line).flatMap((quantity, at) => {
    if (quantity === 0n) return [];
    const month = at * timeline.lengthMonths;
    const price = upratedRate(rate, upratingBp, month);
    const rises = Math.floor(month / 12);
    return [{ period: at + 1, rises, quantity, price, amount: lineAmount(quantity, price) }];
  });
}
