import { test } from 'vitest';
import { agree } from '../../../../tests/support/many-cases.ts';
import { proposeBalance } from '../cofunding/propose-balance.ts';
import { splitSources, termsOf } from '../cofunding/split-sources.ts';
import { toMinor } from '../money/money.ts';
import { parseQuantity } from '../money/quantity.ts';
import { amountOf, linePeriods, quantitiesOver } from './line-money.ts';
import type { LineTerm } from './terms.ts';

test('MO11 50 000 lines over periods and packages sum to themselves, in hours and in money', () => {
  agree(50_000, 11, ({ below, digits, quantity }) => {
    const periods = 1 + below(8);
    const from = 1 + below(periods);
    const to = from + below(periods - from + 1);
    const packages = new Map([['wp', { from, to }]]);
    const rules = {
      ...{ currency: 'EUR', euRateBp: 0, minEuMinor: '0', maxEuMinor: '0', flatRates: {} },
      fx: { currency: 'SEK' as const, numerator: 1 + below(2000), denominator: 1 + below(100) },
      timeline: { periods, lengthMonths: 6, packages },
    };
    const entered = Array.from({ length: below(4) }, () => [1 + below(8), quantity(3)]);
    const line: LineTerm = {
      category: 'EXTERNAL',
      quantity: quantity(4),
      unitPriceMinor: digits(15),
      currency: below(2) === 0 ? 'EUR' : 'SEK',
      period: below(4) === 0 ? 1 + below(9) : null,
      workPackage: below(2) === 0 ? 'wp' : null,
      ...(entered.length > 0 && { perPeriod: Object.fromEntries(entered) }),
    };
    const amount = amountOf(rules, line) ?? 0n;
    const parts = linePeriods(rules, line, toMinor(amount));
    const hours = quantitiesOver(rules.timeline, line);
    const sum = (all: readonly bigint[]) => all.reduce((total, one) => total + one, 0n);
    return [`${sum(parts)} ${sum(hours)}`, `${amount} ${parseQuantity(line.quantity)}`];
  });
});

test('MO16 50 000 proposals to balance leave what they say, and neither lose nor invent a cent', () => {
  agree(50_000, 16, ({ below, digits }) => {
    const own = toMinor(BigInt(digits(15)));
    const statuses = ['idea', 'pledged', 'withdrawn'] as const;
    const sources = Array.from({ length: below(6) }, (_, at) => ({
      ...{ id: `s${at}`, funderName: '', legal: 'public' as const, form: 'cash' as const },
      mode: below(4) === 0 ? ('weight' as const) : ('amount' as const),
      amountMinor: digits(14),
      weight: below(3),
      status: statuses[below(8)] ?? 'idea',
      locked: below(4) === 0,
    }));
    const { changes, left } = proposeBalance(own, { sources }, []);
    const to = new Map(changes.map((change) => [change.sourceId, change.to.toString()]));
    const taken = sources.map((one) => ({
      ...one,
      amountMinor: to.get(one.id) ?? one.amountMinor,
    }));
    const split = splitSources(own, termsOf(taken));
    const covered = split.sources.reduce((sum: bigint, { amount }) => sum + amount, 0n);
    return [`${covered + left} ${split.uncovered}`, `${own} ${left}`];
  });
});
