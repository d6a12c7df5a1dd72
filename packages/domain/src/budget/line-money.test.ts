import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyLine, anyRules, sum } from '../../../../tests/support/any-budget.ts';
import { toEuro } from '../money/exchange.ts';
import { parseMinor, toMinor } from '../money/money.ts';
import { parseQuantity } from '../money/quantity.ts';
import { computePartner } from './compute-partner.ts';
import { amountOf, lineMoney, linePeriods, quantitiesOver } from './line-money.ts';
import type { LineTerm, MoneyRules } from './terms.ts';
import { timelineOf } from './timeline.ts';

const [firstCall] = fc.sample(anyRules, { numRuns: 1, seed: 1 });

function rulesOver(months: number, change: Partial<MoneyRules> = {}): MoneyRules {
  const timeline = timelineOf({ periods: { lengthMonths: 6, max: 6 } }, months, [
    { id: 'early', startPeriod: 1, endPeriod: 2 },
  ]);
  if (!firstCall) throw new Error('no rules');
  return { ...firstCall, timeline, ...change };
}

const staff = (change: Partial<LineTerm> = {}): LineTerm => ({
  category: 'STAFF',
  quantity: '840',
  unitPriceMinor: '29651',
  ...change,
});

test('MO11 a line is spread evenly, and its last period takes the remainder', () => {
  const rules = rulesOver(24);
  const line = staff({ quantity: '1', unitPriceMinor: '9876543' });
  const amount = toMinor(9876543n);
  expect(linePeriods(rules, line, amount)).toEqual([2469135n, 2469135n, 2469135n, 2469138n]);
  expect(linePeriods(rules, { ...line, workPackage: 'early' }, amount)).toEqual([
    ...[4938271n, 4938272n],
    ...[0n, 0n],
  ]);
  expect(linePeriods(rules, { ...line, period: 3 }, amount)).toEqual([0n, 0n, amount, 0n]);
});

test('MO11 what is entered for a period stands, the last period has what is left', () => {
  const timeline = rulesOver(24).timeline;
  if (!timeline) throw new Error('no timeline');
  const over = (change: Partial<LineTerm>) =>
    quantitiesOver(timeline, staff({ quantity: '100', ...change })).map((one) => one / 10_000n);
  expect(over({ perPeriod: { 1: '20', 3: '30' } })).toEqual([20n, 0n, 30n, 50n]);
  expect(over({ perPeriod: { 1: '20', 4: '1' } })).toEqual([20n, 0n, 0n, 80n]);
  expect(over({ perPeriod: { 1: '90', 2: '30' } })).toEqual([90n, 10n, 0n, 0n]);
  expect(over({ perPeriod: { 1: '20' }, workPackage: 'early' })).toEqual([20n, 80n, 0n, 0n]);
  expect(over({ perPeriod: { 1: '20' }, period: 2 })).toEqual([0n, 100n, 0n, 0n]);
});

test('MO6 an uprated line costs each year’s hours at that year’s rate', () => {
  const rules = rulesOver(24);
  const line = staff({ uprated: true, perPeriod: { 1: '420', 2: '0', 3: '420' } });
  // 420 h at 296.51 and 420 h at 303.62 (month 12), in euro.
  const entered = 420n * 29651n + 420n * 30362n;
  expect(lineMoney(rules, line)).toMatchObject({ entered, onCosts: 0n, amount: entered });
  expect(linePeriods(rules, line, toMinor(entered))).toEqual([12453420n, 0n, 12752040n, 0n]);
  const notStaff = { ...line, category: 'EXTERNAL' as const };
  expect(amountOf(rules, notStaff)).toBe(840n * 29651n);
});

test('MO10 on-costs are a share of the pay, truncated, for staff alone', () => {
  const rules = rulesOver(24);
  expect(lineMoney(rules, staff({ onCosts: true }))).toEqual({
    currency: 'EUR',
    entered: 24906840n,
    // 45.24 % of 249 068.40 = 112 678.54416
    onCosts: 11267854n,
    amount: 36174694n,
  });
  expect(lineMoney(rules, staff({ onCosts: true, category: 'TRAVEL' })).onCosts).toBe(0n);
  const budget = computePartner(rules, {
    id: 'A',
    lines: [staff({ onCosts: true })],
    flat: { otherOnStaff: 4000 },
    sources: [],
  });
  expect(budget.categories.STAFF).toBe(36174694n);
  expect(budget.otherFlat).toBe(14469877n);
});

test('MO7 a line is shown in the currency it is entered in and in the call’s', () => {
  const rules = rulesOver(24);
  const line = staff({ quantity: '1', unitPriceMinor: '100000000', currency: 'SEK' });
  expect(lineMoney(rules, line)).toMatchObject({
    currency: 'SEK',
    entered: 100_000_000n,
    amount: 11918951n,
  });
  expect(lineMoney({ ...rules, fx: undefined }, line).amount).toBeNull();
  const negative = { ...line, category: 'REVENUE' as const, unitPriceMinor: '-100000000' };
  expect(lineMoney(rules, negative).amount).toBe(-11918951n);
});

test('BU26 a line that needs a rate of the call’s says so where there is none', () => {
  const rules = rulesOver(24, { lkpBp: undefined, upratingBp: undefined });
  const line = staff({ id: 'l1', onCosts: true, uprated: true });
  const budget = computePartner(rules, { id: 'A', lines: [line], flat: {}, sources: [] });
  expect(budget.categories.STAFF).toBe(24906840n);
  const found = budget.findings.filter(({ rule }) => rule !== 'BU9');
  expect(found.map(({ rule, place }) => [rule, place])).toEqual([
    ['BU26', { kind: 'budget', partnerId: 'A', lineId: 'l1', column: 'onCosts' }],
    ['BU26', { kind: 'budget', partnerId: 'A', lineId: 'l1', column: 'uprated' }],
  ]);
});

test('MO4, MO11 over any periods a line sums to its amount exactly, and never changes its sign', () => {
  fc.assert(
    fc.property(anyRules, anyLine('l1'), (rules, line) => {
      const amount = amountOf(rules, line);
      if (amount === null) throw new Error('no rate');
      const parts = linePeriods(rules, line, amount);
      expect(sum(parts)).toBe(amount);
      expect(parts).toHaveLength(rules.timeline?.periods ?? 0);
      expect(parts.every((part) => (amount < 0n ? part <= 0n : part >= 0n))).toBe(true);
      const { timeline } = rules;
      if (!timeline) throw new Error('no timeline');
      const quantities = quantitiesOver(timeline, line);
      expect(sum(quantities)).toBe(parseQuantity(line.quantity));
      expect(quantities.every((quantity) => quantity >= 0n)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('MO1 a line that uses nothing new comes to quantity times price, in the call’s currency', () => {
  fc.assert(
    fc.property(anyRules, anyLine('l1'), (rules, { uprated: _, onCosts: __, ...line }) => {
      const plain = (parseQuantity(line.quantity) * parseMinor(line.unitPriceMinor)) / 10_000n;
      const fx = rules.fx;
      const expected = line.currency === 'SEK' && fx ? toEuro(toMinor(plain), fx) : plain;
      expect(amountOf(rules, line)).toBe(expected);
    }),
  );
});
