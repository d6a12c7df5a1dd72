import type { BudgetLine } from '@samspel/domain/budget/budget-sheet';
import { explainLine, type LinePart } from '@samspel/domain/budget/explain-line';
import type { MoneyRules } from '@samspel/domain/budget/terms';
import { quantityText } from '@samspel/domain/money/quantity';
import { formatMoney, formatNumber, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';

/** One step of a computation, with the rule that it follows and where the rule comes from. */
export interface Step {
  text: string;
  amount: string;
  rule?: string;
  source?: string;
  strong?: boolean;
}

/** How a line comes to what it counts, in words; `counts` false: a finding says why it counts 0. */
export function lineSteps(rules: MoneyRules, line: BudgetLine, counts: boolean): Step[] {
  const { currency, parts, entered, onCosts, uprating, exchange, amount } = explainLine(
    rules,
    line,
  );
  const own = (value: bigint) => formatMoney(value, { currency });
  const steps = parts.map((part) => partStep(part, line, own, uprating ?? 0));
  if (onCosts) {
    const { rateBp } = onCosts;
    steps.push({
      text: m.budget_how_on_costs({ rate: formatRate(rateBp), amount: own(entered) }),
      amount: own(onCosts.amount),
      ...{ rule: 'MO10', source: 'Call; Handbook' },
    });
  }
  if (exchange) {
    const rate = formatNumber(exchange.numerator / exchange.denominator, 4);
    steps.push({
      text: m.budget_how_exchange({
        ...{ rate, currency, call: rules.currency },
        amount: own(entered + (onCosts?.amount ?? 0n)),
      }),
      amount: formatMoney(amount, { currency: rules.currency }),
      ...{ rule: 'MO7', source: 'Call' },
    });
  }
  steps.push({
    text: counts ? m.budget_how_counts() : m.budget_how_counts_not(),
    amount: formatMoney(counts ? amount : 0n, { currency: rules.currency }),
    strong: true,
  });
  return steps;
}

function partStep(
  { period, rises, quantity, price, amount }: LinePart,
  { unit }: BudgetLine,
  own: (value: bigint) => string,
  uprating: number,
): Step {
  const said = {
    quantity: formatNumber(Number(quantityText(quantity)), 4),
    unit,
    price: own(price),
    period: period ?? 0,
  };
  if (period === null) {
    return { text: m.budget_how_product(said), amount: own(amount), rule: 'MO1', source: 'Jems' };
  }
  const rule = { rule: 'MO6', source: 'Call; Handbook' };
  if (rises === 0) return { text: m.budget_how_in_period(said), amount: own(amount), ...rule };
  const risen = { ...said, count: rises, rate: formatRate(uprating) };
  return { text: m.budget_how_risen(risen), amount: own(amount), ...rule };
}
