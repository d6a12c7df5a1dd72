import { expect, test } from 'vitest';
import { averageByFunction, type StaffPerson } from './average-by-function.ts';
import type { BudgetLine } from './budget-sheet.ts';
import { quantitiesOver } from './line-money.ts';
import { proposeAverage } from './propose-average.ts';
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
  timeline: timelineOf({ periods: { lengthMonths: 6, max: 6 } }, 18),
};
const person = (id: string, salary: string, budgetLineId: string | null): StaffPerson => ({
  ...{ id, functionTitle: 'Designer', monthlySalaryMinor: salary, partTimeBp: 10_000 },
  budgetLineId,
});
const line = (id: string, more: Partial<BudgetLine>): BudgetLine => ({
  ...{ id, category: 'STAFF', description: 'x', functionTitle: 'Designer', unit: 'tim' },
  ...{ quantity: '300', unitPriceMinor: '29651', currency: 'SEK', period: null },
  ...{ workPackage: null, note: '' },
  ...more,
});
const people = [person('a', '4000000', 'l1'), person('b', '5000000', 'l2')];
const marks = { onCosts: true, uprated: false };

function propose(lines: BudgetLine[]) {
  const [average] = averageByFunction(people);
  if (!average) throw new Error('no average');
  return proposeAverage(rules, average, { lines, people }, marks);
}

test('MO12 the lines of a function become one at its average, with their hours together', () => {
  const lines = [
    line('l1', {}),
    line('l2', { functionTitle: 'Tecknare', quantity: '500.5' }),
    line('l3', { functionTitle: 'Projektledare' }),
    line('l4', { category: 'EXTERNAL' }),
  ];
  const proposal = propose(lines);
  expect(proposal).toMatchObject({
    keep: 'l1',
    remove: ['l2'],
    cells: { quantity: '800.5', unitPriceMinor: '31395', unit: 'h', onCosts: true, period: null },
    perPeriod: null,
  });
  // 800.5 h at 296.51; then at 313.95 with on-costs.
  expect([proposal.before, proposal.after]).toEqual([2_829_037n, 4_350_569n]);
});

test('MO12 hours of single periods stay in their periods', () => {
  const lines = [
    line('l1', { period: 1, quantity: '100', workPackage: 'wp' }),
    line('l2', { perPeriod: { 2: '50' }, quantity: '80', workPackage: 'wp' }),
  ];
  const { cells, perPeriod } = propose(lines);
  expect(cells).toMatchObject({ quantity: '180', workPackage: 'wp', period: null });
  expect(perPeriod).toEqual({ 1: '100', 2: '50' });
  const { timeline } = rules;
  if (!timeline) throw new Error('no timeline');
  const spread = quantitiesOver(timeline, { ...cells, perPeriod: perPeriod ?? {} });
  expect(spread).toEqual([1_000_000n, 500_000n, 300_000n]);
});

test('MO12 a function without lines, or with months, gets the hours of its posts', () => {
  expect(propose([])).toMatchObject({ keep: null, remove: [], cells: { quantity: '3440' } });
  expect(propose([line('l1', { unit: 'månad', quantity: '24' })])).toMatchObject({
    keep: 'l1',
    cells: { quantity: '3440', unit: 'h' },
  });
});
