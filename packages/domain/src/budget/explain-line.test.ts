import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLine, anyRules } from '../../../../tests/support/any-budget.ts';
import { explainLine } from './explain-line.ts';
import { lineMoney } from './line-money.ts';
import type { MoneyRules } from './terms.ts';
import { timelineOf } from './timeline.ts';

const rules: MoneyRules = {
  currency: 'EUR',
  euRateBp: 5000,
  minEuMinor: '0',
  maxEuMinor: '60000000',
  flatRates: {},
  fx: { currency: 'SEK', numerator: 839, denominator: 100 },
  lkpBp: 4524,
  upratingBp: 240,
  timeline: timelineOf({ periods: { lengthMonths: 6, max: 6 } }, 18),
};

const staff = { category: 'STAFF' as const, quantity: '900', unitPriceMinor: '29651' };

test('MO6 a rate that rises is told period by period, with the rate of each', () => {
  const { parts, uprating, entered } = explainLine(rules, { ...staff, uprated: true });
  expect(uprating).toBe(240);
  expect(parts).toEqual([
    { period: 1, rises: 0, quantity: 3_000_000n, price: 29651n, amount: 8_895_300n },
    { period: 2, rises: 0, quantity: 3_000_000n, price: 29651n, amount: 8_895_300n },
    { period: 3, rises: 1, quantity: 3_000_000n, price: 30362n, amount: 9_108_600n },
  ]);
  expect(entered).toBe(26_899_200n);
});

test('MO10 on-costs and MO7 the exchange are steps of their own', () => {
  const line = { ...staff, currency: 'SEK', onCosts: true };
  expect(explainLine(rules, line)).toMatchObject({
    entered: 26_685_900n,
    onCosts: { rateBp: 4524, amount: 12_072_701n },
    exchange: { numerator: 839, denominator: 100 },
    amount: 4_619_619n,
  });
  const plain = explainLine(rules, { ...staff, category: 'TRAVEL', onCosts: true, uprated: true });
  expect(plain).toMatchObject({ onCosts: null, uprating: null, exchange: null });
  const { fx: _, ...without } = rules;
  expect(explainLine(without, line)).toMatchObject({ exchange: null, amount: null });
});

test('MO1 the steps of any line sum to its money', () => {
  fc.assert(
    fc.property(anyRules, anyLine('a'), (some, line) => {
      const { parts, entered, onCosts, amount } = explainLine(some, line);
      const money = lineMoney(some, line);
      expect(parts.reduce((sum: bigint, part) => sum + part.amount, 0n)).toBe(entered);
      expect([entered, onCosts?.amount ?? 0n, amount]).toEqual([
        money.entered,
        money.onCosts,
        money.amount,
      ]);
    }),
  );
});
